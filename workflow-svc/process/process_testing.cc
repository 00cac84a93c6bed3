#include "workflow-svc/process/process_testing.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"

namespace guanxi::workflow {

using process::Task;

Walkthrough::Walkthrough(const v1::ProcessModel& proto) {
  auto compiled = Model::Compile(proto);
  if (!compiled.ok()) std::cerr << compiled.status() << std::endl;
  model = *std::move(compiled);
  surroundings.directory = &directory;
  // A Monday, 09:00.
  surroundings.moment.now = absl::FromCivil(absl::CivilHour(2026, 3, 2, 9), absl::UTCTimeZone());
}

absl::Status Walkthrough::Do(const std::string& actor, Command::What what, bool as_administrator) {
  auto result = Step(*model, state, {actor, as_administrator, std::move(what)}, surroundings);
  if (!result.ok()) return result.status();
  state = std::move(result->state);
  effects = std::move(result->effects);
  return absl::OkStatus();
}

absl::Status Walkthrough::Start(ProcessContent content, Picks picks, int initiator) {
  return Do(U(initiator), StartProcess{std::move(content), std::move(picks)});
}

absl::Status Walkthrough::Approve(int user, ProcessContent changes, Picks picks) {
  return Do(U(user), DecideTask{TaskOf(user), true, std::move(changes), std::move(picks)});
}

absl::Status Walkthrough::Reject(int user) { return Do(U(user), DecideTask{TaskOf(user), false}); }

absl::Status Walkthrough::Return(int user, const std::string& node, bool straight_back) {
  return Do(U(user), ReturnTask{TaskOf(user), node, straight_back});
}

absl::Status Walkthrough::Pass(absl::Duration time) {
  surroundings.moment.now += time;
  std::vector<Effect> all;
  for (bool fired = true; fired;) {
    fired = false;
    for (const process::Timer& timer : state.timers()) {
      if (timer.due_micros() > absl::ToUnixMicros(surroundings.moment.now)) continue;
      GUANXI_RETURN_IF_ERROR(Do("", FireTimer{timer.id()}));
      all.insert(all.end(), effects.begin(), effects.end());
      fired = true;
      break;
    }
  }
  effects = std::move(all);
  return absl::OkStatus();
}

int64_t Walkthrough::TaskOf(int user) const {
  for (const Task& task : state.tasks()) {
    if (task.state() == Task::OPEN && task.assignee() == U(user)) return task.id();
  }
  for (const Task& task : state.tasks()) {
    const auto& candidates = task.candidates();
    const bool may = std::find(candidates.begin(), candidates.end(), U(user)) != candidates.end();
    if (task.state() == Task::OPEN && task.assignee().empty() && may) return task.id();
  }
  return 0;
}

const Task* Walkthrough::Find(int64_t id) const {
  for (const Task& task : state.tasks()) {
    if (task.id() == id) return &task;
  }
  return nullptr;
}

std::string Walkthrough::Stands() const {
  std::vector<const ModelNode*> nodes;
  for (const process::Token& token : state.tokens()) {
    const ModelNode* node = model->Find(token.node());
    if (node->branches() == nullptr || !token.incident().empty()) nodes.push_back(node);
  }
  std::sort(nodes.begin(), nodes.end(),
            [](const ModelNode* a, const ModelNode* b) { return a->order < b->order; });
  return absl::StrJoin(nodes, " ", [](std::string* out, const ModelNode* node) {
    absl::StrAppend(out, node->id());
  });
}

std::string Walkthrough::Open() const {
  std::set<int> users;
  for (const Task& task : state.tasks()) {
    if (task.state() != Task::OPEN) continue;
    if (!task.assignee().empty()) users.insert(NumberOf(task.assignee()));
    if (!task.assignee().empty()) continue;
    for (const std::string& user : task.candidates()) users.insert(NumberOf(user));
  }
  return absl::StrJoin(users, " ");
}

std::string Walkthrough::Incident() const {
  for (const process::Token& token : state.tokens()) {
    if (!token.incident().empty()) return absl::StrCat(token.node(), " ", token.incident());
  }
  return "";
}

std::vector<Effect> Walkthrough::Of(Effect::Kind kind) const {
  std::vector<Effect> found;
  for (const Effect& effect : effects) {
    if (effect.kind == kind) found.push_back(effect);
  }
  return found;
}

}  // namespace guanxi::workflow
