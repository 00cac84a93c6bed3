// Where a process would go while nothing changes.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_PREVIEW_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_PREVIEW_H_

#include "absl/status/statusor.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "workflow-svc/process/command.h"
#include "workflow-svc/process/directory.h"
#include "workflow-svc/process/model.h"
#include "workflow-svc/process/process_state.pb.h"

namespace guanxi::workflow {

// From `state`, where everybody says yes, in the order of the tasks, until the nodes pass. Of a
// process that runs also the steps that it has behind it. Pure.
v1::ProcessPreview Preview(const Model& model, const process::ProcessState& state,
                           const Surroundings& surroundings);

// The same before the start. People who are still to be picked are no error: `picks_needed`.
// Other errors are those of Step.
absl::StatusOr<v1::ProcessPreview> PreviewStart(const Model& model, const std::string& initiator,
                                                const StartProcess& start,
                                                const Surroundings& surroundings);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_PREVIEW_H_
