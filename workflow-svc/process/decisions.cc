// The start, and what decides.
#include <algorithm>
#include <string>
#include <utility>

#include "common/errors/errors.h"
#include "workflow-svc/process/commands.h"
#include "workflow-svc/process/people.h"
#include "workflow-svc/process/quorum.h"
#include "workflow-svc/process/turns.h"
#include "workflow-svc/process/undo.h"
#include "workflow-svc/process/walk.h"
#include "workflow-svc/process/work.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using process::ProcessState;
using process::Task;
using v1::ProcessPick;
using v1::ProcessQuorum;

// Whether a node is gone through whatever the content is.
bool IsSure(const ModelNode& node) {
  for (const ModelNode* at = &node; at->fork != nullptr; at = at->fork) {
    if (!at->fork->node->has_parallel()) return false;
    // What boundaries lead to may never come.
    if (at->fork->timed != nullptr && !at->HasBoundaries()) return false;
  }
  return true;
}

// Whether the initiator has picked people for all nodes that are sure to need them.
bool HasInitiatorsPicks(Run* run) {
  for (const auto& node : run->model.nodes()) {
    if (node->work() == nullptr || !IsSure(*node)) continue;
    for (const v1::ProcessPeople& people : node->work()->people()) {
      const bool needed =
          people.pick().by() == ProcessPick::INITIATOR && run->state.picks().count(node->id()) == 0;
      if (!needed) continue;
      run->Refuse(Error(absl::StatusCode::kInvalidArgument, "PICK_NEEDED",
                        "the initiator has to pick people", {{"node", node->id()}}));
      return false;
    }
  }
  return true;
}

// What the subject shows is taken as it is; the rest is the initiator's to write.
bool TakeFirstContent(Run* run, const ProcessContent& content) {
  ProcessContent shown;
  ProcessContent written;
  for (const auto& [id, value] : content) {
    const v1::ProcessField* field = run->model.content().Find(id);
    const bool of_subject = field != nullptr && !field->subject_path().empty();
    (of_subject ? shown : written)[id] = value;
  }
  TakeContent(run, shown);
  return run->refusal.ok() && WriteContent(run, run->model.start(), written, true);
}

// The vote that the task belongs to: itself, or that of whoever has had it added.
const Task& VoteAround(Run* run, const Task& task) {
  const Task* at = &task;
  while (!IsVote(*at) && run->FindTask(at->parent()) != nullptr) at = run->FindTask(at->parent());
  return *at;
}

// Whether the other one's turn, in the same node, comes after the task's.
bool ComesAfter(Run* run, const Task& other, const Task& task) {
  const v1::ProcessWork& work = *run->model.Find(task.node())->work();
  const bool after = other.bond() == Task::AFTER && other.parent() == task.id();
  const bool asked = task.bond() == Task::BEFORE && other.id() == task.parent();
  const bool behind = work.quorum().mode() == ProcessQuorum::IN_ORDER &&
                      VoteAround(run, other).place() > VoteAround(run, task).place();
  return after || asked || behind;
}

// Whether whoever comes after it in its own node has acted.
bool NextHasActed(Run* run, const Task& task) {
  const auto tasks = run->TasksOf(task.pass());
  return std::any_of(tasks.begin(), tasks.end(), [&](const Task* other) {
    return !other->decider().empty() && other->automatic() == Task::AUTOMATIC_UNSPECIFIED &&
           ComesAfter(run, *other, task);
  });
}

// It is still to be decided; so is what time alone, or this one's no, has decided after it.
void Undecide(Run* run, Task* task) {
  task->set_state(Task::WAITING);
  task->clear_automatic();
  task->clear_decider();
  task->clear_decide_micros();
  task->clear_content_version();
  for (Task* other : run->TasksOf(task->pass())) {
    const bool decided = other->state() == Task::APPROVED || other->state() == Task::REJECTED;
    if (decided && other->decider().empty() && ComesAfter(run, *other, *task)) Undecide(run, other);
  }
}

}  // namespace

