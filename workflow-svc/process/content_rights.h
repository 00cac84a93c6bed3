// What people may see and write of a process's content where it stands.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_CONTENT_RIGHTS_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_CONTENT_RIGHTS_H_

#include <set>
#include <string>

#include "workflow-svc/process/model.h"
#include "workflow-svc/process/process_state.pb.h"

namespace guanxi::workflow {

// The ids of the fields that `user` may write now: by the nodes in which he has an open task. All
// others are locked, to him as to everybody.
std::set<std::string> WritableFields(const Model& model, const process::ProcessState& state,
                                     const std::string& user);

// Those that any node hides: what is told to everybody leaves them out.
std::set<std::string> FieldsHiddenSomewhere(const Model& model);

// Those that he does not see: hidden in every node in which he has, or had, a task; the start is
// one of the initiator's, and `had` are nodes of tasks that were undone, of which the state knows
// nothing any more. Of who has none: those that any node hides.
std::set<std::string> HiddenFields(const Model& model, const process::ProcessState& state,
                                   const std::string& user, const std::set<std::string>& had = {});

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_CONTENT_RIGHTS_H_
