#include "workflow-svc/process/work.h"

#include <algorithm>
#include <utility>

#include "workflow-svc/process/people.h"
#include "workflow-svc/process/quorum.h"
#include "workflow-svc/process/replace.h"
#include "workflow-svc/process/turns.h"
#include "workflow-svc/process/undo.h"
#include "workflow-svc/process/walk.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using process::ProcessState;
using process::Task;
using process::Token;
using v1::ProcessWork;

void CloseRest(Run* run, int64_t pass, const ModelNode& node) {
  std::vector<std::string> rest = run->CloseTasks(pass);
  const bool copies = node.work() != nullptr &&
                      node.work()->quorum().rest() == v1::ProcessQuorum::COPY && !rest.empty();
  if (copies) run->Add(Effect::Kind::kCopy, node.id()).users = std::move(rest);
}

// Replaces who is gone, or could claim and has a say already. An incident that was told before is
// not told again.
void FindOthers(Run* run, int64_t pass) {
  Token* token = run->TokenOfPass(pass);
  const std::string was = token->incident();
  token->clear_incident();
  token->clear_incident_text();
  const size_t told = run->effects.size();
  ReplaceGone(run, pass);
  const bool again = !was.empty() && token->incident() == was;
  if (again) run->effects.erase(run->effects.begin() + told, run->effects.end());
}

void Rejected(Run* run, int64_t token) {
  const Token at = *run->FindToken(token);
  const ModelNode& node = run->NodeOf(at);
  const ModelNode* target = nullptr;
  switch (node.work()->on_reject()) {
    case ProcessWork::TO_START:
      target = &run->model.start();
      break;
    case ProcessWork::TO_PREVIOUS:
      target = PreviousNode(run, node);
      break;
    case ProcessWork::TO_NODE:
      target = run->model.Find(node.work()->reject_node());
      break;
    default:
      break;
  }
  if (target != nullptr && CanReturnTo(run, node, *target)) {
    return SendBack(run, *target, /*straight_back=*/false);
  }
  run->Leave(run->FindPass(at.pass()), Pass::REJECTED);
  run->Finish(ProcessState::REJECTED);
}

}  // namespace

void Decide(Run* run, Task* task, bool approves, const std::string& decider) {
  if (task->bond() == Task::DELEGATED) {
    task->set_state(Task::ADVISED);
    task->set_advice_approves(approves);
  } else {
    task->set_state(approves ? Task::APPROVED : Task::REJECTED);
  }
  if (decider.empty()) task->set_automatic(Task::TIME_LIMIT);
  task->set_decider(decider);
  task->set_decide_micros(run->now());
  task->set_content_version(run->state.content_version());
}

void Settle(Run* run, int64_t pass) {
  if (run->TokenOfPass(pass) == nullptr) return;
  FindOthers(run, pass);
  const Token* token = run->TokenOfPass(pass);
  const int64_t at = token->id();
  const ModelNode& node = run->NodeOf(*token);
  const v1::ProcessQuorum quorum =
      node.work() != nullptr ? node.work()->quorum() : v1::ProcessQuorum();
  TakeTurns(run, pass, quorum);
  const Vote result = ResultOf(quorum, run->TasksOf(pass));
  if (result == Vote::kPending) return;
  CloseRest(run, pass, node);
  const auto tasks = run->TasksOf(pass);
  run->FindPass(pass)->set_by_itself(std::all_of(tasks.begin(), tasks.end(), [](const Task* task) {
    return task->automatic() == Task::REPEATED || task->state() == Task::CANCELLED;
  }));
  if (result == Vote::kYes) return Complete(run, at);
  Rejected(run, at);
}

Task* AddTask(Run* run, int64_t pass) {
  int32_t place = 0;
  for (const Task* task : run->TasksOf(pass)) place = std::max(place, task->place() + 1);
  Task* task = run->state.add_tasks();
  task->set_id(run->NextId());
  task->set_pass(pass);
  task->set_node(run->FindPass(pass)->node());
  task->set_state(Task::WAITING);
  task->set_weight(1);
  task->set_place(place);
  return task;
}

bool IsSigner(Run* run, int64_t pass, const std::string& user) {
  for (const Task* task : run->TasksOf(pass)) {
    const bool counts = task->state() != Task::REMOVED && task->state() != Task::CANCELLED;
    if (counts && task->assignee() == user) return true;
  }
  return false;
}

}  // namespace guanxi::workflow
