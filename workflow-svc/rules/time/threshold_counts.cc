#include "workflow-svc/rules/time/threshold_counts.h"

#include <string>

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/rules/time/threshold.h"

namespace guanxi::workflow {
namespace {

using resource::UnitOfWork;

const db::InsertQuery kTake{"rule_count.take",
                            "INSERT INTO rule_counts (tenant_id, rule_id, subject_id, counted, "
                            "times, expire_time) VALUES ",
                            " ON DUPLICATE KEY UPDATE counted = counted + 1"};
const db::Query kSelect{"rule_count.select",
                        "SELECT times FROM rule_counts WHERE tenant_id = ? AND rule_id = ? AND "
                        "subject_id = ?"};
const db::Query kUpdate{"rule_count.update",
                        "UPDATE rule_counts SET times = ?, expire_time = ? WHERE tenant_id = ? "
                        "AND rule_id = ? AND subject_id = ?"};

// Whether the event reaches the threshold.
absl::StatusOr<bool> Count(UnitOfWork& work, const Uuid& rule, const Uuid& subject,
                           const Threshold& threshold, absl::Time at) {
  const db::Value tenant = work.principal().tenant.bytes();
  // It lives for as long as an event in it can count: a row that nobody writes goes.
  const absl::Time expires = work.system_now() + threshold.period;
  GUANXI_RETURN_IF_ERROR(
      work.tx()
          .InsertRows(kTake, {{tenant, rule.bytes(), subject.bytes(), 1, "", expires}})
          .status());
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(kSelect, {tenant, rule.bytes(), subject.bytes()}));
  if (rows.empty()) return absl::InternalError("a count was written and is not there");
  GUANXI_ASSIGN_OR_RETURN(std::vector<absl::Time> times, DecodeTimes(rows[0].String(0)));
  const Counted counted = CountTowards(threshold, std::move(times), at);
  GUANXI_RETURN_IF_ERROR(work.tx()
                             .Execute(kUpdate, {EncodeTimes(counted.times), expires, tenant,
                                                rule.bytes(), subject.bytes()})
                             .status());
  return counted.reached;
}

absl::StatusOr<Uuid> LastIdOf(const std::string& name) {
  return Uuid::Parse(absl::string_view(name).substr(name.rfind('/') + 1));
}

}  // namespace

CountEvent CountInRows() {
  return [](UnitOfWork& work, const RuleLook& look, const RuleVerdict& verdict,
            const HeardEvent& event) -> absl::StatusOr<bool> {
    const v1::AutomationRule& rule = look.rule->rule();
    const v1::ThresholdTrigger& trigger = rule.trigger().threshold();
    // What is nobody's counts for nobody.
    const std::string& name = trigger.per_parent() ? verdict.holder : look.subject;
    if (name.empty()) return false;
    GUANXI_ASSIGN_OR_RETURN(const Uuid id,
                            resource::ParseReference("automationRules", rule.name()));
    GUANXI_ASSIGN_OR_RETURN(const Uuid subject, LastIdOf(name));
    const auto& at = event.log->change_time();
    return Count(work, id, subject, {trigger.count(), absl::Seconds(trigger.period().seconds())},
                 absl::FromUnixSeconds(at.seconds()) + absl::Nanoseconds(at.nanos()));
  };
}

std::vector<db::Query> ThresholdQueries() { return {kSelect, kUpdate}; }

std::vector<db::InsertQuery> ThresholdInserts() { return {kTake}; }

}  // namespace guanxi::workflow
