// Puts tenants, departments, people and programs into the directory on the operator's behalf: out
// of bootstrap files, and out of the tables of an earlier version.
#ifndef GUANXI_GATEWAY_DIRECTORY_ACCOUNTS_H_
#define GUANXI_GATEWAY_DIRECTORY_ACCOUNTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/engine.h"
#include "gateway/directory/resources.h"
#include "guanxi/access/v1/api_client.pb.h"

namespace guanxi::directory {

// What is not stated stays as it is, or, of somebody new, empty.

struct DepartmentAccount {
  std::string code;  // its id follows from it
  std::string display_name;
  std::string parent;  // code, or empty
};

struct UserAccount {
  Uuid id;  // of somebody new; nil: one is made
  std::string login_name;
  std::string display_name;
  std::string password_hash;
  bool active = true;                          // of somebody new
  std::optional<std::string> department = {};  // code
  std::optional<std::string> manager = {};     // login name of somebody who is there already
  std::optional<std::vector<std::string>> roles = {};  // codes
};

struct ClientAccount {
  Uuid id;
  std::string code;
  std::string display_name;
  std::string secret_hash;  // empty: a public client, which has no secret
  std::vector<access::v1::ApiClient::Grant> grants = {};
  bool active = true;
  std::optional<std::vector<std::string>> roles = {};
};

// A tenant with all that is put at once.
struct TenantAccounts {
  std::string code;
  std::string display_name;
  bool active = true;
  std::vector<DepartmentAccount> departments;
  std::vector<UserAccount> users;
  std::vector<ClientAccount> clients;
};

// Creates or updates the tenant with the roles that come ready, and those departments, users and
// clients that are given, found by their names: those that exist keep their ids, others are left
// alone. Roles that are there stay as the tenant made them, but that of the services in the system
// tenant, which may do what this release's need. Of a user or client whose row is as it would
// become nothing is written. In several transactions; safe to repeat. Users need a manager who
// comes before them.
//
// Errors: those of the engine, and INVALID_ARGUMENT for a code that names nothing.
absl::Status PutAccounts(const resource::Engine& engine, const Resources& all,
                         const TenantAccounts& accounts, absl::Time deadline);

// Its statements, for the linter.
std::vector<db::Query> AccountQueries();

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_ACCOUNTS_H_