void Do(Run* run, const Command& command, const StartProcess& start) {
  if (run->state.phase() != ProcessState::PHASE_UNSPECIFIED) {
    return run->Refuse(Precondition("ALREADY_STARTED", "the process was started already"));
  }
  if (!IsThere(run, "initiator", command.actor)) return;
  run->state.set_phase(ProcessState::RUNNING);
  run->state.set_initiator(command.actor);
  run->state.set_start_micros(run->now());
  if (!TakeFirstContent(run, start.content)) return;
  if (!TakePicks(run, start.picks, ProcessPick::PREVIOUS, /*with_initiators=*/true)) return;
  if (!run->previewing && !HasInitiatorsPicks(run)) return;
  run->picker = Run::Picker::kInitiator;
  if (run->previewing) run->picker = Run::Picker::kNobody;
  const int64_t token = PlaceToken(run, run->model.start(), 0);
  BeginPass(run, token)->set_by_itself(true);
  Complete(run, token);
}

void Do(Run* run, const Command& command, const DecideTask& decide) {
  Task* task = OpenTask(run, command, decide.task);
  if (task == nullptr || !Take(run, task, command.actor)) return;
  const ModelNode& node = *run->model.Find(task->node());
  const bool delegate = task->bond() == Task::DELEGATED;
  if (!decide.approve && !delegate && !node.node->has_approve()) {
    return run->Refuse(InvalidField("approve", "only in an approve node something is rejected"));
  }
  if (!WriteContent(run, node, decide.changes, decide.approve && !delegate)) return;
  if (!TakePicks(run, decide.picks, ProcessPick::PREVIOUS, node.IsStart())) return;
  run->picker = node.IsStart() ? Run::Picker::kInitiator : Run::Picker::kApprover;
  Decide(run, task, decide.approve, command.actor);
  const int64_t pass = task->pass();
  Disarm(run, decide.task);
  Settle(run, pass);
}

void Do(Run* run, const Command& command, const ReturnTask& back) {
  Task* task = OpenTask(run, command, back.task);
  if (task == nullptr || !Take(run, task, command.actor)) return;
  const ModelNode& node = *run->model.Find(task->node());
  if (!Lets(run, *task, v1::ProcessWork::RETURN)) return;
  const ModelNode* target =
      back.node.empty() ? PreviousNode(run, node) : run->model.Find(back.node);
  if (target == nullptr || !CanReturnTo(run, node, *target)) {
    return run->Refuse(
        Precondition("BAD_RETURN_TARGET", "not a start, approve or handle node that lies before"));
  }
  SendBack(run, *target, back.straight_back);
}

void Do(Run* run, const Command& command, const GiveBack& give) {
  Task* task = OpenTask(run, command, give.task);
  if (task == nullptr) return;
  if (task->bond() != Task::DELEGATED) {
    return run->Refuse(InvalidField("task", "it was not delegated"));
  }
  Decide(run, task, give.approves, command.actor);
  const int64_t pass = task->pass();
  Disarm(run, give.task);
  Settle(run, pass);
}

void Do(Run* run, const Command& command, const TakeBack& take) {
  Task* task = run->FindTask(take.task);
  if (task == nullptr) {
    return run->Refuse(Error(absl::StatusCode::kNotFound, "TASK_NOT_FOUND",
                             "there is no such task, or it was undone by a return"));
  }
  if (task->decider() != command.actor || task->automatic() != Task::AUTOMATIC_UNSPECIFIED) {
    return run->Refuse(Error(absl::StatusCode::kPermissionDenied, "NOT_YOUR_TASK",
                             "somebody else, or nobody, has decided the task"));
  }
  const ModelNode& node = *run->model.Find(task->node());
  if (!Lets(run, *task, v1::ProcessWork::TAKE_BACK)) return;
  const int64_t id = task->pass();
  const bool left = run->FindPass(id)->outcome() != Pass::OPEN;
  if (!run->IsRunning() || NextHasActed(run, *task) || (left && HasActedBehind(run, node))) {
    return run->Refuse(Precondition("TOO_LATE", "the next has acted already"));
  }
  if (left) Reopen(run, id);
  task = run->FindTask(take.task);
  Undecide(run, task);
  Settle(run, id);
}

}  // namespace guanxi::workflow
