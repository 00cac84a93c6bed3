// The steps of a firing that call services.
#ifndef GUANXI_WORKFLOW_SVC_RULES_FIRING_STEPS_H_
#define GUANXI_WORKFLOW_SVC_RULES_FIRING_STEPS_H_

#include "absl/status/status.h"
#include "workflow-svc/rules/firing_store.h"
#include "workflow-svc/rules/record_access.h"

namespace guanxi::workflow {

// How often a step is tried that fails in a way that may be a fault of ours, and, with the pauses
// that the worker makes, for a day and more, one whose fault passes.
inline constexpr int kTries = 5;
inline constexpr int kMaxAttempts = 160;

// As whom a firing's calls are made, and where in its chain of causes.
Acting ActingFor(const QueuedFiring& queued);

// Runs the calls that have no outcome yet, and gives every step one; of those that tell people,
// that they are to be done. Returns the passing fault that puts the firing off, or OK. Not to be
// called while a transaction is open.
absl::Status RunSteps(const RecordAccess& access, QueuedFiring* queued);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_FIRING_STEPS_H_
