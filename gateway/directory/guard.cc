#include "gateway/directory/guard.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "gateway/directory/names.h"
#include "gateway/directory/policy_version.h"
#include "guanxi/access/v1/api_client.pb.h"
#include "guanxi/access/v1/department.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::Department;
using access::v1::Role;
using access::v1::Session;
using access::v1::User;
using resource::Resource;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

// A holder is enough to say no; a few more make the error's text useful.
constexpr int64_t kExamples = 3;

constexpr char kSessionsGuard[] = "sessions";

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
      "AND u.live = 1 AND u.state = ? LIMIT 1"};
  return *query;
}

const db::Query& OpenSessionsQuery() {
  static const auto* const query = new db::Query{
      "directory.open_sessions",
      "SELECT s.id FROM sessions s WHERE s.tenant_id = ? AND s.live = 1 AND s.user_id = ? AND "
      "s.create_time > ? AND s.end_time IS NULL AND s.expire_time > ? ORDER BY s.create_time DESC "
      "LIMIT ?"};
  return *query;
}

// The newest first, none from before what the longest could last: whoever logs in every minute has
// very many that have expired. Of more than kMaxOpenSessions those that one unit of work may end
// beside.
absl::StatusOr<std::vector<Uuid>> OpenSessions(UnitOfWork& work, const Uuid& user) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(OpenSessionsQuery(),
                       {work.principal().tenant.bytes(), user.bytes(), work.now() - kLongestSession,
                        work.now(), int64_t{kMaxOpenSessions} * 3 / 2}));
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), Uuid::FromBytes(row.String(0)));
  }
  return ids;
}

absl::Status EndAll(UnitOfWork& work, const Resources& all, const std::vector<Uuid>& ids,
                    Session::EndReason reason) {
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

}  // namespace

absl::Status NewPolicyVersion(UnitOfWork& work) {
  return work.Count(kPolicyKind, kPolicyKey, 1, std::numeric_limits<int64_t>::max()).status();
}

bool IsActiveAdministrator(const Uuid& tenant, const User& user) {
  if (user.state() != User::ACTIVE || user.has_delete_time()) return false;
  const std::string role = absl::StrCat("roles/", ReadyRoleId(tenant, kAdministrator).ToString());
  for (const std::string& name : user.roles()) {
    if (name == role) return true;
  }
  return false;
}

void CheckAdministratorLeft(UnitOfWork& work, const Resources& all, const User& user) {
  work.CheckStored("administrators", [&all, name = user.name()](UnitOfWork& unit) -> absl::Status {
    const Uuid& tenant = unit.principal().tenant;
    // Whoever changes one of them waits for the policy's version, which is ours.
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        unit.tx().Select(AdministratorsQuery(),
                         {tenant.bytes(), all.users->type().number(), int{User::kRolesFieldNumber},
                          ReadyRoleId(tenant, kAdministrator).bytes(), int{User::ACTIVE}}));
    if (!rows.empty()) return absl::OkStatus();
    return FailedPrecondition("LAST_ADMINISTRATOR", name,
                              "the tenant would have no active administrator");
  });
}

absl::Status CheckDepartmentOpen(UnitOfWork& work, const Resources& all, absl::string_view path,
                                 absl::string_view department) {
  if (department.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(all.departments->type(), department, path));
  // Held as it is until the end, so that it is not closed meanwhile.
  GUANXI_ASSIGN_OR_RETURN(const auto rows,
                          work.GetMany(*all.departments, {name.id}, resource::Lock::kShared));
  const bool is_closed =
      !rows.empty() &&
      static_cast<const Department&>(*rows.begin()->second.message).state() == Department::CLOSED;
  return is_closed ? InvalidField(path, "is closed: it takes nobody, and no department, any more")
                   : absl::OkStatus();
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

absl::Status HoldSessions(UnitOfWork& work, const Uuid& user) {
  return work.Guard(kSessionsGuard, user.ToString());
}

absl::Status MakeRoomForSession(UnitOfWork& work, const Resources& all, const Uuid& user) {
  GUANXI_ASSIGN_OR_RETURN(std::vector<Uuid> open, OpenSessions(work, user));
  if (open.size() < kMaxOpenSessions) return absl::OkStatus();
  open.erase(open.begin(), open.begin() + kMaxOpenSessions - 1);
  return EndAll(work, all, open, Session::SUPERSEDED);
}

absl::Status EndSessions(UnitOfWork& work, const Resources& all, absl::string_view user,
                         Session::EndReason reason) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(all.users->type(), user, "user.name"));
  GUANXI_RETURN_IF_ERROR(HoldSessions(work, name.id));
  GUANXI_ASSIGN_OR_RETURN(std::vector<Uuid> open, OpenSessions(work, name.id));
  if (open.size() > kMaxOpenSessions) open.resize(kMaxOpenSessions);
  return EndAll(work, all, open, reason);
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
