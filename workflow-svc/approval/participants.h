// Who takes part in a process, and so may read it: for process_rows.cc alone.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PARTICIPANTS_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PARTICIPANTS_H_

#include "guanxi/workflow/v1/process_instance.pb.h"
#include "workflow-svc/process/process_state.pb.h"

namespace guanxi::workflow {

// Adds to `participants` whom the state names. Who was there stays there, as long as there is room;
// see FillInstance.
void AddParticipants(const process::ProcessState& state, v1::ProcessInstance* instance);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PARTICIPANTS_H_
