// The one function that decides how a process goes on: what runs it, previews it, simulates it and
// tests it all call this.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_STEP_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_STEP_H_

#include <vector>

#include "absl/status/statusor.h"
#include "workflow-svc/process/command.h"
#include "workflow-svc/process/directory.h"
#include "workflow-svc/process/effect.h"
#include "workflow-svc/process/model.h"
#include "workflow-svc/process/process_state.pb.h"

namespace guanxi::workflow {

struct StepResult {
  process::ProcessState state;
  // What is to be done besides, in order. Tasks and timers are not among it: those of `state` are
  // what there is (changes.h).
  std::vector<Effect> effects;
};

// What becomes of a process in `state` (as it is made: one that was not started) by `command`.
// Pure: no I/O, no clock; the same arguments give the same result.
//
// Errors; the README has the situations:
//   INVALID_ARGUMENT     INVALID_FIELD        of the command: the field is named
//   INVALID_ARGUMENT     PICK_NEEDED          `picks` lacks people of a node (metadata: `node`)
//   INVALID_ARGUMENT     FIELD_REQUIRED       the node needs a field (metadata: `field`)
//   PERMISSION_DENIED    FIELD_NOT_WRITABLE   the node does not let write it (metadata: `field`)
//   PERMISSION_DENIED    NOT_YOUR_TASK        it is somebody else's
//   PERMISSION_DENIED    NOT_INITIATOR        only whoever has started it may
//   PERMISSION_DENIED    NOT_ADMINISTRATOR    only an administrator may
//   NOT_FOUND            TASK_NOT_FOUND       it never was, or was undone by a return
//   FAILED_PRECONDITION  ALREADY_STARTED, NOT_RUNNING
//   FAILED_PRECONDITION  ALREADY_DECIDED      (metadata: `decider`, `decision`)
//   FAILED_PRECONDITION  TASK_CLOSED          it is not needed any more
//   FAILED_PRECONDITION  TASK_WAITING         for others before it
//   FAILED_PRECONDITION  ACTION_FORBIDDEN     the node does not let do it
//   FAILED_PRECONDITION  BAD_RETURN_TARGET    not a start, approve or handle node that lies before
//   FAILED_PRECONDITION  ALREADY_SIGNER       somebody who has a task there already
//   FAILED_PRECONDITION  LAST_SIGNER          nobody would be left
//   FAILED_PRECONDITION  TOO_LATE             to take back, to withdraw
//   FAILED_PRECONDITION  TOO_SOON             to urge again
//   FAILED_PRECONDITION  NOT_DUE              of a timer
//   FAILED_PRECONDITION  NOT_WAITED_FOR       a timer, trigger or process that is not there any
//   more FAILED_PRECONDITION  USER_INACTIVE        `to`, or one of `users` RESOURCE_EXHAUSTED
//   PROCESS_TOO_LONG     2,000 tasks or passes
absl::StatusOr<StepResult> Step(const Model& model, const process::ProcessState& state,
                                const Command& command, const Surroundings& surroundings);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_STEP_H_
