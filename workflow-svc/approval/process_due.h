// Until when a task is to be decided.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_DUE_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_DUE_H_

#include <cstdint>
#include <optional>

#include "workflow-svc/process/model.h"
#include "workflow-svc/process/process_state.pb.h"

namespace guanxi::workflow {

// Of an open task of `node` (null: the model has it no more): when something other than a reminder
// happens to it, or its node is given up; else when it is reminded of. Microseconds since 1970.
std::optional<int64_t> DueOf(const ModelNode* node, const process::ProcessState& state,
                             const process::Task& task);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_DUE_H_
