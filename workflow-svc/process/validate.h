// What is wrong with a model: everything, each with its node.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_VALIDATE_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_VALIDATE_H_

#include <string>
#include <vector>

#include "guanxi/workflow/v1/process_definition.pb.h"
#include "guanxi/workflow/v1/process_model.pb.h"
#include "workflow-svc/process/directory.h"

namespace guanxi::workflow {

// In the order of the drawing. `definition` is whose model it is ("" of one that is not saved yet).
// The codes are listed in the README. Pure.
std::vector<v1::ProcessFinding> Validate(const v1::ProcessModel& model,
                                         const std::string& definition, const Directory& directory,
                                         const ModelCatalog& catalog);

// Whether one of them keeps the model from being published.
bool HasErrors(const std::vector<v1::ProcessFinding>& findings);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_VALIDATE_H_
