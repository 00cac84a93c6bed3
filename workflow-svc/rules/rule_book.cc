#include "workflow-svc/rules/rule_book.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/resource/row_codec.h"

namespace guanxi::workflow {
namespace {

using v1::AutomationRule;

constexpr int kPage = 500;

const db::Query kVersion{"rule_version.select",
                         "SELECT version FROM rule_versions WHERE tenant_id = ?"};
const db::InsertQuery kChanged{"rule_version.grow",
                               "INSERT INTO rule_versions (tenant_id, version) VALUES ",
                               " ON DUPLICATE KEY UPDATE version = version + 1"};

db::Query EnabledQuery(const resource::ResourceType& type) {
  return {"automation_rule.select_enabled",
          absl::StrCat("SELECT ", resource::RowColumns(type, "t"),
                       " FROM automation_rules t WHERE t.tenant_id = ? AND t.live = 1 AND "
                       "t.state = ? AND t.id > ? ORDER BY t.id LIMIT ?")};
}

}  // namespace

absl::StatusOr<std::shared_ptr<const RuleBook::Page>> RuleBook::Of(const Uuid& tenant) {
  Kept known;
  {
    MutexLock lock(&mutex_);
    const auto found = kept_.find(tenant);
    if (found != kept_.end()) known = found->second;
  }
  Kept now;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(now, Read(tx, tenant, known));
        return absl::OkStatus();
      }));
  MutexLock lock(&mutex_);
  if (kept_.size() >= kMaxTenants && !kept_.contains(tenant)) kept_.clear();
  Kept& kept = kept_[tenant];
  if (kept.page == nullptr || kept.version < now.version) kept = now;
  return now.page;
}

absl::StatusOr<RuleBook::Kept> RuleBook::Read(db::Transaction& tx, const Uuid& tenant,
                                              const Kept& known) const {
  // The version first: what is read after it is as new, at least.
  Kept now;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows versions, tx.Select(kVersion, {tenant.bytes()}));
  now.version = versions.empty() ? 0 : versions[0].Int64(0);
  if (known.page != nullptr && known.version == now.version) return known;
  auto page = std::make_shared<Page>();
  std::vector<RulePtr> rules;
  Uuid last;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select(EnabledQuery(rules_->type()),
                                      {tenant.bytes(), static_cast<int>(AutomationRule::ENABLED),
                                       last.bytes(), kPage}));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const resource::Stored stored,
                              resource::DecodeRow(rules_->type(), row));
      const auto& rule = static_cast<const AutomationRule&>(*stored.message);
      last = stored.name.id;
      Violations violations;
      if (RulePtr compiled = CompiledRule::Compile(rule, &violations)) {
        rules.push_back(std::move(compiled));
      } else {
        Log(Severity::kWarning, "rules.invalid", {{"rule", rule.name()}});
        page->invalid.push_back(rule);
      }
    }
    if (rows.size() < static_cast<size_t>(kPage)) break;
  }
  page->index = std::make_shared<const RuleIndex>(std::move(rules));
  now.page = std::move(page);
  return now;
}

absl::Status MarkRulesChanged(resource::UnitOfWork& work) {
  return work.tx().InsertRows(kChanged, {{work.principal().tenant.bytes(), 1}}).status();
}

std::vector<db::Query> RuleBookQueries(const resource::ResourceType& type) {
  return {kVersion, EnabledQuery(type)};
}

std::vector<db::InsertQuery> RuleBookInserts() { return {kChanged}; }

}  // namespace guanxi::workflow
