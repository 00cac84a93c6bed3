#include "workflow-svc/approval/process_due.h"

#include <algorithm>

namespace guanxi::workflow {

using process::ProcessState;

namespace {

// Whether it is that of a boundary that interrupts the node.
bool IsEndOf(const ModelNode* node, const process::Timer& timer) {
  if (node == nullptr || timer.boundary().empty()) return false;
  const auto& all = node->node->boundaries();
  return std::any_of(all.begin(), all.end(), [&](const v1::ProcessBoundary& boundary) {
    return boundary.interrupts() && boundary.id() == timer.boundary();
  });
}

}  // namespace

std::optional<int64_t> DueOf(const ModelNode* node, const ProcessState& state,
                             const process::Task& task) {
  if (task.state() != process::Task::OPEN) return std::nullopt;
  const v1::ProcessWork* const work = node != nullptr ? node->work() : nullptr;
  std::optional<int64_t> due;
  bool is_final = false;
  for (const process::Timer& timer : state.timers()) {
    const bool limits =
        timer.task() == task.id() && work != nullptr && timer.limit() < work->limits_size();
    const bool ends = IsEndOf(node, timer);
    if (!limits && !ends) continue;
    const bool acts = ends || work->limits(timer.limit()).action() != v1::ProcessLimit::REMIND;
    if (!due.has_value() || (acts && !is_final) ||
        (acts == is_final && timer.due_micros() < *due)) {
      due = timer.due_micros();
      is_final = acts;
    }
  }
  return due;
}

}  // namespace guanxi::workflow
