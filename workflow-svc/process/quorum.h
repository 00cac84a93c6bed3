// What the votes of a node come to.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_QUORUM_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_QUORUM_H_

#include <vector>

#include "guanxi/workflow/v1/process_model.pb.h"
#include "workflow-svc/process/process_state.pb.h"

namespace guanxi::workflow {

enum class Vote { kPending, kYes, kNo };

// Of a task, with what hangs on it: who was added before and after it. `tasks` are all of its pass.
Vote VoteOf(const process::Task& task, const std::vector<process::Task*>& tasks);

// Whether it is a vote of its own, and counts.
bool IsVote(const process::Task& task);

// What a node with these tasks has come to: pending, passed, or rejected.
Vote ResultOf(const v1::ProcessQuorum& quorum, const std::vector<process::Task*>& tasks);

// Whether as many votes as there are could make it pass.
bool IsInReach(const v1::ProcessQuorum& quorum, const std::vector<process::Task*>& tasks);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_QUORUM_H_
