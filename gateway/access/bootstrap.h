// Tenants from a file: how an installation gets its first accounts.
#ifndef GUANXI_GATEWAY_ACCESS_BOOTSTRAP_H_
#define GUANXI_GATEWAY_ACCESS_BOOTSTRAP_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "common/resource/engine.h"
#include "gateway/access/bootstrap_file.h"
#include "gateway/directory/resources.h"

namespace guanxi::access {

class PasswordHasher;

// Creates or updates these tenants and accounts, and the services. The same file again changes
// nothing that anybody sees; another password or secret in the file takes effect, as do roles,
// departments and managers where it states them. Accounts that the file does not name are left
// alone. A user of whom it states no roles becomes an administrator, a client that acts for itself
// gets `integration`, if they are new. Errors: those of the engine and PasswordHasher.
absl::Status PutBootstrap(const Bootstrap& bootstrap, db::Database* database,
                          const resource::Engine& engine, const directory::Resources& resources,
                          PasswordHasher* hasher, absl::Time deadline);

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_BOOTSTRAP_H_
