#include "gateway/access/access_store.h"

#include "absl/strings/str_cat.h"
#include "common/audit/audit_log.h"
#include "common/base/status_macros.h"
#include "common/db/driver_error.h"
#include "guanxi/access/v1/tenant.pb.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::access {
namespace {

// id, state, body, hash of the secret, hash of the one before
const db::Query kSelectClient{
    "access.select_client",
    "SELECT c.id, c.state, c.body, s.secret_hash, o.secret_hash FROM api_clients c JOIN "
    "directory_tenants t ON t.tenant_id = c.tenant_id AND t.id = c.tenant_id LEFT JOIN "
    "client_secrets s ON s.tenant_id = c.tenant_id AND s.client_id = c.id AND s.slot = 0 LEFT JOIN "
    "client_secrets o ON o.tenant_id = c.tenant_id AND o.client_id = c.id AND o.slot = 1 AND "
    "o.expire_time > ? WHERE c.tenant_id = ? AND c.code = ? AND c.live = 1 AND t.state = ?"};

// id, state, hash of the password
const db::Query kSelectUser{
    "access.select_user",
    "SELECT u.id, u.state, p.password_hash FROM directory_users u JOIN directory_tenants t ON "
    "t.tenant_id = u.tenant_id AND t.id = u.tenant_id LEFT JOIN user_passwords p ON p.tenant_id = "
    "u.tenant_id AND p.user_id = u.id WHERE u.tenant_id = ? AND u.login_name = ? AND u.live = 1 "
    "AND "
    "t.state = ?"};

const db::Query kSelectTenant{
    "access.select_tenant",
    "SELECT t.id FROM directory_tenants t WHERE t.tenant_id = ? AND t.id = ? AND t.state = ?"};
const db::Query kSelectUserById{
    "access.select_user_by_id",
    "SELECT u.id FROM directory_users u WHERE u.tenant_id = ? AND u.id = ? AND u.live = 1 AND "
    "u.state = ?"};

const db::Query kUseAssertion{
    "access.use_assertion",
    "INSERT INTO used_assertions (tenant_id, digest, expire_time) VALUES (?, ?, ?)"};

absl::StatusOr<Client> ReadClient(const db::Row& row) {
  Client client;
  GUANXI_ASSIGN_OR_RETURN(client.id, Uuid::FromBytes(row.String(0)));
  client.active = row.Int64(1) == v1::ApiClient::ACTIVE;
  v1::ApiClient body;
  if (!body.ParseFromArray(row.String(2).data(), static_cast<int>(row.String(2).size()))) {
    return absl::InternalError("a row of api_clients is damaged");
  }
  client.is_public = body.kind() == v1::ApiClient::PUBLIC;
  for (const int grant : body.grants()) client.grants.push_back(static_cast<Grant>(grant));
  client.public_keys.assign(body.public_keys().begin(), body.public_keys().end());
  for (const size_t column : {3, 4}) {
    if (!row.IsNull(column)) client.secret_hashes.emplace_back(row.String(column));
  }
  return client;
}

absl::StatusOr<User> ReadUser(const db::Row& row) {
  User user;
  GUANXI_ASSIGN_OR_RETURN(user.id, Uuid::FromBytes(row.String(0)));
  user.active = row.Int64(1) == v1::User::ACTIVE;
  user.password_hash = std::string(row.String(2));
  return user;
}

// The first row, read by `read`.
template <typename Account, typename Read>
absl::StatusOr<std::optional<Account>> Find(db::Database* database, const db::Query& query,
                                            const std::vector<db::Value>& values,
                                            absl::Time deadline, Read read) {
  std::optional<Account> found;
  GUANXI_RETURN_IF_ERROR(
      database->ReadOnly({db::Lane::kPoint, deadline}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, values));
        found.reset();
        if (rows.empty()) return absl::OkStatus();
        GUANXI_ASSIGN_OR_RETURN(found, read(rows[0]));
        return absl::OkStatus();
      }));
  return found;
}

}  // namespace

absl::StatusOr<std::optional<Client>> AccessStore::FindClient(const Uuid& tenant,
                                                              absl::string_view code,
                                                              absl::Time deadline) {
  return Find<Client>(database_, kSelectClient,
                      {clock_->Now(), tenant.bytes(), code, int{v1::Tenant::ACTIVE}}, deadline,
                      ReadClient);
}

absl::StatusOr<std::optional<User>> AccessStore::FindUser(const Uuid& tenant,
                                                          absl::string_view login_name,
                                                          absl::Time deadline) {
  return Find<User>(database_, kSelectUser, {tenant.bytes(), login_name, int{v1::Tenant::ACTIVE}},
                    deadline, ReadUser);
}

absl::StatusOr<bool> AccessStore::MayBeActedFor(const Uuid& tenant, const Uuid& user,
                                                absl::Time deadline) {
  bool may = false;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kPoint, deadline}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows tenants,
            tx.Select(kSelectTenant, {tenant.bytes(), tenant.bytes(), int{v1::Tenant::ACTIVE}}));
        may = !tenants.empty();
        if (!may || user.IsNil()) return absl::OkStatus();
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows users,
            tx.Select(kSelectUserById, {tenant.bytes(), user.bytes(), int{v1::User::ACTIVE}}));
        may = !users.empty();
        return absl::OkStatus();
      }));
  return may;
}

absl::Status AccessStore::NoteFailedLogin(const Uuid& tenant, absl::string_view account,
                                          absl::string_view reason, absl::Time deadline) {
  audit::Entry entry;
  entry.event = ids_.Next();
  entry.kind = audit::v1::AuditRecord::LOGIN_FAILED;
  entry.actor = std::string(account);
  entry.reason = std::string(reason);
  entry.time = clock_->Now();
  entry.once =
      DeriveUuid("failed logins", absl::StrCat(account, "/", absl::ToUnixSeconds(entry.time) / 60));
  return database_->ReadWrite({db::Lane::kPoint, deadline}, [&](db::Transaction& tx) {
    return audit::Write(tx, tenant, {entry});
  });
}

absl::StatusOr<bool> AccessStore::UseAssertion(const Uuid& tenant, absl::string_view digest,
                                               absl::Time expires, absl::Time deadline) {
  const absl::Status status =
      database_->ReadWrite({db::Lane::kPoint, deadline}, [&](db::Transaction& tx) {
        return tx.Execute(kUseAssertion, {tenant.bytes(), digest, expires}).status();
      });
  if (db::DuplicateKey(status).has_value()) return false;
  GUANXI_RETURN_IF_ERROR(status);
  return true;
}

std::vector<db::Query> AccessQueries() {
  return {kSelectClient, kSelectUser, kSelectTenant, kSelectUserById, kUseAssertion};
}

}  // namespace guanxi::access
