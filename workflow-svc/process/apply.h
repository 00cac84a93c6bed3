// A command upon a run. For the parts of the step alone.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_APPLY_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_APPLY_H_

#include "workflow-svc/process/command.h"
#include "workflow-svc/process/run.h"

namespace guanxi::workflow {

// Does what the command says, or notes why it is refused.
void Apply(Run* run, const Command& command);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_APPLY_H_
