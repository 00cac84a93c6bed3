// Records as those see them who see every personal field masked: who reads a channel is not known.
#ifndef GUANXI_WORKFLOW_SVC_RULES_MASKED_SIGHT_H_
#define GUANXI_WORKFLOW_SVC_RULES_MASKED_SIGHT_H_

#include "workflow-svc/rules/planner.h"

namespace guanxi::workflow {

// `sight` with every personal field masked; what it lacks already stays away.
Sight MaskedSight(const Sight& sight);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_MASKED_SIGHT_H_
