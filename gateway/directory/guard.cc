#include "gateway/directory/guard.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "gateway/directory/names.h"
#include "gateway/directory/policy_version.h"
#include "guanxi/access/v1/api_client.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::Role;
using access::v1::Session;
using access::v1::User;
using resource::Resource;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

// A holder is enough to say no; a few more make the error's text useful.
constexpr int64_t kExamples = 3;
// Other administrators that are looked at: one that is active is enough.
constexpr int64_t kOthers = 100;

const db::Query& HoldersQuery() {
  static const auto* const query = new db::Query{
      "directory.role_holders",
      "SELECT s.id FROM set_values s WHERE s.tenant_id = ? AND s.type = ? AND s.field = ? AND "
      "s.value = ? AND s.live = 1 ORDER BY s.id LIMIT ?"};
  return *query;
}

const db::Query& AdministratorsQuery() {
  static const auto* const query = new db::Query{
      "directory.administrators",
      "SELECT u.id FROM set_values s JOIN directory_users u ON u.tenant_id = s.tenant_id AND u.id "
      "= s.id WHERE s.tenant_id = ? AND s.type = ? AND s.field = ? AND s.value = ? AND s.live = 1 "
      "AND u.live = 1 AND u.state = ? AND u.id <> ? LIMIT ?"};
  return *query;
}

const db::Query& OpenSessionsQuery() {
  static const auto* const query = new db::Query{
      "directory.open_sessions",
      "SELECT s.id FROM sessions s WHERE s.tenant_id = ? AND s.live = 1 AND s.user_id = ? AND "
      "s.end_time IS NULL AND s.expire_time > ? ORDER BY s.create_time DESC LIMIT ?"};
  return *query;
}

// The stored row without a lock, or nothing if it is absent or deleted.
absl::StatusOr<std::optional<Stored>> Read(db::Transaction& tx, const Uuid& tenant,
                                           const Resource& resource, const Uuid& id) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(resource.select(), {tenant.bytes(), id.bytes()}));
  if (rows.empty()) return std::nullopt;
  GUANXI_ASSIGN_OR_RETURN(Stored row, resource::DecodeRow(resource.type(), rows[0]));
  if (!row.live) return std::nullopt;
  return row;
}

absl::StatusOr<std::vector<Role>> ReadRoles(db::Transaction& tx, const Uuid& tenant,
                                            const Resources& all, const RoleNames& names) {
  std::vector<Role> roles;
  for (const std::string& name : names) {
    GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                            resource::ParseName(all.roles->type(), name, "roles"));
    GUANXI_ASSIGN_OR_RETURN(const auto row, Read(tx, tenant, *all.roles, parsed.id));
    if (row.has_value()) roles.push_back(static_cast<const Role&>(*row->message));
  }
  return roles;
}

absl::StatusOr<Rights> CallersRights(UnitOfWork& work, const Resources& all,
                                     const Role* besides = nullptr) {
  GUANXI_ASSIGN_OR_RETURN(
      auto roles, RolesOf(work.tx(), work.principal().tenant, all, work.principal().subject));
  // Without a role nobody has a right, whatever the role that is written has.
  if (besides != nullptr && !roles.empty()) roles.push_back(*besides);
  return RightsOf(roles);
}

absl::Status NotHeld(absl::string_view what) {
  return Error(absl::StatusCode::kPermissionDenied, "RIGHTS_NOT_HELD",
               absl::StrCat("nobody gives, or rules over, rights that he does not have: ", what),
               {{"missing", std::string(what)}});
}

absl::Status CheckHolds(const Rights& own, const Rights& given) {
  const std::string missing = Missing(own, given);
  return missing.empty() ? absl::OkStatus() : NotHeld(missing);
}

}  // namespace

bool IsOperators(const UnitOfWork& work) { return work.principal().subject == kOperator; }

absl::Status NewPolicyVersion(UnitOfWork& work) {
  return work.Count(kPolicyKind, kPolicyKey, 1, std::numeric_limits<int64_t>::max()).status();
}

absl::StatusOr<std::vector<Role>> RolesOf(db::Transaction& tx, const Uuid& tenant,
                                          const Resources& all, absl::string_view subject) {
  const bool is_user = absl::StartsWith(subject, "users/");
  const Resource& resource = is_user ? *all.users : *all.clients;
  const auto name = resource::ParseName(resource.type(), subject, "subject");
  if (!name.ok()) return std::vector<Role>();
  GUANXI_ASSIGN_OR_RETURN(const auto row, Read(tx, tenant, resource, name->id));
  if (!row.has_value()) return std::vector<Role>();
  if (is_user) {
    const auto& user = static_cast<const User&>(*row->message);
    if (user.state() != User::ACTIVE) return std::vector<Role>();
    return ReadRoles(tx, tenant, all, user.roles());
  }
  const auto& client = static_cast<const ApiClient&>(*row->message);
  if (client.state() != ApiClient::ACTIVE) return std::vector<Role>();
  return ReadRoles(tx, tenant, all, client.roles());
}

