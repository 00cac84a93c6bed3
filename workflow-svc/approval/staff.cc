#include "workflow-svc/approval/staff.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/status_macros.h"
#include "common/policy/permission.h"
#include "common/policy/rights.h"

namespace guanxi::workflow {
namespace {

const std::vector<std::string>& Find(const std::map<std::string, std::vector<std::string>>& lists,
                                     const std::string& name) {
  static const auto* const nobody = new std::vector<std::string>();
  const auto found = lists.find(name);
  return found != lists.end() ? found->second : *nobody;
}

// Whether the role lets manage all processes.
bool Manages(const access::v1::RoleRights& role) {
  return std::any_of(role.permissions().begin(), role.permissions().end(), [](const auto& one) {
    return one.scope() == access::v1::ALL && policy::Matches(one.pattern(), kManageProcesses);
  });
}

}  // namespace

Staff::Staff(std::shared_ptr<const policy::Policy> policy) : policy_(std::move(policy)) {
  const access::v1::PolicySnapshot& snapshot = policy_->snapshot();
  for (const auto& department : snapshot.departments()) {
    departments_[department.name()] = &department;
    members_[department.name()];
  }
  for (const auto& role : snapshot.roles()) with_role_[role.name()];
  for (const auto& user : snapshot.users()) {
    users_[user.name()] = &user;
    if (!user.department().empty()) members_[user.department()].push_back(user.name());
    for (const std::string& role : user.roles()) {
      if (const auto found = with_role_.find(role); found != with_role_.end()) {
        found->second.push_back(user.name());
      }
    }
  }
  for (auto* const lists : {&with_role_, &members_}) {
    for (auto& [name, users] : *lists) std::sort(users.begin(), users.end());
  }
  FindAdministrators();
}

void Staff::FindAdministrators() {
  for (const auto& role : policy_->snapshot().roles()) {
    if (!Manages(role)) continue;
    for (const std::string& user : WithRole(role.name())) {
      if (users_.at(user)->active()) administrators_.push_back(user);
    }
  }
  std::sort(administrators_.begin(), administrators_.end());
  administrators_.erase(std::unique(administrators_.begin(), administrators_.end()),
                        administrators_.end());
}

bool Staff::Administers(const std::string& user) const {
  return std::binary_search(administrators_.begin(), administrators_.end(), user);
}

bool Staff::Exists(const std::string& name) const {
  if (policy_->allows_all()) return !name.empty();
  return User(name) != nullptr || Department(name) != nullptr || with_role_.count(name) != 0;
}

const access::v1::UserRights* Staff::User(const std::string& name) const {
  const auto found = users_.find(name);
  return found != users_.end() ? found->second : nullptr;
}

const std::string& Staff::DisplayNameOf(const std::string& user) const {
  const auto* const found = User(user);
  return found != nullptr && !found->display_name().empty() ? found->display_name() : user;
}

const access::v1::DepartmentNode* Staff::Department(const std::string& name) const {
  const auto found = departments_.find(name);
  return found != departments_.end() ? found->second : nullptr;
}

const std::vector<std::string>& Staff::WithRole(const std::string& role) const {
  return Find(with_role_, role);
}

const std::vector<std::string>& Staff::MembersOf(const std::string& department) const {
  return Find(members_, department);
}

absl::StatusOr<std::shared_ptr<const Staff>> StaffBook::Of(const Uuid& tenant,
                                                           absl::Time deadline) {
  GUANXI_ASSIGN_OR_RETURN(const auto policy, authorizer_->PolicyOf(tenant, deadline));
  {
    MutexLock lock(&mutex_);
    const auto found = kept_.find(tenant);
    if (found != kept_.end() && &found->second->policy() == policy.get()) return found->second;
  }
  auto staff = std::make_shared<const Staff>(policy);
  MutexLock lock(&mutex_);
  kept_[tenant] = staff;
  return staff;
}

bool StaffDirectory::IsActive(const std::string& user) const {
  if (staff_->policy().allows_all()) return absl::StartsWith(user, "users/");
  const auto* const found = staff_->User(user);
  return found != nullptr && found->active();
}

std::string StaffDirectory::ManagerOf(const std::string& user) const {
  const auto* const found = staff_->User(user);
  return found != nullptr ? found->manager() : "";
}

std::string StaffDirectory::DepartmentOf(const std::string& user) const {
  const auto* const found = staff_->User(user);
  return found != nullptr ? found->department() : "";
}

std::string StaffDirectory::HeadOf(const std::string& department) const {
  const auto* const found = staff_->Department(department);
  return found != nullptr ? found->head() : "";
}

bool StaffDirectory::HasRole(const std::string& user, const std::string& role) const {
  const std::vector<std::string>& all = staff_->WithRole(role);
  return std::binary_search(all.begin(), all.end(), user);
}

std::vector<std::string> StaffDirectory::WithRole(const std::string& role) const {
  return staff_->WithRole(role);
}

std::vector<std::string> StaffDirectory::MembersOf(const std::string& department) const {
  return staff_->MembersOf(department);
}

std::string StaffDirectory::DeputyOf(const std::string& user, absl::Time at) const {
  const auto once = [&](const std::string& name) -> absl::StatusOr<std::vector<v1::Delegation>> {
    if (const auto found = read_.find(name); found != read_.end()) return found->second;
    GUANXI_ASSIGN_OR_RETURN(auto all, delegations_(name));
    return read_[name] = std::move(all);
  };
  const absl::StatusOr<std::string> deputy = workflow::DeputyOf(user, definition_, at, once);
  if (deputy.ok()) return *deputy;
  status_.Update(deputy.status());
  return "";
}

}  // namespace guanxi::workflow
