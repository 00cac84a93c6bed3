// Whether what a model names is there.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_VALIDATE_NAMES_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_VALIDATE_NAMES_H_

#include <string>

#include "workflow-svc/process/directory.h"
#include "workflow-svc/process/model.h"
#include "workflow-svc/process/validate_flow.h"

namespace guanxi::workflow {

// UNKNOWN_PERSON, INACTIVE_PERSON, UNKNOWN_DEFINITION, UNKNOWN_CALENDAR; DEADLOCK of processes that
// wait for themselves.
void CheckNames(const Model& model, const std::string& definition, const Directory& directory,
                const ModelCatalog& catalog, Findings* findings);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_VALIDATE_NAMES_H_
