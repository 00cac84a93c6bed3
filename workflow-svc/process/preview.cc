#include "workflow-svc/process/preview.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "workflow-svc/process/apply.h"
#include "workflow-svc/process/run.h"
#include "workflow-svc/process/turns.h"
#include "workflow-svc/process/walk.h"
#include "workflow-svc/process/work.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using process::ProcessState;
using process::Task;
using process::Token;

// Each step leaves a node, or decides a task.
constexpr int kMaxSteps = 10 * kMaxTasks;

// Who can decide the task; "": nobody, there is an incident.
std::string DeciderOf(Run* run, const Task& task) {
  if (!task.assignee().empty()) return run->IsActive(task.assignee()) ? task.assignee() : "";
  for (const std::string& candidate : task.candidates()) {
    if (run->IsActive(candidate) && !IsSigner(run, task.pass(), candidate)) return candidate;
  }
  return "";
}

// Whether somebody could say yes, and did.
bool DecideNext(Run* run) {
  Task* next = nullptr;
  for (Task& task : *run->state.mutable_tasks()) {
    const bool earlier = next == nullptr || task.id() < next->id();
    if (task.state() == Task::OPEN && earlier && !DeciderOf(run, task).empty()) next = &task;
  }
  if (next == nullptr) return false;
  const std::string user = DeciderOf(run, *next);
  next->set_assignee(user);
  const int64_t pass = next->pass();
  const int64_t id = next->id();
  Decide(run, next, true, user);
  Disarm(run, id);
  Settle(run, pass);
  return true;
}

// Whether something that is waited for could be there, and was.
bool GoOn(Run* run) {
  for (const Token& token : run->state.tokens()) {
    const v1::ProcessNode& node = *run->NodeOf(token).node;
    const bool waits = node.has_delay() || node.has_trigger() || node.has_sub_process();
    if (!waits || !token.incident().empty()) continue;
    const int64_t pass = token.pass();
    run->RemoveTimers([&](const process::Timer& timer) { return timer.pass() == pass; });
    Complete(run, token.id());
    return true;
  }
  return false;
}

v1::ProcessPreview::Step StepOf(Run* run, const Pass& pass) {
  v1::ProcessPreview::Step step;
  step.set_node(pass.node());
  step.set_by_itself(pass.by_itself());
  *step.mutable_skipped() = pass.skipped();
  *step.mutable_people() = pass.copied();
  for (const Task* task : run->TasksOf(pass.id())) {
    const bool asked = task->parent() == 0 || task->bond() == Task::BESIDE;
    const bool counts = task->state() != Task::REMOVED && task->automatic() != Task::REPEATED;
    if (!asked || !counts) continue;
    if (task->candidates().empty()) {
      step.add_people(task->assignee());
    } else {
      step.mutable_people()->MergeFrom(task->candidates());
    }
  }
  return step;
}

// The fork around a node with boundaries is none of the drawing: it is told of as the node, if time
// has led elsewhere, or it stands still, before anybody was asked there.
void AddStep(Run* run, const Pass& pass, v1::ProcessPreview* preview) {
  const v1::ProcessNode* timed = run->model.Find(pass.node())->timed;
  if (timed != nullptr && run->PassOf(timed->id()) != nullptr) return;
  v1::ProcessPreview::Step step = StepOf(run, pass);
  if (timed != nullptr) {
    step.set_node(timed->id());
    step.set_by_itself(pass.outcome() == Pass::PASSED);
  }
  *preview->add_steps() = std::move(step);
}

v1::ProcessPreview Walked(Run* run) {
  for (int i = 0; i < kMaxSteps && run->IsRunning(); ++i) {
    if (!DecideNext(run) && !GoOn(run)) break;
  }
  v1::ProcessPreview preview;
  std::vector<const Pass*> passes;
  for (const Pass& pass : run->state.passes()) passes.push_back(&pass);
  std::sort(passes.begin(), passes.end(), [&](const Pass* a, const Pass* b) {
    return run->model.Find(a->node())->order < run->model.Find(b->node())->order;
  });
  for (const Pass* pass : passes) AddStep(run, *pass, &preview);
  for (std::string& node : run->picks_needed) preview.add_picks_needed(std::move(node));
  if (!run->IsRunning()) {
    preview.set_outcome(ProcessState::Phase_Name(run->state.phase()));
  }
  // Of several the first in the drawing.
  const ModelNode* stopped = nullptr;
  for (const Token& token : run->state.tokens()) {
    const ModelNode& node = run->NodeOf(token);
    if (token.incident().empty() || (stopped != nullptr && stopped->order < node.order)) continue;
    stopped = &node;
    preview.set_stop(token.incident());
  }
  return preview;
}

}  // namespace

v1::ProcessPreview Preview(const Model& model, const ProcessState& state,
                           const Surroundings& surroundings) {
  Run run(model, state, surroundings);
  run.previewing = true;
  return Walked(&run);
}

absl::StatusOr<v1::ProcessPreview> PreviewStart(const Model& model, const std::string& initiator,
                                                const StartProcess& start,
                                                const Surroundings& surroundings) {
  Run run(model, ProcessState(), surroundings);
  run.previewing = true;
  Apply(&run, {initiator, false, start});
  if (!run.refusal.ok()) return run.refusal;
  return Walked(&run);
}

}  // namespace guanxi::workflow
