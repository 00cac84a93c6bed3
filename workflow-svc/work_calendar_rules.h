// What is true of working calendars: normal forms, checks, and the arithmetic that they make.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_WORK_CALENDAR_RULES_H_
#define GUANXI_WORKFLOW_SVC_WORK_CALENDAR_RULES_H_

#include "absl/status/statusor.h"
#include "common/errors/errors.h"
#include "common/worktime/work_time.h"
#include "guanxi/workflow/v1/work_calendar.pb.h"

namespace guanxi::workflow {

void NormalizeWorkCalendar(v1::WorkCalendar* calendar, Violations* violations);
void CheckWorkCalendar(const v1::WorkCalendar& next, Violations* violations);

// The calendar, which was checked, as what reckons by it. INTERNAL if its zone is not known any
// more.
absl::StatusOr<worktime::WorkTime> WorkTimeOf(const v1::WorkCalendar& calendar);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_WORK_CALENDAR_RULES_H_
