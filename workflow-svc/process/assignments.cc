// Who has a task.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
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

constexpr size_t kMaxAdded = 20;

// Whether he may have a say in the task's node that he does not have yet.
bool MaySign(Run* run, const Task& task, const char* path, const std::string& user) {
  if (!IsThere(run, path, user)) return false;
  if (KeepsInitiatorOut(*run->model.Find(task.node())) && user == run->state.initiator()) {
    run->Refuse(InvalidField(path, "the node keeps the initiator from deciding"));
    return false;
  }
  if (!IsSigner(run, task.pass(), user)) return true;
  run->Refuse(AlreadySigner(user));
  return false;
}

Task* AddBonded(Run* run, int64_t parent, Task::Bond bond, const std::string& user) {
  Task* task = AddTask(run, run->FindTask(parent)->pass());
  task->set_parent(parent);
  task->set_bond(bond);
  task->set_assignee(user);
  return task;
}

// The place right behind the parent's, which the others make room for.
void PlaceBehind(Run* run, int64_t parent, Task* task) {
  const int32_t place = run->FindTask(parent)->place();
  for (Task* other : run->TasksOf(task->pass())) {
    if (other->place() > place) other->set_place(other->place() + 1);
  }
  task->set_place(place + 1);
}

Task::Bond BondOf(AddSigners::Where where) {
  switch (where) {
    case AddSigners::Where::kBefore:
      return Task::BEFORE;
    case AddSigners::Where::kAfter:
      return Task::AFTER;
    default:
      return Task::BESIDE;
  }
}

}  // namespace

void Do(Run* run, const Command& command, const TransferTask& transfer) {
  Task* task = OpenTask(run, command, transfer.task, /*for_administrators=*/true);
  if (task == nullptr) return;
  if (!command.as_administrator && !Lets(run, *task, v1::ProcessWork::TRANSFER)) return;
  if (!MaySign(run, *task, "to", transfer.to)) return;
  const int64_t pass = task->pass();
  Reassign(run, task, transfer.to);
  Settle(run, pass);
}

void Do(Run* run, const Command& command, const DelegateTask& delegate) {
  Task* task = OpenTask(run, command, delegate.task);
  if (task == nullptr || !Take(run, task, command.actor)) return;
  if (!Lets(run, *task, v1::ProcessWork::DELEGATE)) return;
  if (!IsThere(run, "to", delegate.to)) return;
  if (IsSigner(run, task->pass(), delegate.to)) return run->Refuse(AlreadySigner(delegate.to));
  const int64_t pass = task->pass();
  AddBonded(run, delegate.task, Task::DELEGATED, delegate.to);
  Settle(run, pass);
}

void Do(Run* run, const Command& command, const AddSigners& add) {
  Task* task = OpenTask(run, command, add.task);
  if (task == nullptr || !Take(run, task, command.actor)) return;
  if (!Lets(run, *task, v1::ProcessWork::ADD_SIGNER)) return;
  if (add.users.empty() || add.users.size() > kMaxAdded) {
    return run->Refuse(InvalidField("users", absl::StrCat("from 1 to ", kMaxAdded)));
  }
  const int64_t pass = task->pass();
  const size_t all = run->TasksOf(pass).size() + add.users.size();
  if (all > kMaxAsked || !run->HasRoom(add.users.size())) {
    return run->Refuse(InvalidField("users", absl::StrCat("at most ", kMaxAsked, " in a node, and ",
                                                          kMaxPending, " in a process at once")));
  }
  int64_t behind = add.task;
  for (const std::string& user : add.users) {
    if (!MaySign(run, *run->FindTask(add.task), "users", user)) return;
    Task* added = AddBonded(run, add.task, BondOf(add.where), user);
    if (add.where == AddSigners::Where::kBeside) PlaceBehind(run, behind, added);
    behind = added->id();
  }
  Settle(run, pass);
}

void Do(Run* run, const Command& command, const RemoveSigner& remove) {
  Task* task = run->FindTask(remove.task);
  if (task == nullptr) {
    return run->Refuse(Error(absl::StatusCode::kNotFound, "TASK_NOT_FOUND",
                             "there is no such task, or it was undone by a return"));
  }
  const Task* parent = run->FindTask(task->parent());
  const bool own = parent != nullptr && parent->assignee() == command.actor;
  if (!own && !command.as_administrator) {
    return run->Refuse(Error(absl::StatusCode::kPermissionDenied, "NOT_YOUR_TASK",
                             "only whoever has added a signer removes him"));
  }
  if (!IsPending(*task)) {
    return run->Refuse(Precondition("TASK_CLOSED", "the task was decided, or is gone"));
  }
  const int64_t pass = task->pass();
  const ModelNode& node = *run->model.Find(task->node());
  RemoveTask(run, remove.task);
  const bool left = node.work() != nullptr && IsInReach(node.work()->quorum(), run->TasksOf(pass));
  if (!left) return run->Refuse(Precondition("LAST_SIGNER", "nobody would be left to decide"));
  Settle(run, pass);
}

void Do(Run* run, const Command& command, const ClaimTask& claim) {
  Task* task = OpenTask(run, command, claim.task);
  if (task == nullptr || !Take(run, task, command.actor)) return;
  const int64_t pass = task->pass();
  Settle(run, pass);
}

void Do(Run* run, const Command& command, const ReleaseTask& release) {
  Task* task = OpenTask(run, command, release.task, /*for_administrators=*/true);
  if (task == nullptr) return;
  if (task->assignee().empty() || task->candidates().empty()) {
    return run->Refuse(InvalidField("task", "it was not claimed"));
  }
  const int64_t pass = task->pass();
  task->clear_assignee();
  Settle(run, pass);
}

}  // namespace guanxi::workflow
