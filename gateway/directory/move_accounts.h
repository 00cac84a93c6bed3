// Takes accounts out of the tables of the version before (0001_access) into the directory.
#ifndef GUANXI_GATEWAY_DIRECTORY_MOVE_ACCOUNTS_H_
#define GUANXI_GATEWAY_DIRECTORY_MOVE_ACCOUNTS_H_

#include <vector>

#include "absl/status/status.h"
#include "common/db/database.h"
#include "common/db/query.h"

namespace guanxi::directory {

// For service::Definition::after_migration. Gives the gateway the account by which it acts on
// users' behalf. Moves tenants that the directory does not have yet, with their users and clients
// under the ids that they had. Until then everybody could do everything: users become
// administrators, and clients that act for themselves get the role `integration`. Safe to repeat,
// and to stop anywhere: a tenant is marked as moved last.
absl::Status MoveAccounts(db::Database* database);

// Its statements, for the linter.
std::vector<db::Query> MoveQueries();

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_MOVE_ACCOUNTS_H_
