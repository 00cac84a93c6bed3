// A ScheduleTrigger's time has come: the rule looks at all records that its filter finds.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_SCHEDULE_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_SCHEDULE_H_

#include "common/timers/runner.h"
#include "workflow-svc/rules/time/record_lister.h"
#include "workflow-svc/rules/time/time_looks.h"

namespace guanxi::workflow {

// How many records one step takes.
inline constexpr int kSchedulePage = 20;

// For the timers of kRuleSchedule. Reads as the rule's owner, and looks at each record; the window
// is the time of the schedule. After the last page the schedule's next time after now is armed: of
// those that were missed meanwhile there is none.
timers::Kind ScheduleKind(const TimeParts& parts, const ListRecords& list);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_SCHEDULE_H_