absl::Status CheckGivenRoles(UnitOfWork& work, const Resources& all, const RoleNames* old,
                             const RoleNames& next) {
  std::set<std::string> before;
  if (old != nullptr) before.insert(old->begin(), old->end());
  std::vector<Uuid> ids;
  std::vector<int> at;
  for (int i = 0; i < next.size(); ++i) {
    if (before.count(next[i]) != 0) continue;
    const std::string path = absl::StrCat("roles[", i, "]");
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(all.roles->type(), next[i], path));
    ids.push_back(name.id);
    at.push_back(i);
  }
  if (ids.empty()) return absl::OkStatus();
  // Held as they are until the end, so that none is deleted meanwhile.
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(*all.roles, ids, resource::Lock::kShared));
  std::vector<Role> given;
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto row = rows.find(ids[i]);
    if (row == rows.end() || !row->second.live) {
      return InvalidField(absl::StrCat("roles[", at[i], "]"), "names nothing that exists");
    }
    given.push_back(static_cast<const Role&>(*row->second.message));
  }
  if (IsOperators(work)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Rights own, CallersRights(work, all));
  for (const Role& role : given) GUANXI_RETURN_IF_ERROR(CheckHolds(own, RightsOf({role})));
  return absl::OkStatus();
}

absl::Status CheckGivenRights(UnitOfWork& work, const Resources& all, const Role* old,
                              const Role& next) {
  if (IsOperators(work)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Rights own, CallersRights(work, all, old));
  return CheckHolds(own, RightsOf({next}));
}

absl::Status CheckRanksAbove(UnitOfWork& work, const Resources& all, const RoleNames& roles) {
  if (IsOperators(work)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Rights own, CallersRights(work, all));
  GUANXI_ASSIGN_OR_RETURN(const auto given,
                          ReadRoles(work.tx(), work.principal().tenant, all, roles));
  return CheckHolds(own, RightsOf(given));
}

bool IsActiveAdministrator(const Uuid& tenant, const User& user) {
  if (user.state() != User::ACTIVE || user.has_delete_time()) return false;
  const std::string role = absl::StrCat("roles/", ReadyRoleId(tenant, kAdministrator).ToString());
  for (const std::string& name : user.roles()) {
    if (name == role) return true;
  }
  return false;
}

absl::Status CheckAdministratorLeft(UnitOfWork& work, const Resources& all, const User& user) {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(all.users->type(), user.name(), "user.name"));
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(AdministratorsQuery(),
                       {tenant.bytes(), all.users->type().number(), int{User::kRolesFieldNumber},
                        ReadyRoleId(tenant, kAdministrator).bytes(), int{User::ACTIVE},
                        name.id.bytes(), kOthers}));
  std::vector<Uuid> others;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(others.emplace_back(), Uuid::FromBytes(row.String(0)));
  }
  // As they are with what this unit of work has written and not sent yet. Whoever changes one of
  // them waits for the policy's version, which is ours.
  GUANXI_ASSIGN_OR_RETURN(const auto users,
                          work.GetMany(*all.users, others, resource::Lock::kNone));
  for (const auto& [id, row] : users) {
    if (row.live && IsActiveAdministrator(tenant, static_cast<const User&>(*row.message))) {
      return absl::OkStatus();
    }
  }
  return FailedPrecondition("LAST_ADMINISTRATOR", user.name(),
                            "the tenant would have no active administrator");
}

absl::Status CheckRoleUnused(UnitOfWork& work, const Resources& all, const Role& role) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(all.roles->type(), role.name(), "role.name"));
  const std::pair<const Resource*, int> holders[] = {
      {all.users.get(), User::kRolesFieldNumber},
      {all.clients.get(), ApiClient::kRolesFieldNumber}};
  for (const auto& [resource, field] : holders) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            work.tx().Select(HoldersQuery(), {work.principal().tenant.bytes(),
                                                              resource->type().number(), field,
                                                              name.id.bytes(), kExamples}));
    if (rows.empty()) continue;
    std::string examples;
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      absl::StrAppend(&examples, examples.empty() ? "" : ", ",
                      resource::FormatName(resource->type(), {Uuid(), id}));
    }
    return FailedPrecondition("ROLE_IN_USE", role.name(), absl::StrCat(examples, " have it"));
  }
  return absl::OkStatus();
}

absl::Status EndSessions(UnitOfWork& work, const Resources& all, absl::string_view user,
                         Session::EndReason reason) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(all.users->type(), user, "user.name"));
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(OpenSessionsQuery(), {work.principal().tenant.bytes(), name.id.bytes(),
                                             work.now(), int64_t{resource::kMaxWrites}}));
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), Uuid::FromBytes(row.String(0)));
  }
  if (ids.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const auto sessions, work.GetMany(*all.sessions, ids));
  for (const auto& [id, row] : sessions) {
    auto next = static_cast<const Session&>(*row.message);
    if (next.has_end_time()) continue;
    EndSession(work.now(), reason, &next);
    GUANXI_RETURN_IF_ERROR(work.Update(*all.sessions, row, &next).status());
  }
  return absl::OkStatus();
}

void EndSession(absl::Time now, Session::EndReason reason, Session* session) {
  resource::SetTime(Session::descriptor()->FindFieldByNumber(Session::kEndTimeFieldNumber), now,
                    session);
  session->set_end_reason(reason);
}

std::vector<db::Query> GuardQueries() {
  return {HoldersQuery(), AdministratorsQuery(), OpenSessionsQuery()};
}

}  // namespace guanxi::directory
