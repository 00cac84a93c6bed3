#include <optional>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/rules/time/time_effects.h"

namespace guanxi::workflow {
namespace {

using resource::UnitOfWork;
using What = TimerChange::What;

// The timer as it is armed, if it will see what the event changed: one that waits for a time of
// which the change makes no difference before it has come, or that is to look already.
absl::StatusOr<std::optional<timers::Timer>> FindWaiting(db::Transaction& tx, const Uuid& tenant,
                                                         const RuleTimerKey& key,
                                                         const TimerChange& change) {
  GUANXI_ASSIGN_OR_RETURN(const auto armed,
                          timers::Timers::Find(tx, tenant, kRuleTimer, KeyOf(key)));
  rules::RuleTimer payload;
  if (!armed.has_value() || !payload.ParseFromString(armed->payload)) return std::nullopt;
  if (armed->due > change.at && payload.is_open() && !change.payload.is_sighted()) {
    return std::nullopt;
  }
  return MakeRuleTimer(key, armed->due, payload);
}

// The timer that a change makes; nothing if it makes none.
absl::StatusOr<std::optional<timers::Timer>> TimerOf(UnitOfWork& work, const TimeRule& rule,
                                                     const RuleTimerKey& key,
                                                     const HeardEvent& event,
                                                     const TimerChange& change) {
  const Uuid tenant = work.principal().tenant;
  if (change.what == What::kDisarm) {
    GUANXI_RETURN_IF_ERROR(timers::Timers::Disarm(work.tx(), tenant, kRuleTimer, KeyOf(key)));
  }
  if (change.what != What::kArm) return std::optional<timers::Timer>();
  if (change.can_wait) {
    // It is armed anew as it is: a look that has read the record before the change does not count.
    GUANXI_ASSIGN_OR_RETURN(auto waiting, FindWaiting(work.tx(), tenant, key, change));
    if (waiting.has_value()) return waiting;
  }
  rules::RuleTimer payload = change.payload;
  payload.set_subject(event.name);
  payload.set_rule_etag(rule.rule().rule().etag());
  return std::optional<timers::Timer>(MakeRuleTimer(key, change.at, payload));
}

absl::Status Arm(UnitOfWork& work, timers::Timers* timers, const TimeIndex& index,
                 const HeardEvent& event) {
  EventKey event_key;
  event_key.resource_type = event.log->resource_type();
  event_key.kind = event.log->kind();
  event_key.changed_fields.assign(event.changed.begin(), event.changed.end());
  const std::vector<const TimeRule*> rules = index.Find(event_key);
  if (rules.empty()) return absl::OkStatus();
  const Uuid tenant = work.principal().tenant;
  const filter::Moment moment = work.environment().MomentOf(tenant);
  std::vector<timers::Timer> armed;
  for (const TimeRule* const rule : rules) {
    RuleTimerKey key;
    GUANXI_ASSIGN_OR_RETURN(
        key.rule, resource::ParseReference("automationRules", rule->rule().rule().name()));
    GUANXI_ASSIGN_OR_RETURN(key.record, Uuid::FromBytes(event.log->resource_id()));
    const TimerChange change = ChangeOf(*rule, event, moment);
    GUANXI_ASSIGN_OR_RETURN(auto timer, TimerOf(work, *rule, key, event, change));
    if (timer.has_value()) armed.push_back(*std::move(timer));
  }
  for (size_t i = 0; i < armed.size(); i += timers::Timers::kMaxAtOnce) {
    GUANXI_RETURN_IF_ERROR(timers->Arm(
        work.tx(), tenant, absl::MakeConstSpan(armed).subspan(i, timers::Timers::kMaxAtOnce)));
  }
  return absl::OkStatus();
}

}  // namespace

EventEffect ArmByEvents(TimeBook* times, timers::Timers* timers) {
  return [times, timers](UnitOfWork& work, const HeardEvent& event) {
    return Arm(work, timers, *times->Of(work.principal().tenant, event.rules->index), event);
  };
}

}  // namespace guanxi::workflow
