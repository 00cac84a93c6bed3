// Work of rules that goes through many rows, a bounded step in each transaction. A timer stands for
// what is left of it, so that whoever is killed, another goes on.
//
//   rule_backfill  a TimeTrigger was enabled or changed: arms the timers of all records
//   rule_schedule  a ScheduleTrigger's time has come: looks at all records that its filter finds
//   rule_disarm    a rule does not act on time any more: its timers go
//
// The key of each is the rule's id; their kinds are in rule_timer.h.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_RULE_SWEEPS_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_RULE_SWEEPS_H_

#include "common/timers/runner.h"
#include "workflow-svc/rules/time/record_lister.h"
#include "workflow-svc/rules/time/time_looks.h"

namespace guanxi::workflow {

// How many records, or timers, one step takes.
inline constexpr int kBackfillPage = 100;
inline constexpr int kSchedulePage = 20;
inline constexpr int kDisarmStep = 1000;

// Reads as the rule's owner. A timer that is armed already by what is known of the rule as it is
// stays: an event has armed it since, which may know more than the page.
timers::Kind BackfillKind(const TimeParts& parts, const ListRecords& list);

// Reads as the rule's owner, and looks at each record; the window is the time of the schedule.
// After the last page the schedule's next time after now is armed: of those that were missed
// meanwhile there is none.
timers::Kind ScheduleKind(const TimeParts& parts, const ListRecords& list);

timers::Kind DisarmKind(timers::Timers* timers);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_RULE_SWEEPS_H_
