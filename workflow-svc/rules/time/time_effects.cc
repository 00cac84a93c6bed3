#include "workflow-svc/rules/time/time_effects.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/rules/path_changed.h"
#include "workflow-svc/rules/time/time_plan.h"

namespace guanxi::workflow {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using What = TimerChange::What;

absl::Time TimeOf(const LogEvent& event) {
  return absl::FromUnixSeconds(event.change_time().seconds()) +
         absl::Nanoseconds(event.change_time().nanos());
}

bool IsChangeOfFields(const LogEvent& event) {
  return event.kind() == Change::UPDATED || event.kind() == Change::PROJECTED;
}

void NoteCause(const LogEvent& event, rules::RuleTimer* payload) {
  payload->set_event_id(event.event_id());
  payload->set_root(event.root_event_id());
  payload->set_depth(event.depth());
}

// To look at the record as soon as may be.
TimerChange LookNow(const LogEvent& event, bool is_new) {
  TimerChange change;
  change.what = What::kArm;
  change.at = TimeOf(event);
  change.payload = PayloadOf(Look{change.at, "", is_new});
  NoteCause(event, &change.payload);
  return change;
}

// The event has all that the field holds.
TimerChange ByValue(const TimeRule& rule, const TimeEvent& event, const filter::Moment& moment) {
  const absl::Time as_of = TimeOf(*event.log);
  const std::optional<Wake> wake = WakeOf(*rule.trigger(), rule.field().Read(*event.after), as_of,
                                          /*is_new=*/true, moment);
  TimerChange change;
  change.what = wake.has_value() ? What::kArm : What::kDisarm;
  if (!wake.has_value()) return change;
  change.at = wake->at;
  change.payload = PayloadOf(wake->look);
  if (wake->at <= as_of) NoteCause(*event.log, &change.payload);
  return change;
}

TimerChange ByChange(const TimeRule& rule, const TimeEvent& event, const filter::Moment& moment) {
  const bool tells = PathDiffers(*event.before, *event.after, rule.field().path());
  if (tells) return ByValue(rule, event, moment);
  const auto& read = rule.rule().condition().fields();
  const auto& changed = event.log->changed_fields();
  const bool reads = std::any_of(changed.begin(), changed.end(),
                                 [&](const std::string& field) { return read.count(field) > 0; });
  if (!reads) return TimerChange();
  TimerChange change = LookNow(*event.log, /*is_new=*/false);
  change.can_wait = true;
  return change;
}

// The timer as it is armed, if it will see what the event changed: one that waits for a time of
// which the change makes no difference before it has come, or that is to look already.
absl::StatusOr<std::optional<timers::Timer>> FindWaiting(db::Transaction& tx, const Uuid& tenant,
                                                         const RuleTimerKey& key,
                                                         absl::Time as_of) {
  GUANXI_ASSIGN_OR_RETURN(const auto armed,
                          timers::Timers::Find(tx, tenant, kRuleTimer, KeyOf(key)));
  rules::RuleTimer payload;
  if (!armed.has_value() || !payload.ParseFromString(armed->payload)) return std::nullopt;
  if (armed->due > as_of && payload.is_open()) return std::nullopt;
  return MakeRuleTimer(key, armed->due, payload);
}

}  // namespace

EventKey KeyOf(const LogEvent& event) {
  EventKey key;
  key.resource_type = event.resource_type();
  key.kind = event.kind();
  key.changed_fields.assign(event.changed_fields().begin(), event.changed_fields().end());
  return key;
}

TimerChange ChangeOf(const TimeRule& rule, const TimeEvent& event, const filter::Moment& moment) {
  if (event.log->kind() == Change::DELETED) {
    TimerChange gone;
    gone.what = What::kDisarm;
    return gone;
  }
  // When the condition may turn can only be told of the whole record.
  if (rule.trigger() == nullptr) return LookNow(*event.log, /*is_new=*/true);
  if (event.log->kind() == Change::CREATED) return ByValue(rule, event, moment);
  if (IsChangeOfFields(*event.log)) return ByChange(rule, event, moment);
  return LookNow(*event.log, /*is_new=*/true);
}

absl::Status ArmByEvent(db::Transaction& tx, timers::Timers* timers, const TimeIndex& index,
                        const TimeEvent& event, const MomentOfRule& moment_of) {
  const std::vector<const TimeRule*> rules = index.Find(KeyOf(*event.log));
  if (rules.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(event.log->tenant_id()));
  GUANXI_ASSIGN_OR_RETURN(const Uuid record, Uuid::FromBytes(event.log->resource_id()));
  std::vector<timers::Timer> armed;
  for (const TimeRule* const rule : rules) {
    const TimerChange change = ChangeOf(*rule, event, moment_of(rule->rule()));
    if (change.what == What::kKeep) continue;
    GUANXI_ASSIGN_OR_RETURN(
        const Uuid id, resource::ParseReference("automationRules", rule->rule().rule().name()));
    const RuleTimerKey key{id, record};
    if (change.what == What::kDisarm) {
      GUANXI_RETURN_IF_ERROR(timers::Timers::Disarm(tx, tenant, kRuleTimer, KeyOf(key)));
      continue;
    }
    std::optional<timers::Timer> waiting;
    if (change.can_wait) {
      GUANXI_ASSIGN_OR_RETURN(waiting, FindWaiting(tx, tenant, key, change.at));
    }
    // It is armed anew as it is: a look that has read the record before the change does not count.
    rules::RuleTimer payload = change.payload;
    payload.set_subject(event.subject);
    payload.set_rule_etag(rule->rule().rule().etag());
    armed.push_back(waiting.has_value() ? *std::move(waiting)
                                        : MakeRuleTimer(key, change.at, payload));
  }
  for (size_t i = 0; i < armed.size(); i += timers::Timers::kMaxAtOnce) {
    GUANXI_RETURN_IF_ERROR(
        timers->Arm(tx, tenant, absl::MakeConstSpan(armed).subspan(i, timers::Timers::kMaxAtOnce)));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::workflow
