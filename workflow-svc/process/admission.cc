// Who may do something with a task.
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "workflow-svc/process/commands.h"
#include "workflow-svc/process/work.h"

namespace guanxi::workflow {
namespace {

using process::Task;

// Who decided last in the pass; "" if nobody has.
std::string LastDecider(Run* run, int64_t pass) {
  std::string decider;
  int64_t when = 0;
  for (const Task* task : run->TasksOf(pass)) {
    if (task->decide_micros() < when || task->decider().empty()) continue;
    decider = task->decider();
    when = task->decide_micros();
  }
  return decider;
}

// What a task that is not pending says of itself.
absl::Status ClosedError(Run* run, const Task& task) {
  if (task.state() == Task::CANCELLED || task.state() == Task::REMOVED) {
    return Precondition("TASK_CLOSED", "the task is not needed any more",
                        {{"decider", LastDecider(run, task.pass())}});
  }
  const bool approved =
      task.state() == Task::APPROVED || (task.state() == Task::ADVISED && task.advice_approves());
  return Precondition(
      "ALREADY_DECIDED", "the task was decided already",
      {{"decider", task.decider()}, {"decision", approved ? "APPROVED" : "REJECTED"}});
}

}  // namespace

absl::Status Precondition(absl::string_view reason, absl::string_view message,
                          const ErrorMetadata& metadata) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, message, metadata);
}

Task* OpenTask(Run* run, const Command& command, int64_t id, bool for_administrators) {
  Task* task = run->FindTask(id);
  if (task == nullptr) {
    run->Refuse(Error(absl::StatusCode::kNotFound, "TASK_NOT_FOUND",
                      "there is no such task, or it was undone by a return"));
    return nullptr;
  }
  const auto& candidates = task->candidates();
  const bool candidate =
      std::find(candidates.begin(), candidates.end(), command.actor) != candidates.end();
  const bool decides = for_administrators && command.as_administrator;
  if (task->assignee() != command.actor && !candidate && !decides) {
    run->Refuse(
        Error(absl::StatusCode::kPermissionDenied, "NOT_YOUR_TASK", "the task is somebody else's"));
    return nullptr;
  }
  if (!IsPending(*task)) {
    run->Refuse(ClosedError(run, *task));
  } else if (task->assignee() != command.actor && !task->assignee().empty() && !decides) {
    run->Refuse(Error(absl::StatusCode::kPermissionDenied, "NOT_YOUR_TASK",
                      "somebody else has claimed the task", {{"assignee", task->assignee()}}));
  } else if (task->state() == Task::WAITING && !decides) {
    run->Refuse(Precondition("TASK_WAITING", "others have to act first"));
  } else {
    return task;
  }
  return nullptr;
}

bool Take(Run* run, Task* task, const std::string& user) {
  if (!task->assignee().empty()) return true;
  if (IsSigner(run, task->pass(), user)) {
    run->Refuse(Precondition("ALREADY_SIGNER", "the actor has a task there already"));
    return false;
  }
  task->set_assignee(user);
  return true;
}

bool Lets(Run* run, const Task& task, v1::ProcessWork::Action action) {
  const ModelNode& node = *run->model.Find(task.node());
  const bool delegate = task.bond() == Task::DELEGATED;
  bool forbidden = node.work() == nullptr || delegate;
  if (node.work() != nullptr) {
    const auto& list = node.work()->forbidden();
    forbidden = forbidden || std::find(list.begin(), list.end(), action) != list.end();
  }
  if (!forbidden) return true;
  run->Refuse(Precondition("ACTION_FORBIDDEN", "the node does not let do that",
                           {{"action", v1::ProcessWork::Action_Name(action)}}));
  return false;
}

bool IsThere(Run* run, const char* path, const std::string& user) {
  if (run->IsActive(user)) return true;
  run->Refuse(Precondition("USER_INACTIVE", absl::StrCat(path, ": there is no such active user"),
                           {{"field", path}}));
  return false;
}

}  // namespace guanxi::workflow
