#include "workflow-svc/process/replace.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "workflow-svc/process/named_people.h"
#include "workflow-svc/process/people.h"
#include "workflow-svc/process/quorum.h"
#include "workflow-svc/process/turns.h"
#include "workflow-svc/process/work.h"

namespace guanxi::workflow {
namespace {

using process::Task;
using v1::ProcessQuorum;

// Whether somebody can do it as it is.
bool HasSomebody(Run* run, Task* task) {
  if (!task->assignee().empty()) return run->IsActive(task->assignee());
  std::vector<std::string> left;
  for (const std::string& user : task->candidates()) {
    if (run->IsActive(user) && !IsSigner(run, task->pass(), user)) left.push_back(user);
  }
  task->mutable_candidates()->Assign(left.begin(), left.end());
  return !left.empty();
}

bool OthersCanPass(Run* run, const Task& task, const ProcessQuorum& quorum) {
  const std::vector<Task*> tasks = run->TasksOf(task.pass());
  if (quorum.mode() != ProcessQuorum::ANY) return false;
  return std::any_of(tasks.begin(), tasks.end(), [&](Task* other) {
    return other->id() != task.id() && IsVote(*other) && IsPending(*other) &&
           HasSomebody(run, other);
  });
}

void GiveTo(Task* task, std::string user) {
  if (task->owner().empty()) task->set_owner(task->assignee());
  task->set_assignee(std::move(user));
  task->clear_candidates();
}

// What was claimed by somebody who is gone may be claimed again, in as much time as at first.
// Whether anybody can.
bool PutBack(Run* run, Task* task) {
  if (task->assignee().empty() || task->candidates().empty()) return false;
  const std::string gone = task->assignee();
  task->clear_assignee();
  if (!HasSomebody(run, task)) {
    task->set_assignee(gone);
    return false;
  }
  Disarm(run, task->id());
  task->set_state(Task::WAITING);
  return true;
}

// Whether it is another's now, or not needed any more.
bool Replace(Run* run, int64_t id) {
  Task* task = run->FindTask(id);
  if (!IsPending(*task) || HasSomebody(run, task)) return false;
  if (PutBack(run, task)) return true;
  const ModelNode& node = *run->model.Find(task->node());
  const ProcessQuorum quorum = node.work() != nullptr ? node.work()->quorum() : ProcessQuorum();
  if (!IsVote(*task) || OthersCanPass(run, *task, quorum)) {
    RemoveTask(run, id);
    return true;
  }
  // Whoever takes it has as much time as the first had.
  Disarm(run, id);
  task->set_state(Task::WAITING);
  std::vector<std::string> not_these;
  if (!node.IsStart()) not_these.push_back(run->state.initiator());
  for (const Task* other : run->TasksOf(task->pass())) not_these.push_back(other->assignee());
  std::string manager =
      task->assignee().empty() ? "" : ManagerAbove(*run, task->assignee(), not_these);
  if (!manager.empty()) {
    GiveTo(task, std::move(manager));
    return true;
  }
  if (GiveToAdministrators(run, task)) return true;
  const Task::State before = task->state();
  task->set_state(Task::REMOVED);
  // A number of votes that is fixed the others may reach. Elsewhere fewer would pass the node than
  // the model asks for.
  if (quorum.mode() == ProcessQuorum::WEIGHTED && IsInReach(quorum, run->TasksOf(task->pass()))) {
    RemoveTask(run, id);
    return true;
  }
  task->set_state(before);
  run->Stop(run->TokenOfPass(task->pass()), "NOBODY", "there is nobody who could be asked");
  return false;
}

}  // namespace

bool GiveToAdministrators(Run* run, Task* task) {
  const bool not_initiator = KeepsInitiatorOut(*run->model.Find(task->node()));
  std::vector<std::string> fit;
  for (std::string& user : run->Administrators()) {
    if (not_initiator && user == run->state.initiator()) continue;
    if (!IsSigner(run, task->pass(), user)) fit.push_back(std::move(user));
  }
  if (fit.empty()) return false;
  if (fit.size() == 1) {
    GiveTo(task, std::move(fit.front()));
    return true;
  }
  GiveTo(task, "");
  for (std::string& user : fit) task->add_candidates(std::move(user));
  return true;
}

void ReplaceGone(Run* run, int64_t pass) {
  std::vector<int64_t> ids;
  for (const Task* task : run->TasksOf(pass)) ids.push_back(task->id());
  // Whoever takes one may have been the last who could have claimed another.
  for (bool changed = true; changed;) {
    changed = false;
    for (const int64_t id : ids) changed = Replace(run, id) || changed;
  }
}

void RemoveTask(Run* run, int64_t id) {
  run->FindTask(id)->set_state(Task::REMOVED);
  Disarm(run, id);
  for (const Task* other : run->TasksOf(run->FindTask(id)->pass())) {
    const bool hangs = other->parent() == id && other->bond() != Task::BESIDE;
    if (hangs && other->state() != Task::REMOVED) RemoveTask(run, other->id());
  }
}

}  // namespace guanxi::workflow
