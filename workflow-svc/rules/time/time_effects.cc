#include "workflow-svc/rules/time/time_effects.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "workflow-svc/rules/path_changed.h"
#include "workflow-svc/rules/time/time_plan.h"

namespace guanxi::workflow {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using v1::CalendarOffset;
using What = TimerChange::What;

absl::Time TimeOf(const LogEvent& event) {
  return absl::FromUnixSeconds(event.change_time().seconds()) +
         absl::Nanoseconds(event.change_time().nanos());
}

absl::Time EnableTimeOf(const TimeRule& rule) {
  const auto& time = rule.rule().rule().enable_time();
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

// Whether it reckons by a calendar that is not the tenant's.
bool HasOwnCalendar(const TimeRule& rule) {
  return rule.trigger()->offset().unit() == CalendarOffset::WORKDAY &&
         !rule.rule().rule().work_calendar().empty();
}

std::string TopOf(const std::string& path) { return path.substr(0, path.find('.')); }

bool IsChangeOfFields(const LogEvent& event) {
  return event.kind() == Change::UPDATED || event.kind() == Change::PROJECTED;
}

void NoteCause(const LogEvent& event, rules::RuleTimer* payload) {
  payload->set_event_id(event.event_id());
  payload->set_root(event.root_event_id());
  payload->set_depth(event.depth());
}

// To look at the record as soon as may be, which has been as it is since `at`.
TimerChange LookSince(absl::Time at, const LogEvent& event, bool is_new) {
  TimerChange change;
  change.what = What::kArm;
  change.at = at;
  change.payload = PayloadOf(Look{change.at, "", is_new});
  NoteCause(event, &change.payload);
  return change;
}

TimerChange LookNow(const LogEvent& event, bool is_new) {
  return LookSince(TimeOf(event), event, is_new);
}

// What was before the rule was enabled is found by reading all records, but for what was not stored
// yet when its record was read: an event has the time at which its write began. So it is looked at
// again, as if it had been read now.
TimerChange BeforeEnabled(const TimeRule& rule, const LogEvent& event) {
  if (rule.trigger() == nullptr || event.kind() == Change::DELETED) return TimerChange();
  return LookSince(EnableTimeOf(rule), event, /*is_new=*/true);
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

bool HasChanged(const HeardEvent& event, const std::set<std::string>& fields) {
  return std::any_of(event.changed.begin(), event.changed.end(),
                     [&](const std::string& field) { return fields.count(field) > 0; });
}

// What arms timers goes by what the owner of a rule sees, who may see the record from now on.
TimerChange BySight(const HeardEvent& event) {
  TimerChange change = LookNow(*event.log, /*is_new=*/true);
  change.payload.set_is_sighted(true);
  change.can_wait = true;
  return change;
}

TimerChange ByChange(const TimeRule& rule, const HeardEvent& event, const filter::Moment& moment) {
  const bool tells = PathDiffers(*event.before, *event.after, rule.field().path());
  if (tells) return ByValue(rule, event, moment);
  if (!HasChanged(event, rule.rule().condition().fields())) {
    return HasChanged(event, rule.sighted()) ? BySight(event) : TimerChange();
  }
  TimerChange change = LookNow(*event.log, /*is_new=*/false);
  change.can_wait = true;
  return change;
}

// Whether nothing changed that the rule itself reads.
bool IsSightAlone(const TimeRule& rule, const HeardEvent& event) {
  if (!HasChanged(event, rule.sighted())) return false;
  if (HasChanged(event, rule.rule().condition().fields())) return false;
  return rule.trigger() == nullptr || !event.changed.contains(TopOf(rule.field().path()));
}

}  // namespace

TimerChange ChangeOf(const TimeRule& rule, const HeardEvent& event, const filter::Moment& moment) {
  if (TimeOf(*event.log) < EnableTimeOf(rule)) return BeforeEnabled(rule, *event.log);
  if (event.log->kind() == Change::DELETED) {
    TimerChange gone;
    gone.what = What::kDisarm;
    return gone;
  }
  if (IsChangeOfFields(*event.log) && IsSightAlone(rule, event)) return BySight(event);
  // When the condition may turn can only be told of the whole record; and events of a type whose
  // history keeps no values tell none.
  if (rule.trigger() == nullptr || !rule.rule().kind().type->keeps_bodies()) {
    return LookNow(*event.log, /*is_new=*/true);
  }
  if (event.log->kind() == Change::CREATED) return ByValue(rule, event, moment);
  if (IsChangeOfFields(*event.log)) return ByChange(rule, event, moment);
  return LookNow(*event.log, /*is_new=*/true);
}

}  // namespace guanxi::workflow
