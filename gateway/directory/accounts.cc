#include "gateway/directory/accounts.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "gateway/directory/credentials.h"
#include "gateway/directory/giving.h"
#include "gateway/directory/guard.h"
#include "gateway/directory/names.h"
#include "gateway/directory/ready_roles.h"
#include "gateway/directory/trusted.h"
#include "guanxi/access/v1/department.pb.h"
#include "guanxi/access/v1/session.pb.h"
#include "guanxi/access/v1/tenant.pb.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::Department;
using access::v1::Role;
using access::v1::Session;
using access::v1::Tenant;
using access::v1::User;
using resource::Resource;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

// Accounts of one transaction.
constexpr size_t kPart = 50;

const db::Query& UserIdQuery() {
  static const auto* const query =
      new db::Query{"directory.user_id",
                    "SELECT u.id FROM directory_users u WHERE u.tenant_id = ? AND u.login_name = ? "
                    "AND u.live = 1"};
  return *query;
}

const db::Query& ClientIdQuery() {
  static const auto* const query = new db::Query{
      "directory.client_id",
      "SELECT c.id FROM api_clients c WHERE c.tenant_id = ? AND c.code = ? AND c.live = 1"};
  return *query;
}

const db::Query& RoleIdQuery() {
  static const auto* const query =
      new db::Query{"directory.role_id",
                    "SELECT r.id FROM roles r WHERE r.tenant_id = ? AND r.code = ? AND r.live = 1"};
  return *query;
}

// The id of the row with that name; nil if there is none.
absl::StatusOr<Uuid> FindId(UnitOfWork& work, const db::Query& query, const std::string& name) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(query, {work.principal().tenant.bytes(), name}));
  if (rows.empty()) return Uuid();
  return Uuid::FromBytes(rows[0].String(0));
}

absl::StatusOr<Uuid> KnownId(UnitOfWork& work, const db::Query& query, absl::string_view what,
                             const std::string& name) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, FindId(work, query, name));
  if (id.IsNil()) return InvalidField(what, absl::StrCat("there is no ", what, " ", name));
  return id;
}

// The stored row with this id, if there is one.
absl::StatusOr<std::optional<Stored>> Find(UnitOfWork& work, const Resource& resource,
                                           const Uuid& id) {
  if (id.IsNil()) return std::nullopt;
  GUANXI_ASSIGN_OR_RETURN(auto rows, work.GetMany(resource, {id}));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.begin()->second);
}

// Writes `next` over `old`, or as a new row with `id`.
absl::Status Put(UnitOfWork& work, const Resource& resource, const std::optional<Stored>& old,
                 const Uuid& id, google::protobuf::Message* next) {
  if (old.has_value()) return work.Update(resource, *old, next).status();
  ResourceName name;
  name.id = id;
  return work.Insert(resource, name, next);
}

absl::Status SetRoles(UnitOfWork& work, const std::vector<std::string>& codes, RoleNames* names) {
  names->Clear();
  for (const std::string& code : codes) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, KnownId(work, RoleIdQuery(), "role", code));
    *names->Add() = absl::StrCat("roles/", id.ToString());
  }
  return absl::OkStatus();
}

absl::Status PutTenant(UnitOfWork& work, const Resources& all, const TenantAccounts& accounts) {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const auto old, Find(work, *all.tenants, tenant));
  Tenant next;
  if (old.has_value()) next = static_cast<const Tenant&>(*old->message);
  next.set_code(accounts.code);
  if (!accounts.display_name.empty()) next.set_display_name(accounts.display_name);
  if (next.display_name().empty()) next.set_display_name(accounts.code);
  if (!old.has_value()) next.set_state(accounts.active ? Tenant::ACTIVE : Tenant::SUSPENDED);
  GUANXI_RETURN_IF_ERROR(Put(work, *all.tenants, old, tenant, &next));
  const auto roles =
      accounts.code == kSystemTenant ? std::vector<Role>{PolicyReaderRole()} : ReadyRoles();
  for (Role role : roles) {
    const Uuid id = ReadyRoleId(tenant, role.code());
    GUANXI_ASSIGN_OR_RETURN(const auto stored, Find(work, *all.roles, id));
    if (stored.has_value()) {
      // Deleted or changed, it is as the tenant wants it; what services need a release says itself.
      if (accounts.code != kSystemTenant || !stored->live) continue;
      Role current = static_cast<const Role&>(*stored->message);
      *current.mutable_permissions() = role.permissions();
      role = std::move(current);
    }
    GUANXI_RETURN_IF_ERROR(Put(work, *all.roles, stored, id, &role));
  }
  return absl::OkStatus();
}

absl::Status PutDepartment(UnitOfWork& work, const Resources& all,
                           const DepartmentAccount& account) {
  const Uuid& tenant = work.principal().tenant;
  const Uuid id = NamedDepartmentId(tenant, account.code);
  GUANXI_ASSIGN_OR_RETURN(const auto old, Find(work, *all.departments, id));
  Department next;
  if (old.has_value()) next = static_cast<const Department&>(*old->message);
  next.set_display_name(account.display_name.empty() ? account.code : account.display_name);
  next.clear_parent_department();
  if (!account.parent.empty()) {
    next.set_parent_department(
        absl::StrCat("departments/", NamedDepartmentId(tenant, account.parent).ToString()));
  }
  return Put(work, *all.departments, old, id, &next);
}

