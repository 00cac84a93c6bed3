#include "workflow-svc/process/undo.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

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
  return Model::LiesBehind(target, *run.model.Find(node));
}

bool IsPickedByPrevious(const ModelNode& node) {
  if (node.work() == nullptr) return false;
  const auto& people = node.work()->people();
  return std::any_of(people.begin(), people.end(), [](const v1::ProcessPeople& one) {
    return one.pick().by() == ProcessPick::PREVIOUS;
  });
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
  auto* all = run->state.mutable_passes();
  all->erase(std::remove_if(all->begin(), all->end(),
                            [&](const Pass& pass) { return of_passes(pass.id()); }),
             all->end());
  auto* backs = run->state.mutable_straight_backs();
  backs->erase(std::remove_if(backs->begin(), backs->end(),
                              [&](const StraightBack& back) { return of_passes(back.pass()); }),
               backs->end());
  for (const auto& node : run->model.nodes()) {
    if (is_in(node->id()) && IsPickedByPrevious(*node)) {
      run->state.mutable_picks()->erase(node->id());
    }
  }
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

// The first field that was read and has changed since; "" if there is none.
std::string ChangedField(const Run& run, const StraightBack& back) {
  for (const std::string& field : back.fields()) {
    const auto version = run.state.field_versions().find(field);
    if (version != run.state.field_versions().end() && version->second > back.content_version()) {
      return field;
    }
  }
  return "";
}

template <typename Items>
void SortById(Items* items) {
  std::sort(items->begin(), items->end(),
            [](const auto& a, const auto& b) { return a.id() < b.id(); });
}

void Restore(Run* run, const StraightBack& back) {
  for (const int64_t fork : back.forks()) {
    Pass* pass = run->FindPass(fork);
    pass->set_outcome(Pass::PASSED);
    pass->set_leave_micros(run->now());
    run->DropToken(run->TokenOfPass(fork)->id());
  }
  run->state.mutable_tokens()->MergeFrom(back.tokens());
  run->state.mutable_passes()->MergeFrom(back.passes());
  for (Task task : back.tasks()) {
    // Opened again, it has all its time.
    if (task.state() == Task::OPEN) task.set_state(Task::WAITING);
    *run->state.add_tasks() = std::move(task);
  }
  SortById(run->state.mutable_passes());
  SortById(run->state.mutable_tasks());
  for (const Token& token : back.tokens()) {
    const Token* at = run->FindToken(token.id());
    // One that went before may have changed what there is.
    if (at == nullptr) continue;
    const ModelNode& node = run->NodeOf(*at);
    if (node.branches() == nullptr || !token.incident().empty()) Arrive(run, token.id());
  }
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
  Arrive(run, token);
}

bool ComeStraightBack(Run* run, int64_t pass) {
  auto* backs = run->state.mutable_straight_backs();
  const auto found = std::find_if(backs->begin(), backs->end(),
                                  [&](const StraightBack& back) { return back.pass() == pass; });
  if (found == backs->end()) return false;
  const StraightBack back = *found;
  backs->erase(found);
  const std::string changed = ChangedField(*run, back);
  if (!changed.empty()) {
    run->Add(Effect::Kind::kRunsAgain, run->FindPass(pass)->node()).code = changed;
    return false;
  }
  Restore(run, back);
  return true;
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
}

}  // namespace guanxi::workflow
