// From the people that a model names to users.
#include "workflow-svc/process/named_people.h"

#include <algorithm>
#include <set>
#include <utility>

namespace guanxi::workflow {
namespace {

using P = v1::ProcessPeople;

constexpr int kMaxLevels = 32;

std::vector<std::string> ManagersOf(const Run& run, const v1::ProcessManagers& managers) {
  std::vector<std::string> found;
  std::set<std::string> seen = {run.state.initiator()};
  std::string at = run.state.initiator();
  const int first = std::max(1, managers.from_level());
  const int last = managers.to_level() == 0 ? kMaxLevels : managers.to_level();
  for (int level = 1; level <= last; ++level) {
    at = run.directory().ManagerOf(at);
    if (at.empty() || !seen.insert(at).second) break;
    if (level >= first) found.push_back(at);
    const std::string& role = managers.until_role();
    if (!role.empty() && run.directory().HasRole(at, role)) break;
  }
  return found;
}

std::vector<std::string> OfField(const Run& run, const std::string& field) {
  const auto found = run.state.content().find(field);
  if (found == run.state.content().end()) return {};
  return {found->second.values().begin(), found->second.values().end()};
}

}  // namespace

std::vector<std::string> Named(const Run& run, const ModelNode& node, const P& people,
                               bool* pick_needed) {
  const Directory& directory = run.directory();
  const std::string& initiator = run.state.initiator();
  switch (people.who_case()) {
    case P::kUser:
      return {people.user()};
    case P::kRole:
      return directory.WithRole(people.role());
    case P::kDepartment:
      return directory.MembersOf(people.department());
    case P::kDepartmentHead:
      return {directory.HeadOf(people.department_head())};
    case P::kInitiatorDepartmentHead: {
      const std::string department = directory.DepartmentOf(initiator);
      if (department.empty()) return {};
      return {directory.HeadOf(department)};
    }
    case P::kInitiator:
      return {initiator};
    case P::kManagers:
      return ManagersOf(run, people.managers());
    case P::kPick: {
      const auto picked = run.state.picks().find(node.id());
      if (picked == run.state.picks().end()) {
        *pick_needed = true;
        return {};
      }
      return {picked->second.users().begin(), picked->second.users().end()};
    }
    case P::kField:
      return OfField(run, people.field());
    case P::WHO_NOT_SET:
      return {};
  }
  return {};
}

std::string ManagerAbove(const Run& run, const std::string& user,
                         const std::vector<std::string>& not_these) {
  std::set<std::string> seen = {user};
  std::string at = user;
  for (int level = 0; level < kMaxLevels; ++level) {
    at = run.directory().ManagerOf(at);
    if (at.empty() || !seen.insert(at).second) return "";
    const bool excluded = std::find(not_these.begin(), not_these.end(), at) != not_these.end();
    if (!excluded && run.IsActive(at)) return at;
  }
  return "";
}

}  // namespace guanxi::workflow
