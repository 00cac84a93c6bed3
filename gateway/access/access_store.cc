#include "gateway/access/access_store.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/errors/errors.h"
#include "gateway/access/access_queries.h"

namespace guanxi::access {
namespace {

bool IsCode(absl::string_view code, size_t limit) {
  return !code.empty() && code.size() <= limit && code[0] != '.' && code[0] != '_' &&
         code[0] != '-' && absl::c_all_of(code, [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '.' || c == '_' ||
                  c == '-';
         });
}

std::string JoinGrants(const std::vector<Grant>& grants) {
  return absl::StrJoin(grants, ",",
                       [](std::string* out, Grant g) { out->append(std::string(GrantName(g))); });
}

absl::StatusOr<std::vector<Grant>> SplitGrants(absl::string_view text) {
  std::vector<Grant> grants;
  for (absl::string_view name : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    const std::optional<Grant> grant = ParseGrant(name);
    if (!grant) return absl::InternalError("clients.grants holds an unknown grant type");
    grants.push_back(*grant);
  }
  return grants;
}

absl::StatusOr<Client> ReadClient(const db::Row& row) {
  Client client;
  GUANXI_ASSIGN_OR_RETURN(client.id, Uuid::FromBytes(row.String(0)));
  client.code = std::string(row.String(1));
  client.display_name = std::string(row.String(2));
  client.secret_hash = std::string(row.String(3));
  GUANXI_ASSIGN_OR_RETURN(client.grants, SplitGrants(row.String(4)));
  client.active = row.Bool(5);
  return client;
}

absl::StatusOr<User> ReadUser(const db::Row& row) {
  User user;
  GUANXI_ASSIGN_OR_RETURN(user.id, Uuid::FromBytes(row.String(0)));
  user.username = std::string(row.String(1));
  user.display_name = std::string(row.String(2));
  user.password_hash = std::string(row.String(3));
  user.active = row.Bool(4);
  return user;
}

// The one account of `tenant` with that name, read by `read`.
template <typename Account, typename Read>
absl::StatusOr<std::optional<Account>> Find(db::Database* database, const db::Query& query,
                                            const Uuid& tenant, absl::string_view name,
                                            absl::Time deadline, Read read) {
  std::optional<Account> found;
  GUANXI_RETURN_IF_ERROR(
      database->ReadOnly({db::Lane::kPoint, deadline}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, {tenant.bytes(), name}));
        found.reset();
        if (rows.empty()) return absl::OkStatus();
        GUANXI_ASSIGN_OR_RETURN(found, read(rows[0]));
        return absl::OkStatus();
      }));
  return found;
}

}  // namespace

Uuid TenantId(absl::string_view code) { return DeriveUuid("guanxi.tenants", code); }

bool IsTenantCode(absl::string_view code) { return IsCode(code, 63); }
bool IsAccountCode(absl::string_view code) { return IsCode(code, 64); }

AccessStore::AccessStore(db::Database* database, Clock* clock)
    : database_(database), clock_(clock), ids_(clock) {}

absl::StatusOr<std::optional<Client>> AccessStore::FindClient(const Uuid& tenant,
                                                              absl::string_view code,
                                                              absl::Time deadline) {
  return Find<Client>(database_, kSelectClient, tenant, code, deadline, ReadClient);
}

absl::StatusOr<std::optional<User>> AccessStore::FindUser(const Uuid& tenant,
                                                          absl::string_view username,
                                                          absl::Time deadline) {
  return Find<User>(database_, kSelectUser, tenant, username, deadline, ReadUser);
}

absl::Status AccessStore::Put(const TenantAccounts& accounts, absl::Time deadline) {
  return database_->ReadWrite({db::Lane::kPoint, deadline},
                              [&](db::Transaction& tx) { return PutAll(accounts, tx); });
}

absl::Status AccessStore::PutAll(const TenantAccounts& accounts, db::Transaction& tx) {
  const Uuid tenant = TenantId(accounts.code);
  const absl::Time now = clock_->Now();
  GUANXI_RETURN_IF_ERROR(
      tx.Execute(kPutTenant, {tenant.bytes(), accounts.code, accounts.display_name, now, now})
          .status());
  for (const User& user : accounts.users) {
    const Uuid id = ids_.Next();  // not used if the user exists
    GUANXI_RETURN_IF_ERROR(
        tx.Execute(kPutUser, {tenant.bytes(), id.bytes(), user.username, user.display_name,
                              user.password_hash, user.active, now, now})
            .status());
  }
  for (const Client& client : accounts.clients) {
    const Uuid id = ids_.Next();
    GUANXI_RETURN_IF_ERROR(
        tx.Execute(kPutClient,
                   {tenant.bytes(), id.bytes(), client.code, client.display_name,
                    client.secret_hash, JoinGrants(client.grants), client.active, now, now})
            .status());
  }
  return absl::OkStatus();
}

}  // namespace guanxi::access
