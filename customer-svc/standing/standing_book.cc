#include "customer-svc/standing/standing_book.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/custom_field_cache.h"
#include "common/resource/custom_fields.h"
#include "common/resource/environment.h"
#include "common/resource/row_codec.h"
#include "customer-svc/standing/quality_rules.h"
#include "guanxi/customer/v1/grade_rule.pb.h"
#include "guanxi/customer/v1/segment.pb.h"

namespace guanxi::customer {
namespace {

using v1::GradeRule;
using v1::QualityPolicy;
using v1::Segment;

constexpr int kPage = 500;

const db::Query kVersion{"standing_version.select",
                         "SELECT version FROM standing_versions WHERE tenant_id = ?"};
const db::InsertQuery kChanged{"standing_version.grow",
                               "INSERT INTO standing_versions (tenant_id, version) VALUES ",
                               " ON DUPLICATE KEY UPDATE version = version + 1"};

db::Query LiveQuery(const resource::ResourceType& type) {
  return {absl::StrCat(type.singular(), ".select_standing"),
          absl::StrCat("SELECT ", resource::RowColumns(type, "t"), " FROM ", type.table(),
                       " t WHERE t.tenant_id = ? AND t.live = 1 AND t.id > ? ORDER BY t.id "
                       "LIMIT ?")};
}

absl::StatusOr<int64_t> ReadVersion(db::Transaction& tx, const Uuid& tenant) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kVersion, {tenant.bytes()}));
  return rows.empty() ? 0 : rows[0].Int64(0);
}

// All live rows of a type, in the order of ids.
template <typename M>
absl::Status ReadLive(db::Transaction& tx, const Uuid& tenant, const resource::Resource& resource,
                      std::vector<std::pair<Uuid, M>>* all) {
  all->clear();
  const db::Query query = LiveQuery(resource.type());
  Uuid last;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select(query, {tenant.bytes(), last.bytes(), kPage}));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const resource::Stored stored,
                              resource::DecodeRow(resource.type(), row));
      last = stored.name.id;
      all->emplace_back(last, static_cast<const M&>(*stored.message));
    }
    if (rows.size() < size_t{kPage}) return absl::OkStatus();
  }
}

// By rank, then by age, as ids are.
template <typename M>
void SortByRank(std::vector<std::pair<Uuid, M>>* all) {
  std::stable_sort(all->begin(), all->end(),
                   [](const auto& a, const auto& b) { return a.second.rank() < b.second.rank(); });
}

void Add(const std::set<std::string>& fields, StandingPage* page) {
  page->fields.insert(fields.begin(), fields.end());
}

std::string TopOf(const std::string& path) { return path.substr(0, path.find('.')); }

}  // namespace

struct StandingBook::Stored {
  int64_t version = 0;
  std::vector<std::pair<Uuid, Segment>> segments;
  std::vector<std::pair<Uuid, GradeRule>> grades;
  std::vector<std::pair<Uuid, QualityPolicy>> policies;
  resource::CustomFieldCache::Fields custom;
};

absl::StatusOr<StandingBook::Page> StandingBook::Of(const Uuid& tenant) {
  Page known;
  {
    MutexLock lock(&mutex_);
    const auto found = kept_.find(tenant);
    if (found != kept_.end()) known = found->second;
  }
  Stored stored;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(stored, Read(tx, tenant, known));
        return absl::OkStatus();
      }));
  if (known != nullptr && known->version == stored.version) return known;
  resource::CustomFields fields;
  if (stored.custom != nullptr) {
    fields = resource::FieldsOf(*stored.custom, kin_.customers->type());
  }
  // Values stay when a definition is retired, and are read as before.
  for (auto& [key, field] : fields) field.definition.clear_delete_time();
  const auto page = std::make_shared<const StandingPage>(Compile(stored, fields));
  MutexLock lock(&mutex_);
  if (kept_.size() >= kMaxTenants && !kept_.contains(tenant)) kept_.clear();
  Page& kept = kept_[tenant];
  if (kept == nullptr || kept->version < page->version) kept = page;
  return Page(page);
}

absl::StatusOr<StandingBook::Stored> StandingBook::Read(db::Transaction& tx, const Uuid& tenant,
                                                        const Page& known) const {
  // The version first: what is read after it is as new, at least.
  Stored now;
  GUANXI_ASSIGN_OR_RETURN(now.version, ReadVersion(tx, tenant));
  if (now.version == 0 || (known != nullptr && known->version == now.version)) return now;
  GUANXI_RETURN_IF_ERROR(ReadLive(tx, tenant, *kin_.segments, &now.segments));
  GUANXI_RETURN_IF_ERROR(ReadLive(tx, tenant, *kin_.grade_rules, &now.grades));
  GUANXI_RETURN_IF_ERROR(ReadLive(tx, tenant, *kin_.quality_policies, &now.policies));
  SortByRank(&now.grades);
  SortByRank(&now.policies);
  // Not what is kept of them: a condition may be of a field that is newer, and its page stays.
  GUANXI_ASSIGN_OR_RETURN(now.custom, engine_->environment().custom_fields().ReadNow(tx, tenant));
  return now;
}

StandingPage StandingBook::Compile(const Stored& stored,
                                   const resource::CustomFields& custom) const {
  const resource::ResourceType& customers = kin_.customers->type();
  StandingPage page;
  page.version = stored.version;
  for (const auto& [id, segment] : stored.segments) {
    auto condition = absl::StatusOr<StandingCondition>(absl::NotFoundError(""));
    if (segment.kind() == Segment::DYNAMIC) {
      condition = StandingCondition::Compile(customers, custom, segment.filter());
      if (!condition.ok()) page.broken.insert(id);
    }
    if (!condition.ok()) {
      page.kept.insert(id);
      continue;
    }
    Add(condition->fields(), &page);
    page.segments.push_back({id, *std::move(condition)});
  }
  for (const auto& [id, rule] : stored.grades) {
    if (rule.disabled()) continue;
    auto condition = StandingCondition::Compile(customers, custom, rule.condition());
    if (!condition.ok()) {
      Log(Severity::kWarning, "standing.broken_grade_rule", {{"rule", rule.name()}});
      continue;
    }
    Add(condition->fields(), &page);
    Add({"grade", "grade_pinned"}, &page);
    page.grades.push_back({*std::move(condition), rule.grade()});
  }
  for (const auto& [id, policy] : stored.policies) {
    Add({"type", "grade"}, &page);
    for (const QualityPolicy::Need& need : policy.needs()) {
      Add({TopOf(need.field())}, &page);
      if (need.max_age_days() > 0) page.aging.insert(need.field());
    }
    page.policies.push_back(policy);
  }
  return page;
}

absl::Status StandingBook::CheckCurrent(resource::UnitOfWork& work, const StandingPage& page) {
  GUANXI_ASSIGN_OR_RETURN(const int64_t version, ReadVersion(work.tx(), work.principal().tenant));
  if (version == page.version) return absl::OkStatus();
  return Error(absl::StatusCode::kAborted, kStandingChanged,
               "what customers are held against was changed meanwhile");
}

absl::Status MarkStandingChanged(resource::UnitOfWork& work) {
  return work.tx().InsertRows(kChanged, {{work.principal().tenant.bytes(), 1}}).status();
}

std::vector<db::Query> StandingBookQueries(const StandingKin& kin) {
  return {kVersion, LiveQuery(kin.segments->type()), LiveQuery(kin.grade_rules->type()),
          LiveQuery(kin.quality_policies->type())};
}

std::vector<db::InsertQuery> StandingBookInserts() { return {kChanged}; }

}  // namespace guanxi::customer
