// What becomes of the tasks of whoever leaves.
#include <algorithm>
#include <set>
#include <string>

#include "common/errors/errors.h"
#include "workflow-svc/process/commands.h"
#include "workflow-svc/process/people.h"
#include "workflow-svc/process/quorum.h"
#include "workflow-svc/process/replace.h"
#include "workflow-svc/process/turns.h"
#include "workflow-svc/process/work.h"

namespace guanxi::workflow {
namespace {

using process::Task;

// Passes in which something changed, each once.
std::set<int64_t> PassesWith(Run* run, const std::string& user) {
  std::set<int64_t> passes;
  for (const Task& task : run->state.tasks()) {
    if (!IsPending(task)) continue;
    const auto& candidates = task.candidates();
    const bool may = std::find(candidates.begin(), candidates.end(), user) != candidates.end();
    if (task.assignee() == user || may) passes.insert(task.pass());
  }
  return passes;
}

void HandOverTask(Run* run, Task* task, const std::string& from, const std::string& to) {
  if (!IsPending(*task)) return;
  if (to == run->state.initiator() && KeepsInitiatorOut(*run->model.Find(task->node()))) {
    return run->Refuse(InvalidField("to", "a node keeps the initiator from deciding"));
  }
  const bool signs = IsSigner(run, task->pass(), to);
  if (task->assignee() == from) {
    // He cannot vote twice.
    if (!signs) return Reassign(run, task, to);
    const ModelNode& node = *run->model.Find(task->node());
    const bool enough = !IsVote(*task);
    task->set_state(Task::REMOVED);
    if (enough ||
        (node.work() != nullptr && IsInReach(node.work()->quorum(), run->TasksOf(task->pass())))) {
      return RemoveTask(run, task->id());
    }
    task->set_state(Task::WAITING);
    Disarm(run, task->id());
    if (!GiveToAdministrators(run, task)) run->Refuse(AlreadySigner(to));
    return;
  }
  std::set<std::string> candidates(task->candidates().begin(), task->candidates().end());
  if (candidates.erase(from) != 0) candidates.insert(to);
  task->mutable_candidates()->Assign(candidates.begin(), candidates.end());
}

}  // namespace

absl::Status AlreadySigner(const std::string& user) {
  return Precondition("ALREADY_SIGNER", "somebody who has a task there already", {{"user", user}});
}

void Reassign(Run* run, Task* task, const std::string& to) {
  if (task->owner().empty()) task->set_owner(task->assignee());
  task->set_assignee(to);
  task->clear_candidates();
  if (task->state() == Task::OPEN) task->set_state(Task::WAITING);
  Disarm(run, task->id());
}

void Do(Run* run, const Command&, const PersonLeft& left) {
  for (const int64_t pass : PassesWith(run, left.user)) {
    if (run->TokenOfPass(pass) == nullptr) continue;
    Settle(run, pass);
  }
}

void Do(Run* run, const Command& command, const HandOver& hand_over) {
  if (!command.as_administrator) {
    return run->Refuse(Error(absl::StatusCode::kPermissionDenied, "NOT_ADMINISTRATOR",
                             "only an administrator hands over"));
  }
  if (!IsThere(run, "to", hand_over.to)) return;
  if (hand_over.to == hand_over.from) {
    return run->Refuse(InvalidField("to", "is who hands over"));
  }
  for (const int64_t pass : PassesWith(run, hand_over.from)) {
    if (run->TokenOfPass(pass) == nullptr) continue;
    for (Task* task : run->TasksOf(pass)) HandOverTask(run, task, hand_over.from, hand_over.to);
    Settle(run, pass);
  }
}

}  // namespace guanxi::workflow
