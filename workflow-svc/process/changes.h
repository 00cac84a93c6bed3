// What a step has changed among tasks and timers, for whoever stores them as rows.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_CHANGES_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_CHANGES_H_

#include <vector>

#include "workflow-svc/process/process_state.pb.h"

namespace guanxi::workflow {

struct TaskChange {
  // Null: it was not there before; it is there no more (undone by a return).
  const process::Task* before = nullptr;
  const process::Task* after = nullptr;
};
struct ProcessTimerChange {
  const process::Timer* before = nullptr;
  const process::Timer* after = nullptr;
};

// Only those that differ, in the order of their ids. They point into the states.
std::vector<TaskChange> TaskChanges(const process::ProcessState& before,
                                    const process::ProcessState& after);
std::vector<ProcessTimerChange> TimerChanges(const process::ProcessState& before,
                                             const process::ProcessState& after);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_CHANGES_H_
