// What trigger nodes do: actions as automation rules have them, done as the process's initiator.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_TRIGGERS_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_TRIGGERS_H_

#include "common/resource/engine.h"
#include "common/timers/runner.h"
#include "workflow-svc/approval/process_runner.h"
#include "workflow-svc/approval/staff.h"
#include "workflow-svc/rules/record_access.h"

namespace guanxi::workflow {

// What they stand on. Nothing is owned.
struct TriggerParts {
  const resource::Engine* engine = nullptr;
  const ProcessRunner* runner = nullptr;
  StaffBook* staff = nullptr;
  const RecordAccess* access = nullptr;
};

// The kind of kProcessTriggerTimer. The calls are made before the transaction, each under an id
// that follows from the instance, the pass and the action, so that one that is made again changes
// nothing; in the transaction people are told, and the process that waits goes on. A fault that
// passes has the timer fire again; of any other, and of a subject that the initiator does not see,
// the process learns that it has failed.
timers::Kind ProcessTriggerKind(const TriggerParts& parts);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_TRIGGERS_H_
