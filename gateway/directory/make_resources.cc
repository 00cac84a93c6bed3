#include "gateway/directory/make_resources.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "gateway/directory/guard.h"
#include "gateway/directory/names.h"
#include "gateway/directory/rules.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::Department;
using access::v1::Role;
using access::v1::Session;
using access::v1::Tenant;
using access::v1::User;
using resource::ChangeKind;
using resource::Resource;
using resource::StatesValues;
using resource::UnitOfWork;

// Tenants are the operator's to make, each under its own id: `allow_missing` makes none.
absl::Status DeriveTenant(UnitOfWork& work, ChangeKind kind, const Tenant& next) {
  if (kind != ChangeKind::kCreated || IsOperators(work)) return absl::OkStatus();
  return NotFound("TENANT", next.name());
}

absl::Status DeriveRole(UnitOfWork& work, const Resources& all, ChangeKind kind, const Role* old,
                        const Role& next) {
  const bool gives = kind != ChangeKind::kDeleted;
  if (next.code() == kAdministrator && kind != ChangeKind::kCreated && !IsOperators(work)) {
    return FailedPrecondition("ROLE_FIXED", next.name(),
                              "the role of administrators never changes");
  }
  GUANXI_RETURN_IF_ERROR(NewPolicyVersion(work));
  if (!gives) return CheckRoleUnused(work, all, next);
  return CheckGivenRights(work, all, kind == ChangeKind::kUpdated ? old : nullptr, next);
}

absl::Status DeriveUser(UnitOfWork& work, const Resources& all, ChangeKind kind, const User* old,
                        const User& next) {
  // What a deleted user had counts for nothing: whoever brings him back gives it anew.
  const bool gives = kind != ChangeKind::kDeleted;
  const RoleNames* const had = kind == ChangeKind::kUpdated ? &old->roles() : nullptr;
  if (gives) GUANXI_RETURN_IF_ERROR(CheckGivenRoles(work, all, had, next.roles()));
  GUANXI_RETURN_IF_ERROR(NewPolicyVersion(work));
  const Uuid& tenant = work.principal().tenant;
  const bool acts = gives && next.state() == User::ACTIVE;
  const bool acted =
      old != nullptr && kind != ChangeKind::kUndeleted && old->state() == User::ACTIVE;
  if (acted && IsActiveAdministrator(tenant, *old) &&
      (!acts || !IsActiveAdministrator(tenant, next)) && !IsOperators(work)) {
    GUANXI_RETURN_IF_ERROR(CheckAdministratorLeft(work, all, *old));
  }
  if (!acted || acts) return absl::OkStatus();
  return EndSessions(work, all, next.name(), Session::USER_GONE);
}

bool SameKeys(const ApiClient& a, const ApiClient& b) {
  return std::equal(a.public_keys().begin(), a.public_keys().end(), b.public_keys().begin(),
                    b.public_keys().end(), [](const auto& one, const auto& other) {
                      return google::protobuf::util::MessageDifferencer::Equals(one, other);
                    });
}

absl::Status DeriveClient(UnitOfWork& work, const Resources& all, ChangeKind kind,
                          const ApiClient* old, const ApiClient& next) {
  if (kind != ChangeKind::kDeleted) {
    const RoleNames* const had = kind == ChangeKind::kUpdated ? &old->roles() : nullptr;
    GUANXI_RETURN_IF_ERROR(CheckGivenRoles(work, all, had, next.roles()));
    // Whoever puts in a key of his own is the client from then on.
    if (kind == ChangeKind::kUpdated && !SameKeys(*old, next)) {
      GUANXI_RETURN_IF_ERROR(CheckRanksAbove(work, all, next.roles()));
    }
  }
  return NewPolicyVersion(work);
}

// Of a resource with message M that only `normalize` and `check` state values of.
template <typename M, void (*kNormalize)(M*, Violations*), void (*kCheck)(const M&, Violations*)>
resource::Behavior<M> RulesOf() {
  resource::Behavior<M> behavior;
  behavior.normalize = [](const resource::WriteContext&, M* message, Violations* violations) {
    kNormalize(message, violations);
  };
  behavior.check = [](ChangeKind kind, const M*, const M& next, Violations* violations) {
    if (StatesValues(kind)) kCheck(next, violations);
  };
  return behavior;
}

void NothingMore(const Department&, Violations*) {}

}  // namespace

absl::StatusOr<std::unique_ptr<const Resources>> MakeResources() {
  auto all = std::make_unique<Resources>();
  const Resources* const self = all.get();

  auto tenant = RulesOf<Tenant, NormalizeTenant, CheckTenant>();
  tenant.derive = [](UnitOfWork& work, ChangeKind kind, const Tenant*, const Tenant& next) {
    return DeriveTenant(work, kind, next);
  };
  GUANXI_ASSIGN_OR_RETURN(all->tenants, Resource::Create(tenant));

  auto department = RulesOf<Department, NormalizeDepartment, NothingMore>();
  department.derive = [](UnitOfWork& work, ChangeKind, const Department*, const Department&) {
    return NewPolicyVersion(work);
  };
  GUANXI_ASSIGN_OR_RETURN(all->departments, Resource::Create(department));

  auto role = RulesOf<Role, NormalizeRole, CheckRole>();
  role.derive = [self](UnitOfWork& work, ChangeKind kind, const Role* old, const Role& next) {
    return DeriveRole(work, *self, kind, old, next);
  };
  GUANXI_ASSIGN_OR_RETURN(all->roles, Resource::Create(role));

  auto user = RulesOf<User, NormalizeUser, CheckUser>();
  user.name_kind = [](const User&) { return text::NameKind::kPerson; };
  user.derive = [self](UnitOfWork& work, ChangeKind kind, const User* old, const User& next) {
    return DeriveUser(work, *self, kind, old, next);
  };
  GUANXI_ASSIGN_OR_RETURN(all->users, Resource::Create(user));

  auto client = RulesOf<ApiClient, NormalizeClient, CheckClient>();
  client.derive = [self](UnitOfWork& work, ChangeKind kind, const ApiClient* old,
                         const ApiClient& next) {
    return DeriveClient(work, *self, kind, old, next);
  };
  GUANXI_ASSIGN_OR_RETURN(all->clients, Resource::Create(client));

  resource::Behavior<Session> session;
  // A session that begins changes nobody's rights.
  session.derive = [](UnitOfWork& work, ChangeKind kind, const Session*, const Session&) {
    return kind == ChangeKind::kCreated ? absl::OkStatus() : NewPolicyVersion(work);
  };
  GUANXI_ASSIGN_OR_RETURN(all->sessions, Resource::Create(session));
  GUANXI_RETURN_IF_ERROR(Resource::Link(all->all()));
  return std::unique_ptr<const Resources>(std::move(all));
}

}  // namespace guanxi::directory
