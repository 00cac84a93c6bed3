#include "gateway/directory/user_changes.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/resource_name.h"
#include "gateway/directory/credentials.h"
#include "gateway/directory/giving.h"
#include "gateway/directory/guard.h"
#include "gateway/directory/trusted.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::directory {
namespace {

using access::v1::DataScope;
using access::v1::Department;
using access::v1::Session;
using access::v1::User;
using resource::ChangeKind;
using resource::UnitOfWork;

// How far the caller's permission for such a change reaches.
DataScope ScopeFor(ChangeKind kind, const policy::Rights& rights) {
  switch (kind) {
    case ChangeKind::kCreated:  // by either method
      return std::max(rights.ScopeOf("users.create"), rights.ScopeOf("users.update"));
    case ChangeKind::kUpdated:
      return rights.ScopeOf("users.update");
    default:
      return rights.ScopeOf("users.delete");
  }
}

// Whether somebody in `department` ("" for none) is among those whom the scope reaches.
bool Reaches(const policy::Rights& rights, DataScope scope, const std::string& department) {
  const auto id = Uuid::Parse(department.substr(department.find('/') + 1));
  const auto reached = rights.DepartmentsIn(scope);
  return id.ok() && std::binary_search(reached.begin(), reached.end(), *id);
}

absl::Status OutOfScope(DataScope scope, absl::string_view what) {
  return Error(absl::StatusCode::kPermissionDenied, "USER_OUT_OF_SCOPE",
               absl::StrCat("the caller's permission reaches ", access::v1::DataScope_Name(scope),
                            ": not the department of ", what));
}

// Whether all that happens is that the user loses the manager whom this unit of work deleted: so
// those who report to somebody are changed with him, wherever they are. Who takes a manager away
// who is there changes who decides.
absl::StatusOr<bool> LosesDeletedManager(UnitOfWork& work, const Resources& all, const User& old,
                                         const User& next) {
  if (old.manager().empty() || !next.manager().empty()) return false;
  User same = old;
  same.clear_manager();
  *same.mutable_update_time() = next.update_time();
  same.set_etag(next.etag());
  if (!google::protobuf::util::MessageDifferencer::Equals(same, next)) return false;
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(all.users->type(), old.manager(), "manager"));
  GUANXI_ASSIGN_OR_RETURN(const auto manager, work.Peek(*all.users, name));
  return !manager.has_value();
}

// Who decides on what somebody asks for, his manager or the head of his department, is not for
// himself to say, unless he administers all.
absl::Status CheckNotOwnDeciders(const Principal& caller, const User& old, const User& next) {
  const bool stay = old.manager() == next.manager() && old.department() == next.department();
  if (stay || next.name() != caller.subject) return absl::OkStatus();
  return Error(
      absl::StatusCode::kPermissionDenied, "USER_OUT_OF_SCOPE",
      "nobody chooses his own manager or department whose permission is for less than ALL");
}

absl::Status CheckInScope(const Principal& caller, ChangeKind kind, const User* old,
                          const User& next) {
  if (caller.rights == nullptr) return absl::OkStatus();  // of whom nothing else goes through
  const DataScope scope = ScopeFor(kind, *caller.rights);
  if (scope == access::v1::ALL) return absl::OkStatus();
  if (kind == ChangeKind::kUpdated) {
    GUANXI_RETURN_IF_ERROR(CheckNotOwnDeciders(caller, *old, next));
  }
  const bool is_self = old != nullptr && next.name() == caller.subject;
  const bool moves = old == nullptr || old->department() != next.department();
  const bool was_his =
      is_self || old == nullptr || Reaches(*caller.rights, scope, old->department());
  const bool will_be = (is_self && !moves) || Reaches(*caller.rights, scope, next.department());
  if (was_his && will_be) return absl::OkStatus();
  return OutOfScope(scope, was_his ? "user.department" : "the user");
}

// Whether the change is of what the user may do, of whether and by what he logs in, of where he is
// reached, or of who decides on what he asks for.
bool ChangesAccount(const User& old, const User& next) {
  return old.state() != next.state() || old.login_name() != next.login_name() ||
         old.department() != next.department() || old.manager() != next.manager() ||
         old.email() != next.email() ||
         !std::equal(old.roles().begin(), old.roles().end(), next.roles().begin(),
                     next.roles().end());
}

