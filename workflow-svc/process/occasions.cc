// The process as a whole, and what comes from outside of it.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/errors/errors.h"
#include "workflow-svc/process/boundaries.h"
#include "workflow-svc/process/commands.h"
#include "workflow-svc/process/content_rights.h"
#include "workflow-svc/process/turns.h"
#include "workflow-svc/process/walk.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;
using process::Task;
using process::Timer;
using process::Token;
using v1::ProcessModel;

constexpr int64_t kUrgeMicros = int64_t{10} * 60 * 1000 * 1000;

bool IsInitiator(Run* run, const Command& command) {
  if (command.actor == run->state.initiator()) return true;
  run->Refuse(Error(absl::StatusCode::kPermissionDenied, "NOT_INITIATOR",
                    "only whoever has started the process may do that"));
  return false;
}

bool IsAdministrator(Run* run, const Command& command) {
  if (command.as_administrator) return true;
  run->Refuse(Error(absl::StatusCode::kPermissionDenied, "NOT_ADMINISTRATOR",
                    "only an administrator may do that"));
  return false;
}

bool AnybodyHasDecided(const ProcessState& state) {
  return std::any_of(state.tasks().begin(), state.tasks().end(), [](const Task& task) {
    return !task.decider().empty() && task.automatic() == Task::AUTOMATIC_UNSPECIFIED;
  });
}

// The token that waits in a pass for something from outside; refused if there is none.
Token* WaitingToken(Run* run, int64_t pass, bool (*fits)(const v1::ProcessNode& node)) {
  Token* token = pass == 0 ? nullptr : run->TokenOfPass(pass);
  if (token != nullptr && fits(*run->NodeOf(*token).node)) return token;
  run->Refuse(Precondition("NOT_WAITED_FOR", "it is not waited for any more"));
  return nullptr;
}

}  // namespace

void Do(Run* run, const Command& command, const Withdraw&) {
  if (!IsInitiator(run, command)) return;
  const ProcessModel::Withdrawal rule = run->model.proto().withdrawal();
  const bool too_late =
      rule == ProcessModel::NEVER ||
      (rule == ProcessModel::BEFORE_FIRST_DECISION && AnybodyHasDecided(run->state));
  if (too_late) return run->Refuse(Precondition("TOO_LATE", "it cannot be withdrawn any more"));
  run->Finish(ProcessState::WITHDRAWN, "BY_INITIATOR");
}

void Do(Run* run, const Command& command, const Urge&) {
  if (!IsInitiator(run, command)) return;
  if (run->state.last_urge_micros() != 0 &&
      run->now() - run->state.last_urge_micros() < kUrgeMicros) {
    return run->Refuse(Precondition("TOO_SOON", "at most once in ten minutes"));
  }
  run->state.set_last_urge_micros(run->now());
  std::vector<std::string> users;
  for (const Task& task : run->state.tasks()) {
    if (task.state() != Task::OPEN) continue;
    if (!task.assignee().empty()) users.push_back(task.assignee());
    if (task.assignee().empty()) {
      users.insert(users.end(), task.candidates().begin(), task.candidates().end());
    }
  }
  std::sort(users.begin(), users.end());
  users.erase(std::unique(users.begin(), users.end()), users.end());
  run->Add(Effect::Kind::kUrge, "").users = std::move(users);
}

void Do(Run* run, const Command&, const FireTimer& fire) {
  const auto& timers = run->state.timers();
  const auto found = std::find_if(timers.begin(), timers.end(),
                                  [&](const Timer& timer) { return timer.id() == fire.timer; });
  if (found == timers.end()) {
    return run->Refuse(Precondition("NOT_WAITED_FOR", "there is no such timer any more"));
  }
  if (found->due_micros() > run->now()) {
    return run->Refuse(Precondition("NOT_DUE", "its time has not come"));
  }
  if (found->task() != 0) return ReachLimit(run, fire.timer);
  if (!found->boundary().empty()) return ReachBoundary(run, *found);
  const int64_t token = run->TokenOfPass(found->pass())->id();
  run->RemoveTimers([&](const Timer& timer) { return timer.id() == fire.timer; });
  Complete(run, token);
}

void Do(Run* run, const Command&, const TriggerDone& done) {
  Token* token = WaitingToken(run, done.pass, [](const auto& node) { return node.has_trigger(); });
  if (token == nullptr) return;
  if (done.ok) return Complete(run, token->id());
  run->Stop(token, "TRIGGER_FAILED", "its actions have failed for good");
}

void Do(Run* run, const Command&, const SubProcessDone& done) {
  Token* token =
      WaitingToken(run, done.pass, [](const auto& node) { return node.has_sub_process(); });
  if (token == nullptr) return;
  TakeContent(run, done.content);
  const v1::ProcessSub& sub = run->NodeOf(*token).node->sub_process();
  if (done.approved || !sub.reject_together()) return Complete(run, token->id());
  run->Leave(run->FindPass(done.pass), process::Pass::REJECTED);
  run->DropToken(token->id());
  run->Finish(ProcessState::REJECTED);
}

void Do(Run* run, const Command& command, const SubjectChanged& changed) {
  if (changed.is_over) return run->Finish(ProcessState::WITHDRAWN, "SUBJECT_CHANGED");
  const std::set<std::string> writable = WritableFields(run->model, run->state, command.actor);
  const std::vector<std::string> differ = TakeContent(run, changed.content);
  if (run->model.proto().subject_change() == ProcessModel::GOES_ON) return;
  for (const std::string& field : differ) {
    if (writable.count(field) != 0 || changed.writable_elsewhere.count(field) != 0) continue;
    return run->Finish(ProcessState::WITHDRAWN, "SUBJECT_CHANGED");
  }
}

void Do(Run* run, const Command& command, const RetryIncidents&) {
  if (!IsAdministrator(run, command)) return;
  std::vector<int64_t> tokens;
  for (const Token& token : run->state.tokens()) {
    if (!token.incident().empty()) tokens.push_back(token.id());
  }
  for (const int64_t token : tokens) {
    if (run->FindToken(token) != nullptr) Arrive(run, token);
  }
}

void Do(Run* run, const Command& command, const Terminate&) {
  if (!IsAdministrator(run, command)) return;
  run->Finish(ProcessState::TERMINATED, "BY_ADMINISTRATOR");
}

}  // namespace guanxi::workflow
