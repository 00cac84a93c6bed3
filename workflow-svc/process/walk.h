// How a process goes from node to node. For the parts of the step alone.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_WALK_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_WALK_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "workflow-svc/process/run.h"

namespace guanxi::workflow {

// Puts a token before a node, into a branch of the fork that the token `parent` stands in (0: into
// none), and returns its id. It has yet to enter.
int64_t PlaceToken(Run* run, const ModelNode& node, int64_t parent);

// The pass that the token begins with; Arrive does the rest.
process::Pass* BeginPass(Run* run, int64_t token);

// Does what the node is there for. Called again where there was an incident.
void Arrive(Run* run, int64_t token);

// Both.
void Enter(Run* run, int64_t token);

// The node is done: what comes next.
void Complete(Run* run, int64_t token);

// The same of a fork, unless a branch of it is not.
void CompleteIfDone(Run* run, int64_t fork);

// When a delay that begins now ends; nothing if the field that says it is empty, or no working time
// is left.
std::optional<absl::Time> EndOf(const Run& run, const v1::ProcessDelay& delay);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_WALK_H_
