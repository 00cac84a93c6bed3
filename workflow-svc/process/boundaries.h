// Boundary timers: where time leads to while a process stands in a node. For the parts of the step
// alone.
//
// A node with boundaries stands in a fork of its own (model.h), in whose pass their timers are.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_BOUNDARIES_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_BOUNDARIES_H_

#include <cstdint>

#include "workflow-svc/process/run.h"

namespace guanxi::workflow {

// What the fork's token is there for: arms the boundaries and enters the node, or goes where a date
// that has passed leads.
void ArriveAtTimed(Run* run, int64_t fork);

// The process stands in the node again: the boundaries that have led nowhere, and will not come
// straight back either, have all their time. A date that has passed leads nowhere any more.
void ArmAgain(Run* run, const ModelNode& node);

// The node was left.
void DisarmBoundaries(Run* run, int64_t fork);

// Acts on one that is due. Its timer is there.
void ReachBoundary(Run* run, const process::Timer& timer);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_BOUNDARIES_H_
