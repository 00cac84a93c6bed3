// A picture of a model, and of where a process stands in it.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_DRAWING_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_DRAWING_H_

#include <string>

#include "workflow-svc/process/model.h"
#include "workflow-svc/process/process_state.pb.h"

namespace guanxi::workflow {

// An SVG document in UTF-8, which needs nothing from elsewhere. `state` null: the model alone. Whom
// it names are texts of the model; people are not among them. Pure.
std::string DrawSvg(const Model& model, const process::ProcessState* state = nullptr);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_DRAWING_H_
