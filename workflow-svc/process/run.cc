#include "workflow-svc/process/run.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "common/errors/errors.h"

namespace guanxi::workflow {

using process::Pass;
using process::ProcessState;
using process::Task;
using process::Timer;
using process::Token;

namespace {

template <typename Items, typename Which>
auto* FindIn(Items* items, const Which& which) {
  const auto found = std::find_if(items->begin(), items->end(), which);
  return found == items->end() ? nullptr : &*found;
}

template <typename Items, typename Which>
void RemoveFrom(Items* items, const Which& which) {
  items->erase(std::remove_if(items->begin(), items->end(), which), items->end());
}

}  // namespace

int64_t Run::now() const { return absl::ToUnixMicros(surroundings.moment.now); }

int64_t Run::NextId() {
  state.set_last_id(state.last_id() + 1);
  return state.last_id();
}

Token* Run::FindToken(int64_t id) {
  return FindIn(state.mutable_tokens(), [&](const Token& token) { return token.id() == id; });
}

Token* Run::TokenOfPass(int64_t pass) {
  return FindIn(state.mutable_tokens(), [&](const Token& token) { return token.pass() == pass; });
}

Token* Run::TokenAt(absl::string_view node) {
  return FindIn(state.mutable_tokens(), [&](const Token& token) { return token.node() == node; });
}

Pass* Run::FindPass(int64_t id) {
  return FindIn(state.mutable_passes(), [&](const Pass& pass) { return pass.id() == id; });
}

Task* Run::FindTask(int64_t id) {
  return FindIn(state.mutable_tasks(), [&](const Task& task) { return task.id() == id; });
}

Pass* Run::PassOf(absl::string_view node) {
  Pass* last = nullptr;
  for (Pass& pass : *state.mutable_passes()) {
    if (pass.node() == node) last = &pass;
  }
  return last;
}

std::vector<Task*> Run::TasksOf(int64_t pass) {
  std::vector<Task*> tasks;
  for (Task& task : *state.mutable_tasks()) {
    if (task.pass() == pass) tasks.push_back(&task);
  }
  std::stable_sort(tasks.begin(), tasks.end(), [](const Task* a, const Task* b) {
    return a->place() != b->place() ? a->place() < b->place() : a->id() < b->id();
  });
  return tasks;
}

void Run::DropToken(int64_t id) {
  RemoveFrom(state.mutable_tokens(), [&](const Token& token) { return token.id() == id; });
}

void Run::RemoveTokens(absl::FunctionRef<bool(const Token&)> which) {
  for (const Token& token : state.tokens()) {
    if (which(token)) CancelSub(token);
  }
  RemoveFrom(state.mutable_tokens(), which);
}

void Run::RemoveTasks(absl::FunctionRef<bool(const Task&)> which) {
  RemoveFrom(state.mutable_tasks(), which);
}

void Run::RemoveTimers(absl::FunctionRef<bool(const Timer&)> which) {
  RemoveFrom(state.mutable_timers(), which);
}

ContentFacts Run::Facts() const {
  return {&state.content(), state.initiator(), directory().DepartmentOf(state.initiator())};
}

std::vector<std::string> Run::Administrators() const {
  std::vector<std::string> all(model.proto().administrators().begin(),
                               model.proto().administrators().end());
  const auto gone = [&](const std::string& user) { return !IsActive(user); };
  RemoveFrom(&all, gone);
  if (!all.empty()) return all;
  all = directory().Administrators();
  RemoveFrom(&all, gone);
  return all;
}

Effect& Run::Add(Effect::Kind kind, absl::string_view node) {
  effects.push_back({kind, std::string(node)});
  return effects.back();
}

void Run::Stop(Token* token, absl::string_view code, absl::string_view text) {
  token->set_incident(std::string(code));
  token->set_incident_text(std::string(text));
  Effect& effect = Add(Effect::Kind::kIncident, token->node());
  effect.pass = token->pass();
  effect.code = std::string(code);
}

void Run::Refuse(absl::Status status) {
  if (refusal.ok()) refusal = std::move(status);
}

bool Run::HasRoom(size_t more) const {
  const auto pending = std::count_if(state.tasks().begin(), state.tasks().end(), IsPending);
  return static_cast<size_t>(pending) + more <= kMaxPending;
}

bool Run::CanStart(Token* token, const Effect& start) {
  if (!surroundings.may_start) return true;
  const absl::Status refused = surroundings.may_start(state, start);
  if (!refused.ok()) Stop(token, Reason(refused), refused.message());
  return refused.ok();
}

std::vector<std::string> Run::CloseTasks(int64_t pass) {
  std::vector<std::string> users;
  for (Task* task : TasksOf(pass)) {
    if (!IsPending(*task)) continue;
    task->set_state(Task::CANCELLED);
    if (!task->assignee().empty()) users.push_back(task->assignee());
  }
  RemoveTimers([&](const Timer& timer) {
    const Task* task = FindTask(timer.task());
    return task != nullptr && task->pass() == pass;
  });
  return users;
}

void Run::Leave(Pass* pass, Pass::Outcome outcome) {
  pass->set_outcome(outcome);
  pass->set_leave_micros(now());
  pass->set_content_version(state.content_version());
}

void Run::CancelSub(const Token& token) {
  const ModelNode* node = model.Find(token.node());
  // One that stands there with an incident, or was not entered yet, has started nothing.
  if (!node->node->sub_process().wait() || token.pass() == 0 || !token.incident().empty()) return;
  Add(Effect::Kind::kCancelSub, token.node()).pass = token.pass();
}

void Run::Finish(ProcessState::Phase phase, absl::string_view reason) {
  RemoveTokens([](const Token&) { return true; });
  state.clear_timers();
  state.clear_straight_backs();
  for (Task& task : *state.mutable_tasks()) {
    if (IsPending(task)) task.set_state(Task::CANCELLED);
  }
  for (Pass& pass : *state.mutable_passes()) {
    if (pass.outcome() != Pass::OPEN) continue;
    pass.set_outcome(Pass::CUT_OFF);
    pass.set_leave_micros(now());
  }
  state.set_phase(phase);
  state.set_end_micros(now());
  state.set_end_reason(std::string(reason));
  Add(Effect::Kind::kFinished, "");
}

}  // namespace guanxi::workflow
