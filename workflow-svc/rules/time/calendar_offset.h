// Distances in time as rules state them: `{count: -3, unit: WORKDAY}`.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_CALENDAR_OFFSET_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_CALENDAR_OFFSET_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/filter/moment.h"
#include "guanxi/workflow/v1/automation_trigger.pb.h"

namespace guanxi::workflow {

// `offset` stands at `path`, the minute of the day at `minute_path`.
void CheckOffset(const v1::CalendarOffset& offset, absl::string_view path, Violations* violations);
void CheckMinuteOfDay(const v1::CalendarOffset& offset, std::optional<int> minute_of_day,
                      absl::string_view minute_path, Violations* violations);

// Whether it counts days or more, by the calendar of a zone.
bool IsOfDays(const v1::CalendarOffset& offset);

// `start`, `offset` later; at `minute_of_day` of the day that comes out, if that is stated. Zone
// and working days are those of `moment`, whose time does not count. Nothing if the calendar has no
// such working day, or it lies outside of the years 1 to 9999.
std::optional<absl::Time> Move(absl::Time start, const v1::CalendarOffset& offset,
                               std::optional<int> minute_of_day, const filter::Moment& moment);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_CALENDAR_OFFSET_H_
