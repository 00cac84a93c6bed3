#include "common/policy/rights.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/mutex.h"
#include "common/policy/field_view.h"
#include "common/policy/permission.h"
#include "common/policy/policy.h"

namespace guanxi::policy {
namespace {

using access::v1::RoleRights;

DataScope ScopeOf(const Subject& subject, absl::string_view permission) {
  DataScope widest = access::v1::DATA_SCOPE_UNSPECIFIED;
  for (const RoleRights* role : subject.roles) {
    for (const access::v1::Permission& granted : role->permissions()) {
      // A scope that this binary does not know is none.
      if (access::v1::DataScope_IsValid(granted.scope()) && granted.scope() > widest &&
          Matches(granted.pattern(), permission)) {
        widest = granted.scope();
      }
    }
  }
  return widest;
}

// A policy is about a field and everything inside it.
bool IsAbout(const access::v1::FieldPolicy& policy, const FieldPlace& field) {
  if (policy.resource_type() != field.resource_type) return false;
  if (policy.path() == field.path) return true;
  return absl::StartsWith(field.path, policy.path()) && field.path.size() > policy.path().size() &&
         field.path[policy.path().size()] == '.';
}

FieldAccess AccessOf(const access::v1::FieldPolicy& policy) {
  switch (policy.access()) {
    case access::v1::FieldPolicy::READ_ONLY:
      return FieldAccess::kReadOnly;
    case access::v1::FieldPolicy::MASKED:
      return FieldAccess::kMasked;
    default:  // one that this binary does not know is the strictest
      return FieldAccess::kHidden;
  }
}

// The strictest of what one role says about the field: personal data is masked unless the role
// unmasks its class.
FieldAccess AccessTo(const RoleRights& role, const FieldPlace& field) {
  FieldAccess strictest = FieldAccess::kFull;
  if (field.data != metadata::v1::PERSONAL_DATA_UNSPECIFIED &&
      std::find(role.unmasks().begin(), role.unmasks().end(), static_cast<int>(field.data)) ==
          role.unmasks().end()) {
    strictest = FieldAccess::kMasked;
  }
  for (const access::v1::FieldPolicy& policy : role.field_policies()) {
    if (IsAbout(policy, field)) strictest = Strictest(strictest, AccessOf(policy));
  }
  return strictest;
}

FieldAccess AccessTo(const Subject& subject, const FieldPlace& field) {
  const auto reads = [&](const RoleRights* role) {
    return std::any_of(
        role->permissions().begin(), role->permissions().end(),
        [&](const auto& granted) { return Matches(granted.pattern(), field.read_permission); });
  };
  // Definitions of fields are read by `metadata.read`, one's own sessions by `own`.
  const bool none_reads = std::none_of(subject.roles.begin(), subject.roles.end(), reads);
  FieldAccess mildest = FieldAccess::kHidden;
  for (const RoleRights* role : subject.roles) {
    if (none_reads || reads(role)) mildest = Mildest(mildest, AccessTo(*role, field));
  }
  // Who has no role comes as far as what is his own.
  return subject.roles.empty() ? AccessTo(RoleRights::default_instance(), field) : mildest;
}

void AddKeys(const Subject& subject, const FieldPlace& map, std::set<std::string>* keys) {
  const std::string prefix = absl::StrCat(map.path, ".");
  for (const RoleRights* role : subject.roles) {
    for (const access::v1::FieldPolicy& policy : role->field_policies()) {
      absl::string_view key = policy.path();
      if (policy.resource_type() == map.resource_type && absl::ConsumePrefix(&key, prefix)) {
        keys->insert(std::string(key));
      }
    }
  }
}

}  // namespace

Rights::Rights(std::shared_ptr<const Policy> policy, const Subject* subject, const Subject* actor,
               std::string permission)
    : policy_(std::move(policy)),
      subject_(subject),
      actor_(actor),
      permission_(std::move(permission)) {}

DataScope Rights::ScopeOf(absl::string_view permission) const {
  if (subject_ == nullptr) return access::v1::ALL;
  const DataScope scope = policy::ScopeOf(*subject_, permission);
  return actor_ == nullptr ? scope : std::min(scope, policy::ScopeOf(*actor_, permission));
}

const Uuid& Rights::user() const {
  static const Uuid nobody;
  return subject_ == nullptr ? nobody : subject_->user;
}

absl::Span<const Uuid> Rights::DepartmentsIn(DataScope scope) const {
  if (subject_ == nullptr || subject_->department.IsNil()) return {};
  if (scope == access::v1::DEPARTMENT) return absl::MakeConstSpan(&subject_->department, 1);
  if (scope != access::v1::SUBTREE) return {};
  const auto* const department = policy_->FindDepartment(subject_->department);
  // One that the snapshot lacks is a department all the same, with nothing below.
  if (department == nullptr) return absl::MakeConstSpan(&subject_->department, 1);
  return department->below;
}

absl::Span<const Uuid> Rights::memberships() const {
  if (subject_ == nullptr || subject_->department.IsNil()) return {};
  const auto* const department = policy_->FindDepartment(subject_->department);
  if (department == nullptr) return absl::MakeConstSpan(&subject_->department, 1);
  return department->above;
}

Uuid Rights::DepartmentOf(absl::string_view user) const {
  const Subject* const found = policy_->Find(user);
  return found != nullptr ? found->department : Uuid();
}

std::vector<std::string> Rights::RoleNames() const {
  std::vector<std::string> names;
  if (subject_ == nullptr) return names;
  for (const RoleRights* role : subject_->roles) names.push_back(role->name());
  std::sort(names.begin(), names.end());
  return names;
}

bool Rights::IsActive(absl::string_view name) const {
  if (subject_ == nullptr) return true;
  const Subject* const user = policy_->Find(name);
  return (user != nullptr && user->active) || policy_->HasDepartment(name);
}

FieldAccess Rights::AccessTo(const FieldPlace& field) const {
  if (subject_ == nullptr) return FieldAccess::kFull;
  const FieldAccess access = policy::AccessTo(*subject_, field);
  return actor_ == nullptr ? access : Strictest(access, policy::AccessTo(*actor_, field));
}

std::set<std::string> Rights::KeysWithPolicies(const FieldPlace& map) const {
  std::set<std::string> keys;
  if (subject_ != nullptr) AddKeys(*subject_, map, &keys);
  if (actor_ != nullptr) AddKeys(*actor_, map, &keys);
  return keys;
}

std::shared_ptr<const FieldView> Rights::ViewOf(
    const google::protobuf::Descriptor* resource) const {
  // Of AllRights it is open to all.
  const Policy::ViewKey key = {subject_ != nullptr ? subject_->group : 0,
                               actor_ != nullptr ? actor_->group : -1, resource};
  {
    MutexLock lock(&policy_->views_mutex_);
    const auto known = policy_->views_.find(key);
    if (known != policy_->views_.end()) return known->second;
  }
  auto view = std::make_shared<const FieldView>(resource, *this);
  MutexLock lock(&policy_->views_mutex_);
  return policy_->views_.emplace(key, std::move(view)).first->second;
}

std::shared_ptr<const Rights> AllRights(absl::string_view permission) {
  return Policy::AllowAll()->Decide(Principal(), permission).value();
}

}  // namespace guanxi::policy
