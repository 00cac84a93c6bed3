// What holds of boundaries, whatever happens. Part of invariants.h, for tests.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_BOUNDARY_INVARIANTS_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_BOUNDARY_INVARIANTS_H_

#include <string>

#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {

inline bool IsPendingTask(const process::Task& task) {
  return task.state() == process::Task::OPEN || task.state() == process::Task::WAITING;
}

// Where the token stands, each boundary has a timer, or has led on; else what is wrong.
std::string ForgottenBoundary(const Walkthrough& walk, const process::Token& token);

// Whether the process stands in the node of the timer's boundary.
bool IsReachable(const Walkthrough& walk, const process::Timer& timer);

// A node that was given up has nothing open in it; else what is wrong.
std::string LeftOpen(const Walkthrough& walk, const process::Pass& pass);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_BOUNDARY_INVARIANTS_H_
