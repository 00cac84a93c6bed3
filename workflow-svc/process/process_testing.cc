#include "workflow-svc/process/process_testing.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "workflow-svc/process/model_json.h"

namespace guanxi::workflow {
namespace {

using process::Task;

constexpr int kUsers = 20;

std::string Id(int kind, int n) {
  return absl::StrFormat("0192f000-0000-7000-800%d-%012d", kind, n);
}

int NumberOf(const std::string& name) {
  int number = 0;
  (void)absl::SimpleAtoi(name.substr(name.rfind('-') + 1), &number);
  return number;
}

std::string Looked(const std::map<std::string, std::string>& in, const std::string& key) {
  const auto found = in.find(key);
  return found == in.end() ? "" : found->second;
}

// With names for `@1` and so on.
std::string Named(absl::string_view json) {
  std::string out;
  for (size_t i = 0; i < json.size(); ++i) {
    const bool mark = json[i] == '@' || json[i] == '#' || json[i] == '%';
    size_t end = i + 1;
    while (end < json.size() && absl::ascii_isdigit(json[end])) ++end;
    int number = 0;
    if (!mark || !absl::SimpleAtoi(json.substr(i + 1, end - i - 1), &number)) {
      out.push_back(json[i]);
      continue;
    }
    out += json[i] == '@' ? U(number) : json[i] == '#' ? R(number) : D(number);
    i = end - 1;
  }
  return out;
}

}  // namespace

std::string U(int n) { return "users/" + Id(1, n); }
std::string R(int n) { return "roles/" + Id(2, n); }
std::string D(int n) { return "departments/" + Id(3, n); }

bool FakeDirectory::Exists(const std::string& name) const {
  return NumberOf(name) >= 1 && NumberOf(name) <= kUsers;
}
bool FakeDirectory::IsActive(const std::string& user) const {
  return absl::StartsWith(user, "users/") && Exists(user) && gone.count(user) == 0;
}
std::string FakeDirectory::ManagerOf(const std::string& user) const {
  return Looked(managers, user);
}
std::string FakeDirectory::DepartmentOf(const std::string& user) const {
  return Looked(departments, user);
}
std::string FakeDirectory::HeadOf(const std::string& department) const {
  return Looked(heads, department);
}
bool FakeDirectory::HasRole(const std::string& user, const std::string& role) const {
  const std::vector<std::string> all = WithRole(role);
  return std::find(all.begin(), all.end(), user) != all.end();
}
std::vector<std::string> FakeDirectory::WithRole(const std::string& role) const {
  const auto found = roles.find(role);
  return found == roles.end() ? std::vector<std::string>() : found->second;
}
std::vector<std::string> FakeDirectory::MembersOf(const std::string& department) const {
  std::vector<std::string> members;
  for (const auto& [user, of] : departments) {
    if (of == department) members.push_back(user);
  }
  return members;
}
std::string FakeDirectory::DeputyOf(const std::string& user, absl::Time) const {
  return Looked(deputies, user);
}

std::optional<std::vector<std::string>> FakeCatalog::AwaitedBy(const std::string& name) const {
  const auto found = awaited.find(name);
  if (found == awaited.end()) return std::nullopt;
  return found->second;
}

std::string Node(absl::string_view id, absl::string_view kind, absl::string_view members,
                 absl::string_view beside) {
  return absl::StrCat("{\"id\":\"", id, "\",\"display_name\":\"", id, "\",\"", kind, "\":{",
                      members, "}", beside.empty() ? "" : ",", beside, "}");
}

std::string Approve(absl::string_view id, absl::string_view users, absl::string_view more) {
  std::vector<std::string> people;
  for (const absl::string_view user : absl::StrSplit(users, ' ', absl::SkipEmpty())) {
    people.push_back(absl::StrCat("{\"user\":\"@", user, "\"}"));
  }
  return Node(
      id, "approve",
      absl::StrCat("\"people\":[", absl::StrJoin(people, ","), "]", more.empty() ? "" : ",", more));
}

std::string Branch(absl::string_view id, absl::string_view condition, absl::string_view nodes) {
  const std::string when = condition == "*"    ? "\"is_default\":true"
                           : condition.empty() ? "\"display_name\":\"-\""
                                               : absl::StrCat("\"condition\":\"", condition, "\"");
  return absl::StrCat("{\"id\":\"", id, "\",", when, ",\"nodes\":[", nodes, "]}");
}

std::string Fork(absl::string_view id, absl::string_view kind,
                 const std::vector<std::string>& branches) {
  return Node(id, kind, absl::StrCat("\"branches\":[", absl::StrJoin(branches, ","), "]"));
}

v1::ProcessModel ModelOf(const std::vector<std::string>& nodes, absl::string_view settings) {
  std::vector<std::string> all = {Node("start", "start")};
  all.insert(all.end(), nodes.begin(), nodes.end());
  const std::string json = Named(absl::StrCat("{\"nodes\":[", absl::StrJoin(all, ","), "]",
                                              settings.empty() ? "" : ",", settings, "}"));
  auto model = ModelFromJson("model", json);
  if (!model.ok()) std::cerr << model.status() << "\n" << json << std::endl;
  for (v1::ProcessField& field : *model->mutable_fields()) {
    if (field.display_name().empty()) field.set_display_name(field.id());
  }
  return *std::move(model);
}

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

v1::ProcessValue Value(absl::string_view value) {
  v1::ProcessValue made;
  if (!value.empty()) made.add_values(std::string(value));
  return made;
}

}  // namespace guanxi::workflow
