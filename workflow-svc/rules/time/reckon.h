// The days by which a rule reckons are others: its timers are reckoned anew.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_RECKON_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_RECKON_H_

#include "common/timers/runner.h"
#include "common/timers/timers.h"

namespace guanxi::workflow {

// How many timers one step takes.
inline constexpr int kReckonStep = 200;

// For the timers of kRuleReckon, whose keys are those of rules: has each of the rule's timers look
// at its record at once, which says when it is due by the days as they are.
timers::Kind ReckonKind(timers::Timers* timers);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_RECKON_H_
