// Whether a process can go through a model: what is never reached, never ends, always stands still.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_VALIDATE_FLOW_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_VALIDATE_FLOW_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "workflow-svc/process/model.h"

namespace guanxi::workflow {

using Findings = std::vector<v1::ProcessFinding>;

void AddFinding(absl::string_view node, absl::string_view code, absl::string_view path,
                absl::string_view message, v1::ProcessFinding::Severity severity,
                Findings* findings);

// UNREACHABLE, DEAD_END, ENDS_OTHERS, NO_APPROVAL, BAD_REJECT_NODE, NOBODY_PICKS.
void CheckFlow(const Model& model, Findings* findings);

// DEADLOCK, where a condition, a delay or a boundary reads what nobody before it can have filled
// in, or more votes are needed than there are.
void CheckReads(const Model& model, Findings* findings);

// TELLS_HIDDEN, where the title, which all see who see the process, names a field that a node
// hides.
void CheckTitle(const Model& model, Findings* findings);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_VALIDATE_FLOW_H_
