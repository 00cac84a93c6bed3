// What is true of every process at every moment, for tests.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_INVARIANTS_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_INVARIANTS_H_

#include <string>

#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {

// What is wrong; empty: nothing is. Among others:
//   - nothing is stuck: each token waits for somebody who is there, for a time, or for an answer,
//     or says why it does not
//   - every open task has an assignee, or somebody who may claim it, who is active
//   - no node was passed without its quorum, counted here anew, and none twice
//   - what was undone has left no task, timer or token
std::string Broken(const Walkthrough& walk);

// Whether somebody who is active has the open task, or could claim it.
bool HasLivingPerson(const Walkthrough& walk, const process::Task& task);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_INVARIANTS_H_
