#include "workflow-svc/rules/rule_book.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/row_codec.h"
#include "workflow-svc/rules/custom_keys.h"

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
  Stored stored;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(stored, Read(tx, tenant, known));
        return absl::OkStatus();
      }));
  if (known.page != nullptr && known.version == stored.version) return known.page;
  Kept now;
  now.version = stored.version;
  GUANXI_ASSIGN_OR_RETURN(now.page, Compile(tenant, stored.rules));
  MutexLock lock(&mutex_);
  if (kept_.size() >= kMaxTenants && !kept_.contains(tenant)) kept_.clear();
  Kept& kept = kept_[tenant];
  if (kept.page == nullptr || kept.version < now.version) kept = now;
  return now.page;
}

absl::StatusOr<RuleBook::Stored> RuleBook::Read(db::Transaction& tx, const Uuid& tenant,
                                                const Kept& known) const {
  // The version first: what is read after it is as new, at least.
  Stored now;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows versions, tx.Select(kVersion, {tenant.bytes()}));
  now.version = versions.empty() ? 0 : versions[0].Int64(0);
  if (known.page != nullptr && known.version == now.version) return now;
  Uuid last;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select(EnabledQuery(rules_->type()),
                                      {tenant.bytes(), static_cast<int>(AutomationRule::ENABLED),
                                       last.bytes(), kPage}));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const resource::Stored stored,
                              resource::DecodeRow(rules_->type(), row));
      last = stored.name.id;
      now.rules.push_back(static_cast<const AutomationRule&>(*stored.message));
    }
    if (rows.size() < static_cast<size_t>(kPage)) return now;
  }
}

absl::StatusOr<std::shared_ptr<const RuleBook::Page>> RuleBook::Compile(
    const Uuid& tenant, const std::vector<AutomationRule>& rules) const {
  std::vector<CustomKey> keys;
  for (const AutomationRule& rule : rules) {
    const std::vector<CustomKey> own = CustomKeysOf(rule);
    keys.insert(keys.end(), own.begin(), own.end());
  }
  CustomFieldBook::Fields custom;
  if (custom_ != nullptr) {
    GUANXI_ASSIGN_OR_RETURN(custom, custom_->Of(tenant, keys));
  }
  auto page = std::make_shared<Page>();
  std::vector<RulePtr> compiled;
  for (const AutomationRule& rule : rules) {
    Violations violations;
    if (RulePtr one = CompiledRule::Compile(rule, &violations, custom.get())) {
      compiled.push_back(std::move(one));
    } else {
      Log(Severity::kWarning, "rules.invalid", {{"rule", rule.name()}});
      const auto faults = FieldViolations(violations.ToStatus());
      page->invalid.push_back({rule.name(), faults.empty() ? "" : faults[0].path});
    }
  }
  page->index = std::make_shared<const RuleIndex>(std::move(compiled));
  return std::shared_ptr<const Page>(std::move(page));
}

absl::Status MarkRulesChanged(resource::UnitOfWork& work) {
  return work.tx().InsertRows(kChanged, {{work.principal().tenant.bytes(), 1}}).status();
}

std::vector<db::Query> RuleBookQueries(const resource::ResourceType& type) {
  return {kVersion, EnabledQuery(type)};
}

std::vector<db::InsertQuery> RuleBookInserts() { return {kChanged}; }

}  // namespace guanxi::workflow
