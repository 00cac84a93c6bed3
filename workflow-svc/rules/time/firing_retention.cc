#include "workflow-svc/rules/time/firing_retention.h"

#include "common/base/status_macros.h"
#include "guanxi/workflow/v1/rule_execution.pb.h"

namespace guanxi::workflow {
namespace {

using v1::AutomationRule;
using v1::RuleExecution;

constexpr int64_t kBatch = 500;

const db::Query kKeep{"rule_firing.keep",
                      "UPDATE rule_firings SET keep_until = ? WHERE tenant_id = ? AND rule_id = ? "
                      "AND subject_id = ? AND window_key = ?"};
const db::Query kKeepOthers{
    "rule_firing.keep_others",
    "UPDATE rule_firings SET keep_until = ? WHERE tenant_id = ? AND rule_id = ? AND subject_id = ? "
    "AND window_key <> ? AND keep_until IS NULL"};
const db::Query kPurgeFirings{
    "rule_firing.purge",
    "DELETE FROM rule_firings WHERE keep_until < ? ORDER BY keep_until LIMIT ?",
    /*infrastructure=*/true};
const db::Query kPurgeCounts{
    "rule_count.purge",
    "DELETE FROM rule_counts WHERE expire_time < ? ORDER BY expire_time LIMIT ?",
    /*infrastructure=*/true};
const db::Query kPurgeExecutions{
    "rule_execution.purge",
    "DELETE FROM rule_executions WHERE outcome = ? AND create_time < ? ORDER BY create_time "
    "LIMIT ?",
    /*infrastructure=*/true};

absl::StatusOr<int64_t> Purge(db::Database* database, const db::Query& query,
                              std::vector<db::Value> values) {
  values.emplace_back(kBatch);
  int64_t total = 0;
  int64_t deleted = kBatch;
  while (deleted == kBatch) {
    GUANXI_RETURN_IF_ERROR(
        database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(deleted, tx.Execute(query, values));
          return absl::OkStatus();
        }));
    total += deleted;
  }
  return total;
}

}  // namespace

Retention RetentionOf(const AutomationRule& rule) {
  if (rule.fire_policy() == AutomationRule::ONCE) return {};
  if (rule.trigger().has_time() && rule.trigger().time().yearly()) return {kKeepYear, {}};
  // The record may hold the value for ever.
  if (rule.trigger().has_time()) return {{}, kKeepWindow};
  if (rule.trigger().has_schedule()) return {kKeepEvent, {}};
  return {rule.fire_policy() == AutomationRule::ONCE_PER_WINDOW ? kKeepWindow : kKeepEvent, {}};
}

absl::Status KeepFiring(db::Transaction& tx, const FiringKey& key, const Retention& retention,
                        absl::Time now) {
  const std::vector<db::Value> place = {key.tenant.bytes(), key.rule.bytes(), key.subject.bytes(),
                                        key.window};
  const auto keep = [&](const db::Query& query, absl::Duration length) {
    std::vector<db::Value> values = {now + length};
    values.insert(values.end(), place.begin(), place.end());
    return tx.Execute(query, values).status();
  };
  if (retention.own.has_value()) GUANXI_RETURN_IF_ERROR(keep(kKeep, *retention.own));
  if (retention.others.has_value()) return keep(kKeepOthers, *retention.others);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> PurgeRules(db::Database* database, Clock* system) {
  const absl::Time now = system->Now();
  int64_t total = 0;
  GUANXI_ASSIGN_OR_RETURN(int64_t rows, Purge(database, kPurgeFirings, {now}));
  total += rows;
  GUANXI_ASSIGN_OR_RETURN(rows, Purge(database, kPurgeCounts, {now}));
  total += rows;
  for (const RuleExecution::Outcome outcome :
       {RuleExecution::DONE, RuleExecution::FAILED, RuleExecution::NOT_FIRED}) {
    const absl::Duration kept = outcome == RuleExecution::NOT_FIRED ? kKeepNotFired : kKeepFired;
    GUANXI_ASSIGN_OR_RETURN(
        rows, Purge(database, kPurgeExecutions, {static_cast<int>(outcome), now - kept}));
    total += rows;
  }
  return total;
}

std::vector<db::Query> RetentionQueries() {
  return {kKeep, kKeepOthers, kPurgeFirings, kPurgeCounts, kPurgeExecutions};
}

}  // namespace guanxi::workflow