// What the write gives: his roles where he is.
absl::Status CheckGiven(UnitOfWork& work, const Resources& all, ChangeKind kind, const User* old,
                        const User& next) {
  // What somebody had who was deleted or disabled counts for nothing: whoever brings him back gives
  // it anew.
  const bool comes_back = kind == ChangeKind::kUndeleted || old == nullptr ||
                          (old->state() != User::ACTIVE && next.state() == User::ACTIVE);
  GUANXI_RETURN_IF_ERROR(CheckGivenRoles(work, all, comes_back ? nullptr : &old->roles(),
                                         next.roles(), next.department()));
  if (comes_back || old->department() == next.department()) return absl::OkStatus();
  return CheckGivenPlace(work, all, next.roles(), next.department());
}

absl::Status CheckMayChange(UnitOfWork& work, const Resources& all, ChangeKind kind,
                            const User* old, const User& next) {
  if (kind == ChangeKind::kUpdated) {
    GUANXI_ASSIGN_OR_RETURN(const bool follows, LosesDeletedManager(work, all, *old, next));
    if (follows) return absl::OkStatus();
  }
  GUANXI_RETURN_IF_ERROR(CheckInScope(work.principal(), kind, old, next));
  const bool rules_over =
      kind == ChangeKind::kDeleted || (kind == ChangeKind::kUpdated && ChangesAccount(*old, next));
  if (rules_over) {
    GUANXI_RETURN_IF_ERROR(CheckRanksAbove(work, all, old->roles(), old->department()));
  }
  if (kind == ChangeKind::kDeleted) return absl::OkStatus();
  if (kind != ChangeKind::kUpdated || old->department() != next.department()) {
    GUANXI_RETURN_IF_ERROR(CheckDepartmentOpen(work, all, "department", next.department()));
  }
  return CheckGiven(work, all, kind, old, next);
}

}  // namespace

absl::Status CheckReaches(const Principal& caller, absl::string_view permission, const User& user,
                          absl::string_view path) {
  const DataScope scope = caller.rights != nullptr ? caller.rights->ScopeOf(permission)
                                                   : access::v1::DATA_SCOPE_UNSPECIFIED;
  const bool is_self = scope >= access::v1::SELF && user.name() == caller.subject;
  if (scope == access::v1::ALL || is_self || Reaches(*caller.rights, scope, user.department())) {
    return absl::OkStatus();
  }
  return OutOfScope(scope, path);
}

absl::Status CheckMayChooseHead(UnitOfWork& work, const Resources& all, const Department* old,
                                const Department& next) {
  const Principal& caller = work.principal();
  const std::string before = old != nullptr ? old->head() : "";
  if (before == next.head() || caller.rights == nullptr || IsTrusted(caller)) {
    return absl::OkStatus();
  }
  const policy::Rights& rights = *caller.rights;
  const DataScope scope = rights.ScopeOf("users.update");
  if (scope != access::v1::ALL) {
    // Nobody is in a new one yet: it is to be below what the permission reaches.
    const bool reaches = old != nullptr ? Reaches(rights, scope, next.name())
                                        : scope == access::v1::SUBTREE &&
                                              Reaches(rights, scope, next.parent_department());
    const auto own = rights.DepartmentsIn(access::v1::DEPARTMENT);
    const auto id = Uuid::Parse(next.name().substr(next.name().find('/') + 1));
    const bool is_own = id.ok() && std::binary_search(own.begin(), own.end(), *id);
    if (!reaches || is_own) return OutOfScope(scope, "whose head is chosen");
  }
  return old != nullptr ? CheckRanksAbovePeople(work, all, next.name()) : absl::OkStatus();
}

absl::Status DeriveUser(UnitOfWork& work, const Resources& all, ChangeKind kind, const User* old,
                        const User& next) {
  GUANXI_RETURN_IF_ERROR(CheckMayChange(work, all, kind, old, next));
  GUANXI_RETURN_IF_ERROR(NewPolicyVersion(work));
  const Uuid& tenant = work.principal().tenant;
  const bool acts = kind != ChangeKind::kDeleted && next.state() == User::ACTIVE;
  const bool acted =
      old != nullptr && kind != ChangeKind::kUndeleted && old->state() == User::ACTIVE;
  if (acted && IsActiveAdministrator(tenant, *old) &&
      (!acts || !IsActiveAdministrator(tenant, next)) && !IsTrusted(work.principal())) {
    CheckAdministratorLeft(work, all, *old);
  }
  if (!acted || acts) return absl::OkStatus();
  // Whoever comes back logs in anew.
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(all.users->type(), next.name(), "name"));
  GUANXI_RETURN_IF_ERROR(RefuseEarlierSessions(work.tx(), tenant, name.id, work.now()));
  return EndSessions(work, all, next.name(), Session::USER_GONE);
}

}  // namespace guanxi::directory
