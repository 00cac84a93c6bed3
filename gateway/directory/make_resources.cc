#include "gateway/directory/make_resources.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/audit/audit_log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "gateway/directory/giving.h"
#include "gateway/directory/guard.h"
#include "gateway/directory/names.h"
#include "gateway/directory/rules.h"
#include "gateway/directory/trusted.h"
#include "gateway/directory/user_changes.h"
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
  if (kind == ChangeKind::kCreated && !IsTrusted(work.principal())) {
    return NotFound("TENANT", next.name());
  }
  return NewPolicyVersion(work);
}

// What it lets do, whatever it is called.
bool SameRights(const Role& a, const Role& b) {
  const auto rights = [](const Role& role) {
    Role only;
    *only.mutable_permissions() = role.permissions();
    *only.mutable_field_policies() = role.field_policies();
    *only.mutable_unmasks() = role.unmasks();
    return only;
  };
  return google::protobuf::util::MessageDifferencer::Equals(rights(a), rights(b));
}

absl::Status DeriveRole(UnitOfWork& work, const Resources& all, ChangeKind kind, const Role* old,
                        const Role& next) {
  const bool gives = kind != ChangeKind::kDeleted;
  if (next.code() == kAdministrator && kind != ChangeKind::kCreated &&
      !IsTrusted(work.principal())) {
    return FailedPrecondition("ROLE_FIXED", next.name(),
                              "the role of administrators never changes");
  }
  GUANXI_RETURN_IF_ERROR(NewPolicyVersion(work));
  if (!gives) return CheckRoleUnused(work, all, next);
  if (kind == ChangeKind::kUpdated) {
    if (SameRights(*old, next)) return absl::OkStatus();
    // Whoever has the role loses what it loses: nobody takes a right that he could not give.
    GUANXI_RETURN_IF_ERROR(CheckGivenRights(work, all, *old));
  }
  return CheckGivenRights(work, all, next);
}

absl::Status DeriveDepartment(UnitOfWork& work, const Resources& all, ChangeKind kind,
                              const Department* old, const Department& next) {
  const bool is_put = kind == ChangeKind::kCreated || kind == ChangeKind::kUndeleted ||
                      old->parent_department() != next.parent_department();
  if (kind != ChangeKind::kDeleted && is_put) {
    GUANXI_RETURN_IF_ERROR(
        CheckDepartmentOpen(work, all, "parent_department", next.parent_department()));
  }
  // One that is new, or comes back, has nobody in it and nothing below.
  if (kind == ChangeKind::kUpdated && old->parent_department() != next.parent_department()) {
    GUANXI_RETURN_IF_ERROR(CheckGivenDepartment(work, all, next.name(), old->parent_department(),
                                                next.parent_department()));
  }
  if (kind == ChangeKind::kCreated || kind == ChangeKind::kUpdated) {
    GUANXI_RETURN_IF_ERROR(CheckMayChooseHead(work, all, old, next));
  }
  return NewPolicyVersion(work);
}

bool SameKeys(const ApiClient& a, const ApiClient& b) {
  return std::equal(a.public_keys().begin(), a.public_keys().end(), b.public_keys().begin(),
                    b.public_keys().end(), [](const auto& one, const auto& other) {
                      return google::protobuf::util::MessageDifferencer::Equals(one, other);
                    });
}

absl::Status CheckGiven(UnitOfWork& work, const Resources& all, ChangeKind kind,
                        const ApiClient* old, const ApiClient& next) {
  const bool comes_back = kind == ChangeKind::kUndeleted || old == nullptr ||
                          (old->state() != ApiClient::ACTIVE && next.state() == ApiClient::ACTIVE);
  GUANXI_RETURN_IF_ERROR(CheckGivenRoles(work, all, comes_back ? nullptr : &old->roles(),
                                         next.roles(), /*department=*/""));
  for (int i = 0; i < next.grants_size(); ++i) {
    if (next.grants(i) != ApiClient::TOKEN_EXCHANGE || IsTrusted(work.principal())) continue;
    return InvalidField(absl::StrCat("grants[", i, "]"), "is for services of the installation");
  }
  // Whoever puts in a key of his own is the client from then on.
  if (old == nullptr || kind == ChangeKind::kUndeleted || SameKeys(*old, next)) {
    return absl::OkStatus();
  }
  return CheckRanksAbove(work, all, next.roles(), /*department=*/"");
}

// Whether the change is of what the client may do, or of whether and by what it gets in.
bool ChangesAccount(const ApiClient& old, const ApiClient& next) {
  return old.state() != next.state() || !SameKeys(old, next) ||
         !std::equal(old.roles().begin(), old.roles().end(), next.roles().begin(),
                     next.roles().end()) ||
         !std::equal(old.grants().begin(), old.grants().end(), next.grants().begin(),
                     next.grants().end());
}

absl::Status DeriveClient(UnitOfWork& work, const Resources& all, ChangeKind kind,
                          const ApiClient* old, const ApiClient& next) {
  const bool rules_over =
      kind == ChangeKind::kDeleted || (kind == ChangeKind::kUpdated && ChangesAccount(*old, next));
  if (rules_over) {
    GUANXI_RETURN_IF_ERROR(CheckRanksAbove(work, all, old->roles(), /*department=*/""));
  }
  if (kind != ChangeKind::kDeleted) {
    GUANXI_RETURN_IF_ERROR(CheckGiven(work, all, kind, old, next));
  }
  return NewPolicyVersion(work);
}

// Logins, and what ended them, are told apart from other changes of records.
absl::Status DeriveSession(UnitOfWork& work, ChangeKind kind, const Session& next) {
  audit::Entry entry;
  entry.event = work.environment().uuids().Next();
  entry.kind = kind == ChangeKind::kCreated ? audit::v1::AuditRecord::LOGGED_IN
                                            : audit::v1::AuditRecord::LOGGED_OUT;
  entry.actor = work.principal().subject;
  entry.resource_type = "guanxi.dev/Session";
  if (kind != ChangeKind::kCreated) entry.reason = Session::EndReason_Name(next.end_reason());
  entry.time = work.now();
  GUANXI_RETURN_IF_ERROR(audit::Write(work.tx(), work.principal().tenant, {entry}));
  // A session that begins changes nobody's rights.
  return kind == ChangeKind::kCreated ? absl::OkStatus() : NewPolicyVersion(work);
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
  department.derive = [self](UnitOfWork& work, ChangeKind kind, const Department* old,
                             const Department& next) {
    return DeriveDepartment(work, *self, kind, old, next);
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
  session.derive = [](UnitOfWork& work, ChangeKind kind, const Session*, const Session& next) {
    return DeriveSession(work, kind, next);
  };
  GUANXI_ASSIGN_OR_RETURN(all->sessions, Resource::Create(session));
  GUANXI_RETURN_IF_ERROR(Resource::Link(all->all()));
  return std::unique_ptr<const Resources>(std::move(all));
}

}  // namespace guanxi::directory
