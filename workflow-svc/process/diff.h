// In what two models differ.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_DIFF_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_DIFF_H_

#include <vector>

#include "guanxi/workflow/v1/process_definition.pb.h"
#include "guanxi/workflow/v1/process_model.pb.h"

namespace guanxi::workflow {

// From `before` to `after`: settings first, then fields, then nodes and branches as they stand in
// `after`, then those that only `before` has. Nothing if they are the same. Pure.
std::vector<v1::ProcessDifference> Diff(const v1::ProcessModel& before,
                                        const v1::ProcessModel& after);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_DIFF_H_
