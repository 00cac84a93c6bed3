#include "workflow-svc/process/undo.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "workflow-svc/process/boundaries.h"
#include "workflow-svc/process/walk.h"
#include "workflow-svc/process/work.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using process::StraightBack;
using process::Task;
using process::Token;
using v1::ProcessPick;

bool IsBehind(const Run& run, const ModelNode& target, const std::string& node) {
  return Model::LeadsTo(target, *run.model.Find(node));
}

bool IsPickedByPrevious(const ModelNode& node) {
  if (node.work() == nullptr) return false;
  const auto& people = node.work()->people();
  return std::any_of(people.begin(), people.end(), [](const v1::ProcessPeople& one) {
    return one.pick().by() == ProcessPick::PREVIOUS;
  });
}

// What was to come straight back within what is undone comes so again with it. What was to come
// straight back beside it, and lies behind the target, does not: the way there is open again.
void UndoStraightBacks(Run* run, const ModelNode& target, const std::set<int64_t>& passes,
                       StraightBack* undone) {
  auto* backs = run->state.mutable_straight_backs();
  const auto is_over = [&](const StraightBack& back) {
    return passes.count(back.pass()) != 0 ||
           std::any_of(back.passes().begin(), back.passes().end(),
                       [&](const Pass& pass) { return IsBehind(*run, target, pass.node()); });
  };
  for (const StraightBack& back : *backs) {
    const Pass* at = run->FindPass(back.pass());
    if (passes.count(back.pass()) == 0 || at->node() == target.id()) continue;
    *undone->add_straight_backs() = back;
  }
  backs->erase(std::remove_if(backs->begin(), backs->end(), is_over), backs->end());
}

// Those of the target stay: it is sent back to people who were picked.
void UndoPicks(Run* run, const ModelNode& target, StraightBack* undone) {
  auto* picks = run->state.mutable_picks();
  for (const auto& node : run->model.nodes()) {
    if (!IsPickedByPrevious(*node) || !IsBehind(*run, target, node->id())) continue;
    const auto found = picks->find(node->id());
    if (found == picks->end()) continue;
    (*undone->mutable_picks())[node->id()] = found->second;
    picks->erase(found);
  }
}

// Takes away what stands, stood or is to happen behind the target, and, if `with_target`, in it;
// what was taken away behind it is added to `*undone`.
void UndoBehind(Run* run, const ModelNode& target, bool with_target, StraightBack* undone) {
  const auto is_in = [&](const std::string& node) {
    return (with_target && node == target.id()) || IsBehind(*run, target, node);
  };
  std::set<int64_t> passes;
  for (const Pass& pass : run->state.passes()) {
    if (!is_in(pass.node())) continue;
    passes.insert(pass.id());
    if (pass.node() != target.id()) *undone->add_passes() = pass;
  }
  for (const Token& token : run->state.tokens()) {
    if (is_in(token.node()) && token.node() != target.id()) *undone->add_tokens() = token;
  }
  const auto of_passes = [&](int64_t pass) { return passes.count(pass) != 0; };
  for (const Task& task : run->state.tasks()) {
    if (of_passes(task.pass()) && task.node() != target.id()) *undone->add_tasks() = task;
  }
  run->RemoveTimers([&](const process::Timer& timer) {
    const Task* task = run->FindTask(timer.task());
    return of_passes(timer.pass()) || (task != nullptr && of_passes(task->pass()));
  });
  run->RemoveTokens([&](const Token& token) { return is_in(token.node()); });
  run->RemoveTasks([&](const Task& task) { return of_passes(task.pass()); });
  UndoStraightBacks(run, target, passes, undone);
  UndoPicks(run, target, undone);
  auto* all = run->state.mutable_passes();
  all->erase(std::remove_if(all->begin(), all->end(),
                            [&](const Pass& pass) { return of_passes(pass.id()); }),
             all->end());
}

// The token in the fork around the node, 0 if there is none. Forks that were left are open again:
// their other branches are done.
int64_t OpenForks(Run* run, const ModelNode& node, StraightBack* undone) {
  if (node.fork == nullptr) return 0;
  if (const Token* there = run->TokenAt(node.fork->id()); there != nullptr) return there->id();
  const int64_t parent = OpenForks(run, *node.fork, undone);
  const int64_t token = PlaceToken(run, *node.fork, parent);
  Pass* pass = run->PassOf(node.fork->id());
  pass->set_outcome(Pass::OPEN);
  pass->clear_leave_micros();
  run->FindToken(token)->set_pass(pass->id());
  undone->add_forks(pass->id());
  return token;
}

}  // namespace

void SendBack(Run* run, const ModelNode& target, bool straight_back) {
  StraightBack undone;
  UndoBehind(run, target, /*with_target=*/true, &undone);
  const int64_t token = PlaceToken(run, target, OpenForks(run, target, &undone));
  Pass* pass = BeginPass(run, token);
  pass->set_returned(true);
  if (straight_back) {
    undone.set_pass(pass->id());
    undone.set_content_version(run->state.content_version());
    std::set<std::string> fields;
    for (const Pass& one : undone.passes()) {
      fields.merge(run->model.FieldsReadBy(*run->model.Find(one.node())));
    }
    for (const std::string& field : fields) undone.add_fields(field);
    *run->state.add_straight_backs() = std::move(undone);
  }
  if (target.HasBoundaries()) ArmAgain(run, target);
  Arrive(run, token);
}

void Reopen(Run* run, int64_t id) {
  const ModelNode& node = *run->model.Find(run->FindPass(id)->node());
  StraightBack undone;
  UndoBehind(run, node, /*with_target=*/false, &undone);
  const int64_t token = PlaceToken(run, node, OpenForks(run, node, &undone));
  run->FindToken(token)->set_pass(id);
  Pass* pass = run->FindPass(id);
  pass->set_outcome(Pass::OPEN);
  pass->clear_leave_micros();
  for (Task* task : run->TasksOf(id)) {
    if (task->state() == Task::CANCELLED) task->set_state(Task::WAITING);
  }
  if (node.HasBoundaries()) ArmAgain(run, node);
}

}  // namespace guanxi::workflow
