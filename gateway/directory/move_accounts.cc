#include "gateway/directory/move_accounts.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
#include "common/resource/unit_of_work.h"
#include "gateway/directory/accounts.h"
#include "gateway/directory/names.h"
#include "gateway/directory/operators_engine.h"
#include "gateway/directory/trusted.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;

// The counter in `guards` that says that a tenant's accounts were moved: such a row stays while it
// is not 0.
constexpr char kMovedKind[] = "accounts";
constexpr char kMovedKey[] = "moved";

const db::Query kNextTenant{"accounts.next_tenant",
                            "SELECT MIN(tenant_id) FROM tenants WHERE tenant_id > ?",
                            /*infrastructure=*/true};
const db::Query kMoved{
    "accounts.moved",
    "SELECT g.counter FROM guards g WHERE g.tenant_id = ? AND g.kind = ? AND g.guard_key = ?"};
const db::Query kOldTenant{
    "accounts.old_tenant",
    "SELECT t.code, t.display_name, t.active FROM tenants t WHERE t.tenant_id = ?"};
const db::Query kOldUsers{
    "accounts.old_users",
    "SELECT u.id, u.username, u.display_name, u.password_hash, u.active FROM users u WHERE "
    "u.tenant_id = ? ORDER BY u.id"};
const db::Query kOldClients{
    "accounts.old_clients",
    "SELECT c.id, c.code, c.display_name, c.secret_hash, c.grants, c.active FROM clients c WHERE "
    "c.tenant_id = ? ORDER BY c.id"};

// Display names were bounded by characters, and are by bytes: what is too long is cut between two.
std::string Cut(absl::string_view text, size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return std::string(text.substr(0, bytes));
}

constexpr size_t kNameBytes = 128;  // of users and clients
constexpr size_t kTenantBytes = 200;

absl::StatusOr<ClientAccount> ReadClient(const db::Row& row) {
  ClientAccount client;
  GUANXI_ASSIGN_OR_RETURN(client.id, Uuid::FromBytes(row.String(0)));
  client.code = std::string(row.String(1));
  client.display_name = Cut(row.String(2), kNameBytes);
  client.secret_hash = std::string(row.String(3));
  client.roles.emplace();
  for (absl::string_view grant : absl::StrSplit(row.String(4), ',', absl::SkipEmpty())) {
    const bool for_itself = grant == "client_credentials";
    client.grants.push_back(for_itself ? ApiClient::CLIENT_CREDENTIALS : ApiClient::PASSWORD);
    if (for_itself) client.roles->push_back(std::string(kIntegration));
  }
  client.active = row.Bool(5);
  return client;
}

absl::StatusOr<UserAccount> ReadUser(const db::Row& row) {
  UserAccount user;
  GUANXI_ASSIGN_OR_RETURN(user.id, Uuid::FromBytes(row.String(0)));
  user.login_name = std::string(row.String(1));
  user.display_name = Cut(row.String(2), kNameBytes);
  user.password_hash = std::string(row.String(3));
  user.active = row.Bool(4);
  user.roles = {std::string(kAdministrator)};
  return user;
}

// What the old tables say of a tenant; nothing if it was moved.
absl::StatusOr<std::optional<TenantAccounts>> ReadOld(db::Transaction& tx, const Uuid& tenant) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows moved,
                          tx.Select(kMoved, {tenant.bytes(), kMovedKind, kMovedKey}));
  if (!moved.empty()) return std::nullopt;
  TenantAccounts accounts;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows old, tx.Select(kOldTenant, {tenant.bytes()}));
  if (old.empty()) return std::nullopt;
  accounts.code = std::string(old[0].String(0));
  accounts.display_name = Cut(old[0].String(1), kTenantBytes);
  accounts.active = old[0].Bool(2);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows users, tx.Select(kOldUsers, {tenant.bytes()}));
  for (const db::Row row : users) {
    GUANXI_ASSIGN_OR_RETURN(accounts.users.emplace_back(), ReadUser(row));
  }
  GUANXI_ASSIGN_OR_RETURN(const db::Rows clients, tx.Select(kOldClients, {tenant.bytes()}));
  for (const db::Row row : clients) {
    GUANXI_ASSIGN_OR_RETURN(accounts.clients.emplace_back(), ReadClient(row));
  }
  return accounts;
}

absl::Status PutGateway(const OperatorsEngine& operators) {
  TenantAccounts services;
  services.code = std::string(kSystemTenant);
  services.display_name = "Services";
  ClientAccount gateway;
  gateway.id = GatewayId();
  gateway.code = std::string(kGateway);
  services.clients.push_back(gateway);
  return PutAccounts(*operators.engine, *operators.resources, services, absl::InfiniteFuture());
}

absl::Status MoveTenant(db::Database* database, const OperatorsEngine& operators,
                        const Uuid& tenant) {
  std::optional<TenantAccounts> accounts;
  GUANXI_RETURN_IF_ERROR(
      database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(accounts, ReadOld(tx, tenant));
        return absl::OkStatus();
      }));
  if (!accounts.has_value()) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(
      PutAccounts(*operators.engine, *operators.resources, *accounts, absl::InfiniteFuture()));
  GUANXI_RETURN_IF_ERROR(operators.engine->Write(
      Trusted(tenant, kOperator), {db::Lane::kJob}, resource::WriteContext(),
      [](resource::UnitOfWork& work) {
        return work.Count(kMovedKind, kMovedKey, 1, std::numeric_limits<int64_t>::max()).status();
      }));
  Log(Severity::kInfo, "access.accounts_moved",
      {{"tenant", tenant.ToString()},
       {"users", accounts->users.size()},
       {"clients", accounts->clients.size()}});
  return absl::OkStatus();
}

}  // namespace

absl::Status MoveAccounts(db::Database* database) {
  GUANXI_ASSIGN_OR_RETURN(const OperatorsEngine operators, OperatorsEngine::Create(database));
  GUANXI_RETURN_IF_ERROR(PutGateway(operators));
  Uuid tenant;
  while (true) {
    bool found = false;
    GUANXI_RETURN_IF_ERROR(
        database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kNextTenant, {tenant.bytes()}));
          found = !rows[0].IsNull(0);
          if (!found) return absl::OkStatus();
          GUANXI_ASSIGN_OR_RETURN(tenant, Uuid::FromBytes(rows[0].String(0)));
          return absl::OkStatus();
        }));
    if (!found) return absl::OkStatus();
    GUANXI_RETURN_IF_ERROR(MoveTenant(database, operators, tenant));
  }
}

std::vector<db::Query> MoveQueries() {
  return {kNextTenant, kMoved, kOldTenant, kOldUsers, kOldClients};
}

}  // namespace guanxi::directory
