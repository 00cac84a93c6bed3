// Who takes the task of somebody who cannot do it. For the parts of the step alone.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_REPLACE_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_REPLACE_H_

#include <cstdint>

#include "workflow-svc/process/run.h"

namespace guanxi::workflow {

// Makes it a task of the administrators who have no say in its node yet: of several any one may
// claim it. Whether there are any.
bool GiveToAdministrators(Run* run, process::Task* task);

// Finds others for the tasks of a pass whose people are not active any more: whoever was only added
// is left out, and so is one of several of whom one is enough; else the manager takes it, or an
// administrator. Where nobody can, the process stands there with an incident. Settle is to follow.
void ReplaceGone(Run* run, int64_t pass);

// It is not needed any more, and neither is what hangs on it.
void RemoveTask(Run* run, int64_t task);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_REPLACE_H_
