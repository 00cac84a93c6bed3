#include "workflow-svc/process/turns.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "workflow-svc/process/named_people.h"
#include "workflow-svc/process/people.h"
#include "workflow-svc/process/quorum.h"
#include "workflow-svc/process/replace.h"
#include "workflow-svc/process/work.h"

namespace guanxi::workflow {
namespace {

using process::Task;
using process::Timer;
using v1::ProcessLimit;
using v1::ProcessQuorum;

constexpr int kManyTimes = 100;

bool MayAct(Run* run, const Task& task, const std::vector<Task*>& tasks,
            const ProcessQuorum& quorum) {
  const Task* parent = run->FindTask(task.parent());
  switch (task.bond()) {
    case Task::BEFORE:
    case Task::DELEGATED:
      // Once another has said no for both, nothing is left to say.
      return IsPending(*parent) && MayAct(run, *parent, tasks, quorum);
    case Task::AFTER:
      return parent->state() == Task::APPROVED;
    default:
      break;
  }
  if (quorum.mode() != ProcessQuorum::IN_ORDER) return true;
  for (const Task* other : tasks) {
    if (other == &task) return true;
    if (IsVote(*other) && VoteOf(*other, tasks) == Vote::kPending) return false;
  }
  return true;
}

// Whether something hangs on it that has to be done first.
bool IsHeldUp(const Task& task, const std::vector<Task*>& tasks) {
  return std::any_of(tasks.begin(), tasks.end(), [&](const Task* other) {
    const bool first = other->bond() == Task::BEFORE || other->bond() == Task::DELEGATED;
    if (other->parent() != task.id() || !first) return false;
    return other->bond() == Task::DELEGATED
               ? IsPending(*other)
               : other->state() != Task::REMOVED && VoteOf(*other, tasks) == Vote::kPending;
  });
}

void Arm(Run* run, const Task& task) {
  const ModelNode& node = *run->model.Find(task.node());
  if (node.work() == nullptr) return;
  for (int i = 0; i < node.work()->limits_size(); ++i) {
    const std::optional<absl::Time> due = run->surroundings.work.Add(
        run->surroundings.moment.now, ToDuration(node.work()->limits(i).after()));
    if (!due.has_value()) continue;
    Timer* timer = run->state.add_timers();
    timer->set_id(run->NextId());
    timer->set_task(task.id());
    timer->set_limit(i);
    timer->set_due_micros(absl::ToUnixMicros(*due));
  }
}

std::vector<std::string> PeopleOf(const Task& task) {
  if (!task.assignee().empty()) return {task.assignee()};
  return {task.candidates().begin(), task.candidates().end()};
}

void Remind(Run* run, Timer timer, const ProcessLimit& limit) {
  const Task& task = *run->FindTask(timer.task());
  Effect& effect = run->Add(Effect::Kind::kRemind, task.node());
  effect.task = task.id();
  effect.users = PeopleOf(task);
  timer.set_fired(timer.fired() + 1);
  const int times = limit.times() == 0 ? kManyTimes : limit.times();
  if (!limit.has_repeat() || timer.fired() >= times) return;
  const absl::Time from = absl::FromUnixMicros(timer.due_micros());
  const auto due = run->surroundings.work.Add(from, ToDuration(limit.repeat()));
  if (!due.has_value()) return;
  timer.set_due_micros(absl::ToUnixMicros(*due));
  *run->state.add_timers() = timer;
}

// Gives it to somebody else; where nobody can be found who has no say here yet, it stays.
void Pass(Run* run, Task* task, std::string to) {
  const bool fits = !to.empty() && run->IsActive(to) && !IsSigner(run, task->pass(), to);
  const bool kept_out =
      to == run->state.initiator() && KeepsInitiatorOut(*run->model.Find(task->node()));
  if (fits && !kept_out) {
    if (task->owner().empty()) task->set_owner(task->assignee());
    task->set_assignee(std::move(to));
    task->clear_candidates();
    return;
  }
  Task before = *task;
  if (!GiveToAdministrators(run, task)) *task = std::move(before);
}

}  // namespace

void TakeTurns(Run* run, int64_t pass, const ProcessQuorum& quorum) {
  const std::vector<Task*> tasks = run->TasksOf(pass);
  for (Task* task : tasks) {
    if (!IsPending(*task)) continue;
    if (VoteOf(*task, tasks) == Vote::kNo) {
      // Whoever was to sign before has said no for both.
      task->set_state(Task::REJECTED);
      task->set_decide_micros(run->now());
      Disarm(run, task->id());
      continue;
    }
    const bool open = MayAct(run, *task, tasks, quorum) && !IsHeldUp(*task, tasks);
    if (open && task->state() != Task::OPEN) {
      task->set_state(Task::OPEN);
      task->set_open_micros(run->now());
      Arm(run, *task);
    } else if (!open && task->state() == Task::OPEN) {
      task->set_state(Task::WAITING);
      Disarm(run, task->id());
    }
  }
}

void Disarm(Run* run, int64_t task) {
  run->RemoveTimers([&](const Timer& timer) { return task != 0 && timer.task() == task; });
}

void ReachLimit(Run* run, int64_t id) {
  const auto& timers = run->state.timers();
  const Timer timer =
      *std::find_if(timers.begin(), timers.end(), [&](const Timer& one) { return one.id() == id; });
  run->RemoveTimers([&](const Timer& one) { return one.id() == id; });
  Task* task = run->FindTask(timer.task());
  const ProcessLimit& limit = run->model.Find(task->node())->work()->limits(timer.limit());
  const int64_t pass = task->pass();
  switch (limit.action()) {
    case ProcessLimit::REMIND:
      return Remind(run, timer, limit);
    case ProcessLimit::PASS:
    case ProcessLimit::REJECT:
      Decide(run, task, limit.action() == ProcessLimit::PASS, "");
      Disarm(run, timer.task());
      return Settle(run, pass);
    case ProcessLimit::TRANSFER:
      Pass(run, task, limit.user());
      return Settle(run, pass);
    case ProcessLimit::ESCALATE: {
      std::vector<std::string> not_these = {run->state.initiator()};
      for (const Task* other : run->TasksOf(pass)) not_these.push_back(other->assignee());
      const std::string from = task->assignee();
      Pass(run, task, from.empty() ? "" : ManagerAbove(*run, from, not_these));
      return Settle(run, pass);
    }
    default:
      return;
  }
}

}  // namespace guanxi::workflow
