// A TimeTrigger was enabled or changed: all records are read, and their timers armed.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_BACKFILL_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_BACKFILL_H_

#include "common/timers/runner.h"
#include "workflow-svc/rules/time/record_lister.h"
#include "workflow-svc/rules/time/time_looks.h"

namespace guanxi::workflow {

// How many records one step takes.
inline constexpr int kBackfillPage = 100;

// For the timers of kRuleBackfill. Reads as the rule's owner. A timer that is armed already by what
// is known of the rule as it is stays: an event has armed it since, which may know more than the
// page.
timers::Kind BackfillKind(const TimeParts& parts, const ListRecords& list);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_BACKFILL_H_
