// The company and its models.
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
#include "workflow-svc/process/model_json.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

std::string Id(int kind, int n) {
  return absl::StrFormat("0192f000-0000-7000-800%d-%012d", kind, n);
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

int NumberOf(const std::string& name) {
  int number = 0;
  (void)absl::SimpleAtoi(name.substr(name.rfind('-') + 1), &number);
  return number;
}

std::string U(int n) { return "users/" + Id(1, n); }
std::string R(int n) { return "roles/" + Id(2, n); }
std::string D(int n) { return "departments/" + Id(3, n); }

bool FakeDirectory::Exists(const std::string& name) const {
  return NumberOf(name) >= 1 && NumberOf(name) <= users;
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

v1::ProcessValue Value(absl::string_view value) {
  v1::ProcessValue made;
  if (!value.empty()) made.add_values(std::string(value));
  return made;
}

}  // namespace guanxi::workflow
