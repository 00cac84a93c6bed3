// Where a process can go back to.
#include "workflow-svc/process/undo.h"

namespace guanxi::workflow {

using process::Pass;
using process::Task;

const ModelNode* PreviousNode(Run* run, const ModelNode& node) {
  const ModelNode* nearest = &run->model.start();
  for (const Pass& pass : run->state.passes()) {
    const ModelNode* at = run->model.Find(pass.node());
    const bool fits = at->work() != nullptr && !pass.by_itself() && Model::LiesBehind(*at, node);
    if (fits && at->order > nearest->order) nearest = at;
  }
  return nearest;
}

bool CanReturnTo(Run* run, const ModelNode& node, const ModelNode& target) {
  const bool asks = target.IsStart() || target.work() != nullptr;
  return asks && Model::LiesBehind(target, node) && run->PassOf(target.id()) != nullptr;
}

bool HasActedBehind(Run* run, const ModelNode& node) {
  for (const Task& task : run->state.tasks()) {
    const bool decided = !task.decider().empty() && task.automatic() != Task::REPEATED;
    if (decided && Model::LiesBehind(node, *run->model.Find(task.node()))) return true;
  }
  for (const Pass& pass : run->state.passes()) {
    const v1::ProcessNode& at = *run->model.Find(pass.node())->node;
    const bool sets_off = at.has_trigger() || at.has_sub_process();
    if (sets_off && Model::LiesBehind(node, *run->model.Find(pass.node()))) return true;
  }
  return false;
}

}  // namespace guanxi::workflow
