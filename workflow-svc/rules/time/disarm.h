// A rule does not act on time any more: its timers go.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_DISARM_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_DISARM_H_

#include "common/timers/runner.h"
#include "workflow-svc/rules/time/record_lister.h"
#include "workflow-svc/rules/time/time_looks.h"

namespace guanxi::workflow {

// How many timers one step takes.
inline constexpr int kDisarmStep = 1000;

// For the timers of kRuleDisarm.
timers::Kind DisarmKind(timers::Timers* timers);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_DISARM_H_
