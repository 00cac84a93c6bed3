#include "workflow-svc/rules/time/time_effects.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/rules/path_changed.h"
#include "workflow-svc/rules/time/time_plan.h"

namespace guanxi::workflow {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using resource::UnitOfWork;
using v1::CalendarOffset;
using What = TimerChange::What;

absl::Time TimeOf(const LogEvent& event) {
  return absl::FromUnixSeconds(event.change_time().seconds()) +
         absl::Nanoseconds(event.change_time().nanos());
}

// What was before it was enabled is found by reading all records.
bool IsBefore(const LogEvent& event, const v1::AutomationRule& rule) {
  return TimeOf(event) < absl::FromUnixSeconds(rule.enable_time().seconds()) +
                             absl::Nanoseconds(rule.enable_time().nanos());
}

// Whether it reckons by a calendar that is not the tenant's.
bool HasOwnCalendar(const TimeRule& rule) {
  return rule.trigger()->offset().unit() == CalendarOffset::WORKDAY &&
         !rule.rule().rule().work_calendar().empty();
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
TimerChange ByValue(const TimeRule& rule, const HeardEvent& event, const filter::Moment& moment) {
  if (HasOwnCalendar(rule)) return LookNow(*event.log, /*is_new=*/true);
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

TimerChange ByChange(const TimeRule& rule, const HeardEvent& event, const filter::Moment& moment) {
  const bool tells = PathDiffers(*event.before, *event.after, rule.field().path());
  if (tells) return ByValue(rule, event, moment);
  const auto& read = rule.rule().condition().fields();
  const bool reads = std::any_of(event.changed.begin(), event.changed.end(),
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
    GUANXI_ASSIGN_OR_RETURN(auto waiting, FindWaiting(work.tx(), tenant, key, change.at));
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

TimerChange ChangeOf(const TimeRule& rule, const HeardEvent& event, const filter::Moment& moment) {
  if (IsBefore(*event.log, rule.rule().rule())) return TimerChange();
  if (event.log->kind() == Change::DELETED) {
    TimerChange gone;
    gone.what = What::kDisarm;
    return gone;
  }
  // When the condition may turn can only be told of the whole record; and events of a type whose
  // history keeps no values tell none.
  if (rule.trigger() == nullptr || !rule.rule().kind().type->keeps_bodies()) {
    return LookNow(*event.log, /*is_new=*/true);
  }
  if (event.log->kind() == Change::CREATED) return ByValue(rule, event, moment);
  if (IsChangeOfFields(*event.log)) return ByChange(rule, event, moment);
  return LookNow(*event.log, /*is_new=*/true);
}

EventEffect ArmByEvents(TimeBook* times, timers::Timers* timers) {
  return [times, timers](UnitOfWork& work, const HeardEvent& event) {
    return Arm(work, timers, *times->Of(work.principal().tenant, event.rules->index), event);
  };
}

}  // namespace guanxi::workflow
