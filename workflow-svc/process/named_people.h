// From the people that a model names to users.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_NAMED_PEOPLE_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_NAMED_PEOPLE_H_

#include <string>
#include <vector>

#include "guanxi/workflow/v1/process_model.pb.h"
#include "workflow-svc/process/run.h"

namespace guanxi::workflow {

// Whom one entry of a node's list names, active or not, perhaps ""; sets `*pick_needed` where
// nobody has picked yet.
std::vector<std::string> Named(const Run& run, const ModelNode& node,
                               const v1::ProcessPeople& people, bool* pick_needed);

// The nearest active manager above `user` who is none of `not_these`; "" if there is none.
std::string ManagerAbove(const Run& run, const std::string& user,
                         const std::vector<std::string>& not_these);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_NAMED_PEOPLE_H_
