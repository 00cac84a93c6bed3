#include "gateway/access/bootstrap.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "gateway/access/access_store.h"
#include "gateway/access/client_secret.h"
#include "gateway/access/password.h"
#include "gateway/access/token_request.h"
#include "gateway/directory/accounts.h"
#include "gateway/directory/names.h"

namespace guanxi::access {
namespace {

using directory::ClientAccount;
using directory::TenantAccounts;
using directory::UserAccount;

// What hashes are made with, and until when.
struct Hashing {
  AccessStore* store;
  PasswordHasher* hasher;
  absl::Time deadline;
};

// `stored` if it is still the hash of `secret`, else a new one: a hash is salted, and making it
// anew each time would change rows for nothing.
absl::StatusOr<std::string> HashOf(const std::string& secret, const std::string& stored,
                                   const Hashing& hashing) {
  if (secret.empty()) return std::string();
  if (!stored.empty()) {
    GUANXI_ASSIGN_OR_RETURN(const bool same,
                            hashing.hasher->Matches(secret, stored, hashing.deadline));
    if (same) return stored;
  }
  return hashing.hasher->Hash(secret, hashing.deadline);
}

absl::StatusOr<std::string> SecretHashOf(const std::string& secret, const std::string& stored,
                                         const Hashing& hashing) {
  if (IsServerMade(secret)) return SecretDigest(secret);
  return HashOf(secret, IsSecretDigest(stored) ? "" : stored, hashing);
}

absl::StatusOr<UserAccount> ReadyUser(const Uuid& tenant, const BootstrapAccount& account,
                                      const Hashing& hashing) {
  GUANXI_ASSIGN_OR_RETURN(const auto stored,
                          hashing.store->FindUser(tenant, account.code, hashing.deadline));
  UserAccount user;
  user.login_name = account.code;
  user.display_name = account.display_name;
  user.department = account.department;
  user.manager = account.manager;
  user.roles = account.roles;
  if (!stored && !user.roles) user.roles = {std::string(directory::kAdministrator)};
  GUANXI_ASSIGN_OR_RETURN(user.password_hash,
                          HashOf(account.secret, stored ? stored->password_hash : "", hashing));
  return user;
}

absl::StatusOr<ClientAccount> ReadyClient(const Uuid& tenant, const BootstrapAccount& account,
                                          const Hashing& hashing) {
  GUANXI_ASSIGN_OR_RETURN(const auto stored,
                          hashing.store->FindClient(tenant, account.code, hashing.deadline));
  ClientAccount client;
  client.code = account.code;
  client.display_name = account.display_name;
  for (const std::string& grant : account.grants) {
    client.grants.push_back(static_cast<v1::ApiClient::Grant>(*ParseGrant(grant)));
  }
  client.roles = account.roles;
  if (!stored && !client.roles &&
      absl::c_linear_search(client.grants, v1::ApiClient::CLIENT_CREDENTIALS)) {
    client.roles = {std::string(directory::kIntegration)};
  }
  const bool had_secret = stored && !stored->secret_hashes.empty();
  GUANXI_ASSIGN_OR_RETURN(
      client.secret_hash,
      SecretHashOf(account.secret, had_secret ? stored->secret_hashes.front() : "", hashing));
  return client;
}

absl::StatusOr<TenantAccounts> ReadyTenant(const BootstrapTenant& tenant, const Hashing& hashing) {
  TenantAccounts accounts;
  accounts.code = tenant.code;
  accounts.display_name = tenant.display_name;
  const Uuid id = directory::TenantId(tenant.code);
  for (const BootstrapDepartment& department : tenant.departments) {
    accounts.departments.push_back(
        {department.code, department.display_name, department.parent.value_or("")});
  }
  for (const BootstrapAccount& account : tenant.users) {
    GUANXI_ASSIGN_OR_RETURN(accounts.users.emplace_back(), ReadyUser(id, account, hashing));
  }
  for (const BootstrapAccount& account : tenant.clients) {
    GUANXI_ASSIGN_OR_RETURN(accounts.clients.emplace_back(), ReadyClient(id, account, hashing));
  }
  return accounts;
}

}  // namespace

absl::Status PutBootstrap(const Bootstrap& bootstrap, db::Database* database,
                          const resource::Engine& engine, const directory::Resources& resources,
                          PasswordHasher* hasher, absl::Time deadline) {
  AccessStore store(database);
  std::vector<BootstrapTenant> tenants = bootstrap.tenants;
  if (!bootstrap.services.empty()) {
    tenants.push_back(
        {std::string(directory::kSystemTenant), "Services", {}, {}, bootstrap.services});
  }
  for (const BootstrapTenant& tenant : tenants) {
    GUANXI_ASSIGN_OR_RETURN(const TenantAccounts accounts,
                            ReadyTenant(tenant, {&store, hasher, deadline}));
    GUANXI_RETURN_IF_ERROR(directory::PutAccounts(engine, resources, accounts, deadline));
    Log(Severity::kInfo, "access.bootstrap",
        {{"tenant", directory::TenantId(tenant.code).ToString()},
         {"users", tenant.users.size()},
         {"clients", tenant.clients.size()}});
  }
  return absl::OkStatus();
}

}  // namespace guanxi::access
