// Whose turn it is in a node, and what time does to tasks that are open. For the parts of the step
// alone.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_TURNS_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_TURNS_H_

#include <cstdint>

#include "workflow-svc/process/run.h"

namespace guanxi::workflow {

// Opens the tasks that can be decided now, with their limits, and closes those that are to wait.
void TakeTurns(Run* run, int64_t pass, const v1::ProcessQuorum& quorum);

// Takes its limits away.
void Disarm(Run* run, int64_t task);

// Acts on a limit that is due. Its timer is there.
void ReachLimit(Run* run, int64_t timer);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_TURNS_H_
