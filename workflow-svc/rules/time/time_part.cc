#include "workflow-svc/rules/time/time_part.h"

#include <memory>

#include "common/base/status_macros.h"
#include "workflow-svc/rules/time/backfill.h"
#include "workflow-svc/rules/time/disarm.h"
#include "workflow-svc/rules/time/firing_retention.h"
#include "workflow-svc/rules/time/reckon.h"
#include "workflow-svc/rules/time/schedule.h"
#include "workflow-svc/rules/time/threshold_counts.h"
#include "workflow-svc/rules/time/time_effects.h"

namespace guanxi::workflow {

TimePart::TimePart(RulePart* rules, const service::Parts& parts, const resource::Catalog* catalog,
                   const resource::Resource* rule_resource, timers::Timers* timers)
    : parts_(parts),
      time_{&rules->book,  &times_,       &rules->access,
            &rules->looks, rule_resource, MomentOfRules(parts.engine, catalog),
            timers},
      looks_(time_),
      list_(ListOver(&rules->access)),
      rules_(rules) {
  rules->events.AddEffect(ArmByEvents(&times_, timers));
  rules->events.SetCounter(CountInRows());
  if (parts.operations == nullptr) return;
  auto* const service = &rules->service;
  service->SetBacktest(
      [service, operations = parts.operations](const rpc::Call& call,
                                               const v1::BacktestAutomationRuleRequest& request)
          -> absl::StatusOr<google::longrunning::Operation> {
        GUANXI_ASSIGN_OR_RETURN(
            const std::unique_ptr<const CompiledRule> rule,
            service->RuleOf(call, request.name(), request.has_rule() ? &request.rule() : nullptr));
        return StartBacktest(operations, call, *rule, request.request_id());
      },
      [operations = parts.operations](const rpc::Call& call,
                                      const v1::GetRuleBacktestRequest& request) {
        return FindBacktest(operations, call, request.name());
      });
}

void TimePart::AddTo(service::Services* made) const {
  made->timer_kinds[kRuleTimer] = looks_.MakeKind();
  made->timer_kinds[kRuleBackfill] = BackfillKind(time_, list_);
  made->timer_kinds[kRuleSchedule] = ScheduleKind(time_, list_);
  made->timer_kinds[kRuleDisarm] = DisarmKind(time_.timers);
  made->timer_kinds[kRuleReckon] = ReckonKind(time_.timers);
  made->schedules.push_back(
      {"purge_rules", absl::Hours(1), [database = parts_.database, clock = parts_.system_clock] {
         return PurgeRules(database, clock).status();
       }});
  if (parts_.operations == nullptr) return;
  made->operations[kBacktestKind] = {kBacktestPermission,
                                     BacktestHandler({parts_.database, &rules_->access, list_,
                                                      time_.moment_of, rules_->custom_fields})};
}

}  // namespace guanxi::workflow
