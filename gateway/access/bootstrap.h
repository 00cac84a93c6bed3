// Tenants from a file: how an installation gets its first accounts.
#ifndef GUANXI_GATEWAY_ACCESS_BOOTSTRAP_H_
#define GUANXI_GATEWAY_ACCESS_BOOTSTRAP_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace guanxi::access {

class AccessStore;
class PasswordHasher;

// An account as the file has it: secrets in clear.
struct BootstrapAccount {
  std::string code;  // user name or client code
  std::string display_name;
  std::string secret;               // password or client secret; empty for a public client
  std::vector<std::string> grants;  // of a client
};

struct BootstrapTenant {
  std::string code;
  std::string display_name;
  std::vector<BootstrapAccount> users;
  std::vector<BootstrapAccount> clients;
};

// Reads the JSON that gateway/README.md describes. INVALID_ARGUMENT, reason INVALID_FIELD, names
// every mistake by its path ("tenants[0].users[1].password"), never by its value.
absl::StatusOr<std::vector<BootstrapTenant>> ParseBootstrap(absl::string_view json);

// Creates or updates these tenants and accounts. The same file again changes nothing that anybody
// sees; another password or secret in the file takes effect. Accounts that the file does not name
// are left alone. Errors: those of db::Database and PasswordHasher.
absl::Status Bootstrap(const std::vector<BootstrapTenant>& tenants, AccessStore* store,
                       PasswordHasher* hasher, absl::Time deadline);

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_BOOTSTRAP_H_
