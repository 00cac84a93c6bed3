// What comes straight back once the process was returned.
#include <algorithm>
#include <string>
#include <utility>

#include "workflow-svc/process/boundaries.h"
#include "workflow-svc/process/undo.h"
#include "workflow-svc/process/walk.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using process::StraightBack;
using process::Task;
using process::Token;

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

// The process that was waited for was given up. Another one is waited for in another pass: the end
// of the one that was given up is told later.
void StartAnew(Run* run, int64_t token) {
  const int64_t given_up = run->FindToken(token)->pass();
  auto* passes = run->state.mutable_passes();
  passes->erase(std::remove_if(passes->begin(), passes->end(),
                               [&](const Pass& pass) { return pass.id() == given_up; }),
                passes->end());
  BeginPass(run, token);
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
  run->state.mutable_straight_backs()->MergeFrom(back.straight_backs());
  // Where somebody has picked anew meanwhile, that holds.
  run->state.mutable_picks()->insert(back.picks().begin(), back.picks().end());
  for (const Token& token : back.tokens()) {
    const Token* at = run->FindToken(token.id());
    // One that went before may have changed what there is.
    if (at == nullptr) continue;
    const ModelNode& node = run->NodeOf(*at);
    if (node.node->has_sub_process()) StartAnew(run, token.id());
    if (node.HasBoundaries()) ArmAgain(run, node);
    if (node.branches() == nullptr || !token.incident().empty()) Arrive(run, token.id());
  }
}

}  // namespace

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

}  // namespace guanxi::workflow
