#include "gateway/directory/snapshot.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/auth/system_tenant.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/personal.h"
#include "gateway/directory/names.h"
#include "gateway/directory/policy_version.h"
#include "guanxi/access/v1/api_client.pb.h"
#include "guanxi/access/v1/department.pb.h"
#include "guanxi/access/v1/role.pb.h"
#include "guanxi/access/v1/tenant.pb.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::Department;
using access::v1::PolicySnapshot;
using access::v1::Role;
using access::v1::Tenant;
using access::v1::User;

// Rows of one statement.
constexpr int64_t kPage = 2000;

const db::Query kSelectVersion{
    "policy.select_version",
    "SELECT g.counter FROM guards g WHERE g.tenant_id = ? AND g.kind = ? AND g.guard_key = ?"};
const db::Query kSelectEnded{
    "policy.select_ended", "SELECT s.id FROM sessions s WHERE s.tenant_id = ? AND s.end_time > ?"};

// The live rows of a table behind an id: id, body, personal. Rights are in no personal field, and
// what users are called is.
db::Query SelectLive(const char* name, const char* table) {
  return {absl::StrCat("policy.select_", name),
          absl::StrCat("SELECT t.id, t.body, t.personal FROM ", table,
                       " t WHERE t.tenant_id = ? AND t.live = 1 AND t.id > ? ORDER BY t.id LIMIT "
                       "?")};
}
const db::Query kSelectRoles = SelectLive("roles", "roles");
const db::Query kSelectDepartments = SelectLive("departments", "departments");
const db::Query kSelectUsers = SelectLive("users", "directory_users");
const db::Query kSelectClients = SelectLive("clients", "api_clients");
// A tenant has one row, its own.
const db::Query kSelectTenant = SelectLive("tenant", "directory_tenants");

// Calls `take(id, message)` for each of them.
template <typename M, typename Take>
absl::Status EachLive(db::Transaction& tx, const db::Query& query, const Uuid& tenant, Take take) {
  std::string last(Uuid::kSize, '\0');
  int64_t rows_read = kPage;
  while (rows_read == kPage) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, {tenant.bytes(), last, kPage}));
    for (const db::Row row : rows) {
      last = std::string(row.String(0));
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(last));
      M message, personal;
      if (!message.ParseFromString(std::string(row.String(1))) ||
          !personal.ParseFromString(std::string(row.String(2)))) {
        return absl::InternalError(absl::StrCat("a row of ", query.name, " is damaged"));
      }
      resource::MergePersonal(&personal, &message);
      take(id.ToString(), message);
    }
    rows_read = static_cast<int64_t>(rows.size());
  }
  return absl::OkStatus();
}

// 0 of a tenant that is not there.
absl::StatusOr<int64_t> ReadVersion(db::Transaction& tx, const Uuid& tenant) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectVersion, {tenant.bytes(), kPolicyKind, kPolicyKey}));
  return rows.empty() ? 0 : rows[0].Int64(0);
}

// Services have one account, and in each tenant the role that it grants them.
absl::Status ReadServices(db::Transaction& tx, const Uuid& tenant, PolicySnapshot* snapshot) {
  return EachLive<ApiClient>(
      tx, kSelectClients, SystemTenantId(), [&](const std::string& id, const ApiClient& client) {
        auto& rights = *snapshot->add_clients();
        rights.set_name(absl::StrCat("clients/", id));
        rights.add_roles(absl::StrCat("roles/", ReadyRoleId(tenant, kServiceRole).ToString()));
        rights.set_active(client.state() == ApiClient::ACTIVE);
      });
}

