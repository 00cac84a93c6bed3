// Ready roles of tenants that older versions made: what in them means nothing any more.
#ifndef GUANXI_GATEWAY_DIRECTORY_TIDY_ROLES_H_
#define GUANXI_GATEWAY_DIRECTORY_TIDY_ROLES_H_

#include <vector>

#include "absl/status/status.h"
#include "common/db/database.h"
#include "common/db/query.h"

namespace guanxi::directory {

// Takes permissions out of the ready roles of all tenants whose patterns mean nothing that there is
// (MeansPermission), as those of collections that were given up: they give nobody anything, and a
// role that has one cannot be changed any more, for such a pattern is refused. A role keeps at
// least one permission; deleted ones stay as they are. Safe to run again, and beside a running
// gateway.
absl::Status TidyReadyRoles(db::Database* database);

// Its statements, for the linter.
std::vector<db::Query> TidyQueries();

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_TIDY_ROLES_H_
