// The file by which an installation gets its first accounts.
#ifndef GUANXI_GATEWAY_ACCESS_BOOTSTRAP_FILE_H_
#define GUANXI_GATEWAY_ACCESS_BOOTSTRAP_FILE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::access {

struct BootstrapDepartment {
  std::string code;
  std::string display_name;
  std::optional<std::string> parent;  // code of another one
};

// An account as the file has it: secrets in clear.
struct BootstrapAccount {
  std::string code;  // login name or client code
  std::string display_name;
  std::string secret;               // password or client secret; empty for a public client
  std::vector<std::string> grants;  // of a client
  std::optional<std::string> department;
  std::optional<std::string> manager;             // login name of a user before it
  std::optional<std::vector<std::string>> roles;  // codes
};

struct BootstrapTenant {
  std::string code;
  std::string display_name;
  std::vector<BootstrapDepartment> departments;
  std::vector<BootstrapAccount> users;
  std::vector<BootstrapAccount> clients;
};

struct Bootstrap {
  std::vector<BootstrapTenant> tenants;
  std::vector<BootstrapAccount> services;  // clients of the operator's own tenant
};

// Reads the JSON that gateway/README.md describes. INVALID_ARGUMENT, reason INVALID_FIELD, names
// every mistake by its path ("tenants[0].users[1].password"), never by its value.
absl::StatusOr<Bootstrap> ParseBootstrap(absl::string_view json);

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_BOOTSTRAP_FILE_H_