absl::Status ReadRights(db::Transaction& tx, const Uuid& tenant, PolicySnapshot* snapshot) {
  GUANXI_RETURN_IF_ERROR(
      EachLive<Tenant>(tx, kSelectTenant, tenant, [&](const std::string&, const Tenant& own) {
        snapshot->set_currency(own.currency());
        snapshot->mutable_calendar()->set_time_zone(own.time_zone());
        *snapshot->mutable_calendar()->mutable_working_week() = own.working_week();
        *snapshot->mutable_calendar()->mutable_holidays() = own.holidays();
        *snapshot->mutable_calendar()->mutable_workdays() = own.workdays();
        snapshot->set_purchase_basis(own.purchase_basis());
      }));
  GUANXI_RETURN_IF_ERROR(
      EachLive<Role>(tx, kSelectRoles, tenant, [&](const std::string& id, const Role& role) {
        auto& rights = *snapshot->add_roles();
        rights.set_name(absl::StrCat("roles/", id));
        *rights.mutable_permissions() = role.permissions();
        *rights.mutable_field_policies() = role.field_policies();
        *rights.mutable_unmasks() = role.unmasks();
      }));
  GUANXI_RETURN_IF_ERROR(EachLive<Department>(
      tx, kSelectDepartments, tenant, [&](const std::string& id, const Department& department) {
        auto& node = *snapshot->add_departments();
        node.set_name(absl::StrCat("departments/", id));
        node.set_parent(department.parent_department());
        node.set_active(department.state() == Department::ACTIVE);
        node.set_head(department.head());
      }));
  GUANXI_RETURN_IF_ERROR(
      EachLive<User>(tx, kSelectUsers, tenant, [&](const std::string& id, const User& user) {
        auto& rights = *snapshot->add_users();
        rights.set_name(absl::StrCat("users/", id));
        rights.set_department(user.department());
        rights.set_manager(user.manager());
        *rights.mutable_roles() = user.roles();
        rights.set_active(user.state() == User::ACTIVE);
        rights.set_display_name(user.display_name());
      }));
  return EachLive<ApiClient>(tx, kSelectClients, tenant,
                             [&](const std::string& id, const ApiClient& client) {
                               auto& rights = *snapshot->add_clients();
                               rights.set_name(absl::StrCat("clients/", id));
                               *rights.mutable_roles() = client.roles();
                               rights.set_active(client.state() == ApiClient::ACTIVE);
                             });
}

// Of the rights in the tenant, those of the installation's services included. NOT_FOUND,
// TENANT_NOT_FOUND.
absl::StatusOr<int64_t> ReadVersions(db::Transaction& tx, const Uuid& tenant) {
  GUANXI_ASSIGN_OR_RETURN(const int64_t version, ReadVersion(tx, tenant));
  // It has one from its first transaction on.
  if (version == 0) return NotFound("TENANT", absl::StrCat("tenants/", tenant.ToString()));
  if (tenant == SystemTenantId()) return version;
  // Both only grow, and so does their sum.
  GUANXI_ASSIGN_OR_RETURN(const int64_t of_services, ReadVersion(tx, SystemTenantId()));
  return version + of_services;
}

absl::Status ReadAll(db::Transaction& tx, const Uuid& tenant, absl::Time ended_since,
                     PolicySnapshot* snapshot) {
  snapshot->Clear();
  GUANXI_ASSIGN_OR_RETURN(const int64_t version, ReadVersions(tx, tenant));
  snapshot->set_tenant(tenant.ToString());
  snapshot->set_version(version);
  GUANXI_RETURN_IF_ERROR(ReadRights(tx, tenant, snapshot));
  if (tenant != SystemTenantId()) {
    GUANXI_RETURN_IF_ERROR(ReadServices(tx, tenant, snapshot));
  }
  GUANXI_ASSIGN_OR_RETURN(const db::Rows ended,
                          tx.Select(kSelectEnded, {tenant.bytes(), ended_since}));
  for (const db::Row row : ended) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    snapshot->add_ended_sessions(id.ToString());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<access::v1::GetPolicySnapshotResponse> ReadSnapshot(db::Database* database,
                                                                   const db::TxOptions& options,
                                                                   const Uuid& tenant,
                                                                   int64_t known,
                                                                   absl::Time ended_since) {
  access::v1::GetPolicySnapshotResponse response;
  GUANXI_RETURN_IF_ERROR(database->ReadOnly(options, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const int64_t version, ReadVersions(tx, tenant));
    response.set_unchanged(version == known);
    return absl::OkStatus();
  }));
  if (response.unchanged()) return response;
  db::TxOptions at_once = options;
  at_once.one_moment = true;
  GUANXI_RETURN_IF_ERROR(database->ReadOnly(at_once, [&](db::Transaction& tx) {
    return ReadAll(tx, tenant, ended_since, response.mutable_snapshot());
  }));
  return response;
}

std::vector<db::Query> SnapshotQueries() {
  return {kSelectVersion, kSelectEnded,   kSelectRoles, kSelectDepartments,
          kSelectUsers,   kSelectClients, kSelectTenant};
}

}  // namespace guanxi::directory
