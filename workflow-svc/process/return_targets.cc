// Where a process can go back to.
#include <algorithm>

#include "google/protobuf/repeated_field.h"
#include "workflow-svc/process/undo.h"

namespace guanxi::workflow {

using google::protobuf::RepeatedPtrField;
using process::Pass;
using process::Task;

namespace {

bool HasActedIn(const Model& model, const RepeatedPtrField<Task>& tasks,
                const RepeatedPtrField<Pass>& passes, const ModelNode& node) {
  for (const Task& task : tasks) {
    const bool decided = !task.decider().empty() && task.automatic() != Task::REPEATED;
    if (decided && Model::LeadsTo(node, *model.Find(task.node()))) return true;
  }
  for (const Pass& pass : passes) {
    const v1::ProcessNode& at = *model.Find(pass.node())->node;
    const bool sets_off = at.has_trigger() || at.has_sub_process();
    if (sets_off && Model::LeadsTo(node, *model.Find(pass.node()))) return true;
  }
  return false;
}

}  // namespace

const ModelNode* PreviousNode(Run* run, const ModelNode& node) {
  const ModelNode* nearest = &run->model.start();
  for (const Pass& pass : run->state.passes()) {
    const ModelNode* at = run->model.Find(pass.node());
    const bool fits = at->work() != nullptr && !pass.by_itself() && Model::LeadsTo(*at, node);
    if (fits && at->order > nearest->order) nearest = at;
  }
  return nearest;
}

bool CanReturnTo(Run* run, const ModelNode& node, const ModelNode& target) {
  const bool asks = target.IsStart() || target.work() != nullptr;
  return asks && Model::LeadsTo(target, node) && run->PassOf(target.id()) != nullptr;
}

bool HasActedBehind(Run* run, const ModelNode& node) {
  const process::ProcessState& state = run->state;
  if (HasActedIn(run->model, state.tasks(), state.passes(), node)) return true;
  // What is to come straight back holds as if it stood there.
  return std::any_of(state.straight_backs().begin(), state.straight_backs().end(),
                     [&](const process::StraightBack& back) {
                       return HasActedIn(run->model, back.tasks(), back.passes(), node);
                     });
}

}  // namespace guanxi::workflow
