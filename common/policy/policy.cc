#include "common/policy/policy.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/strip.h"
#include "common/errors/errors.h"
#include "common/policy/permission.h"
#include "common/rules/days_off.h"
#include "common/worktime/work_days.h"

namespace guanxi::policy {
namespace {

using access::v1::PolicySnapshot;

// A tree is not deeper; what is cut off by it stands on its own.
constexpr size_t kMaxDepth = 64;

// The id in `<collection>/{uuid}`; nil for anything else.
Uuid IdIn(absl::string_view collection, absl::string_view name) {
  if (!absl::ConsumePrefix(&name, collection) || !absl::ConsumePrefix(&name, "/")) return Uuid();
  return Uuid::Parse(name).value_or(Uuid());
}

// In the form in which tokens name them.
std::string NameOf(absl::string_view collection, const Uuid& id) {
  return std::string(collection) + "/" + id.ToString();
}

absl::Status Disabled() {
  return Error(absl::StatusCode::kUnauthenticated, "ACCOUNT_DISABLED",
               "the account that the token is for is not active");
}

}  // namespace

std::shared_ptr<const Policy> Policy::Compile(PolicySnapshot snapshot) {
  const std::shared_ptr<Policy> policy(new Policy(std::move(snapshot)));
  policy->CompilePlace();
  policy->CompileDepartments();
  policy->CompileSubjects();
  for (const std::string& session : policy->snapshot_.ended_sessions()) {
    policy->ended_sessions_.insert(session);
  }
  return policy;
}

std::shared_ptr<const Policy> Policy::AllowAll() {
  static const auto* const policy = [] {
    const std::shared_ptr<Policy> made(new Policy(PolicySnapshot()));
    made->allows_all_ = true;
    return new std::shared_ptr<const Policy>(made);
  }();
  return *policy;
}

void Policy::CompilePlace() {
  const access::v1::TenantCalendar& calendar = snapshot_.calendar();
  filter::Moment place;
  if (calendar.time_zone().empty() || !absl::LoadTimeZone(calendar.time_zone(), &place.zone)) {
    return;
  }
  worktime::WorkDays week;
  week.works.fill(false);
  for (const int day : calendar.working_week()) {
    if (day < access::v1::Tenant::MONDAY || day > access::v1::Tenant::SUNDAY) continue;
    week.works[day - access::v1::Tenant::MONDAY] = true;
  }
  week.holidays = rules::DaysOf(calendar.holidays());
  week.workdays = rules::DaysOf(calendar.workdays());
  place.calendar = std::make_shared<const worktime::WorkDays>(std::move(week));
  if (!snapshot_.currency().empty()) place.currency = snapshot_.currency();
  place_ = std::move(place);
}

void Policy::CompileDepartments() {
  absl::flat_hash_map<Uuid, Uuid> parents;
  for (const access::v1::DepartmentNode& node : snapshot_.departments()) {
    const Uuid id = IdIn("departments", node.name());
    if (id.IsNil()) continue;
    parents[id] = IdIn("departments", node.parent());
    departments_[id].active = node.active();
  }
  for (const auto& [id, parent] : parents) {
    std::vector<Uuid> above = {id};
    for (Uuid at = parent; !at.IsNil() && parents.contains(at) && above.size() < kMaxDepth;
         at = parents[at]) {
      if (std::find(above.begin(), above.end(), at) != above.end()) break;
      above.push_back(at);
    }
    for (const Uuid& at : above) departments_[at].below.push_back(id);
    departments_[id].above = std::move(above);
  }
  for (auto& [id, department] : departments_) {
    std::sort(department.below.begin(), department.below.end());
  }
}

void Policy::CompileSubjects() {
  absl::flat_hash_map<std::string, const access::v1::RoleRights*> roles;
  for (const access::v1::RoleRights& role : snapshot_.roles()) roles[role.name()] = &role;
  std::map<std::vector<const access::v1::RoleRights*>, int> groups;
  const auto add_roles = [&](const auto& names, Subject* subject) {
    std::set<const access::v1::RoleRights*> found;
    for (const std::string& name : names) {
      const auto role = roles.find(name);
      if (role != roles.end()) found.insert(role->second);
    }
    subject->roles.assign(found.begin(), found.end());
    subject->group =
        groups.try_emplace(subject->roles, static_cast<int>(groups.size())).first->second;
  };
  for (const access::v1::UserRights& user : snapshot_.users()) {
    const Uuid id = IdIn("users", user.name());
    if (id.IsNil()) continue;
    Subject& subject = subjects_[NameOf("users", id)];
    subject.active = user.active();
    subject.user = id;
    subject.department = IdIn("departments", user.department());
    add_roles(user.roles(), &subject);
  }
  for (const access::v1::ClientRights& client : snapshot_.clients()) {
    const Uuid id = IdIn("clients", client.name());
    if (id.IsNil()) continue;
    Subject& subject = subjects_[NameOf("clients", id)];
    subject.active = client.active();
    add_roles(client.roles(), &subject);
  }
}

const Subject* Policy::Find(absl::string_view name) const {
  const auto found = subjects_.find(name);
  return found != subjects_.end() ? &found->second : nullptr;
}

const Policy::Department* Policy::FindDepartment(const Uuid& id) const {
  const auto found = departments_.find(id);
  return found != departments_.end() ? &found->second : nullptr;
}

bool Policy::HasDepartment(absl::string_view name) const {
  const Department* const found = FindDepartment(IdIn("departments", name));
  return found != nullptr && found->active;
}

bool Policy::Knows(absl::string_view subject) const {
  return allows_all_ || Find(subject) != nullptr;
}

absl::StatusOr<std::shared_ptr<const Rights>> Policy::Decide(const Principal& principal,
                                                             absl::string_view permission) const {
  const Subject* subject = nullptr;
  const Subject* actor = nullptr;
  if (!allows_all_) {
    subject = Find(principal.subject);
    if (subject == nullptr || !subject->active) return Disabled();
    if (!principal.actor.empty()) {
      actor = Find(principal.actor);
      if (actor == nullptr || !actor->active) return Disabled();
    }
    if (!principal.session.empty() && ended_sessions_.contains(principal.session)) {
      return Error(absl::StatusCode::kUnauthenticated, "SESSION_ENDED",
                   "the session that the token belongs to has ended; log in again");
    }
  }
  std::shared_ptr<const Rights> rights(
      new Rights(shared_from_this(), subject, actor, std::string(permission)));
  if (!permission.empty() &&
      (permission == kOwn || rights->ScopeOf(permission) != access::v1::DATA_SCOPE_UNSPECIFIED)) {
    return rights;
  }
  return Error(absl::StatusCode::kPermissionDenied, "METHOD_NOT_ALLOWED",
               "none of the caller's roles grants the method's permission",
               {{"permission", std::string(permission)}});
}

}  // namespace guanxi::policy