absl::Status PutUser(UnitOfWork& work, const Resources& all, const UserAccount& account) {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(Uuid id, FindId(work, UserIdQuery(), account.login_name));
  GUANXI_ASSIGN_OR_RETURN(const auto old, Find(work, *all.users, id));
  User next;
  if (old.has_value()) next = static_cast<const User&>(*old->message);
  if (id.IsNil()) id = account.id.IsNil() ? work.environment().uuids().Next() : account.id;
  next.set_login_name(account.login_name);
  if (!account.display_name.empty()) next.set_display_name(account.display_name);
  if (next.display_name().empty()) next.set_display_name(account.login_name);
  if (!old.has_value()) next.set_state(account.active ? User::ACTIVE : User::DISABLED);
  if (account.department.has_value()) {
    next.set_department(
        absl::StrCat("departments/", NamedDepartmentId(tenant, *account.department).ToString()));
  }
  if (account.manager.has_value()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid manager,
                            KnownId(work, UserIdQuery(), "manager", *account.manager));
    next.set_manager(absl::StrCat("users/", manager.ToString()));
  }
  if (account.roles.has_value()) {
    GUANXI_RETURN_IF_ERROR(SetRoles(work, *account.roles, next.mutable_roles()));
  }
  GUANXI_RETURN_IF_ERROR(Put(work, *all.users, old, id, &next));
  GUANXI_ASSIGN_OR_RETURN(const std::string hash, ReadPassword(work.tx(), tenant, id));
  GUANXI_RETURN_IF_ERROR(PutPassword(work.tx(), tenant, id, account.password_hash, work.now()));
  if (!old.has_value() || hash == account.password_hash) return absl::OkStatus();
  // As whoever is given another password by SetUserPassword: what the old one began ends.
  return EndSessions(work, all, absl::StrCat("users/", id.ToString()), Session::PASSWORD_CHANGED);
}

absl::Status PutClient(UnitOfWork& work, const Resources& all, const ClientAccount& account) {
  GUANXI_ASSIGN_OR_RETURN(Uuid id, FindId(work, ClientIdQuery(), account.code));
  GUANXI_ASSIGN_OR_RETURN(const auto old, Find(work, *all.clients, id));
  ApiClient next;
  if (old.has_value()) next = static_cast<const ApiClient&>(*old->message);
  if (id.IsNil()) id = account.id.IsNil() ? work.environment().uuids().Next() : account.id;
  next.set_code(account.code);
  if (!account.display_name.empty()) next.set_display_name(account.display_name);
  if (next.display_name().empty()) next.set_display_name(account.code);
  if (!old.has_value()) {
    next.set_kind(account.secret_hash.empty() ? ApiClient::PUBLIC : ApiClient::CONFIDENTIAL);
    next.set_state(account.active ? ApiClient::ACTIVE : ApiClient::DISABLED);
  }
  next.clear_grants();
  for (const ApiClient::Grant grant : account.grants) next.add_grants(grant);
  if (account.roles.has_value()) {
    GUANXI_RETURN_IF_ERROR(SetRoles(work, *account.roles, next.mutable_roles()));
  }
  GUANXI_RETURN_IF_ERROR(Put(work, *all.clients, old, id, &next));
  if (account.secret_hash.empty()) return absl::OkStatus();
  return PutSecret(work.tx(), work.principal().tenant, id, account.secret_hash, work.now());
}

// Each of `list` by `put`, one transaction for so many. Those that follow from others of the list
// find them stored where `part` is 1.
template <typename Account, typename PutOne>
absl::Status PutEach(const resource::Engine& engine, const Principal& operators,
                     absl::Time deadline, const std::vector<Account>& list, size_t part,
                     PutOne put) {
  for (size_t begin = 0; begin < list.size(); begin += part) {
    const size_t end = std::min(list.size(), begin + part);
    GUANXI_RETURN_IF_ERROR(engine.Write(operators, {db::Lane::kPoint, deadline},
                                        resource::WriteContext(),
                                        [&](UnitOfWork& work) -> absl::Status {
                                          for (size_t i = begin; i < end; ++i)
                                            GUANXI_RETURN_IF_ERROR(put(work, list[i]));
                                          return absl::OkStatus();
                                        }));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status PutAccounts(const resource::Engine& engine, const Resources& all,
                         const TenantAccounts& accounts, absl::Time deadline) {
  const Principal operators = Trusted(TenantId(accounts.code), kOperator);
  GUANXI_RETURN_IF_ERROR(PutEach(
      engine, operators, deadline, std::vector<const TenantAccounts*>{&accounts}, 1,
      [&](UnitOfWork& work, const TenantAccounts* one) { return PutTenant(work, all, *one); }));
  GUANXI_RETURN_IF_ERROR(PutEach(engine, operators, deadline, accounts.departments, 1,
                                 [&](UnitOfWork& work, const DepartmentAccount& account) {
                                   return PutDepartment(work, all, account);
                                 }));
  // A manager is looked up by what is stored.
  const bool has_managers = std::any_of(accounts.users.begin(), accounts.users.end(),
                                        [](const auto& user) { return user.manager.has_value(); });
  GUANXI_RETURN_IF_ERROR(PutEach(
      engine, operators, deadline, accounts.users, has_managers ? 1 : kPart,
      [&](UnitOfWork& work, const UserAccount& account) { return PutUser(work, all, account); }));
  return PutEach(engine, operators, deadline, accounts.clients, kPart,
                 [&](UnitOfWork& work, const ClientAccount& account) {
                   return PutClient(work, all, account);
                 });
}

std::vector<db::Query> AccountQueries() { return {UserIdQuery(), ClientIdQuery(), RoleIdQuery()}; }

}  // namespace guanxi::directory
