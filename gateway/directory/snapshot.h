// Reads what everybody in a tenant may do, for services that decide by it.
#ifndef GUANXI_GATEWAY_DIRECTORY_SNAPSHOT_H_
#define GUANXI_GATEWAY_DIRECTORY_SNAPSHOT_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "guanxi/access/v1/policy.pb.h"

namespace guanxi::directory {

// The rights in `tenant` if their version is not `known`; sessions that ended since `ended_since`
// are in them, and the installation's services, with the tenant's role `service`. Two looks at a
// counter where nothing has changed; else everything is read as it was at one moment, the version
// too.
//
//   NOT_FOUND  TENANT_NOT_FOUND
absl::StatusOr<access::v1::GetPolicySnapshotResponse> ReadSnapshot(db::Database* database,
                                                                   const db::TxOptions& options,
                                                                   const Uuid& tenant,
                                                                   int64_t known,
                                                                   absl::Time ended_since);

// Its statements, for the linter.
std::vector<db::Query> SnapshotQueries();

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_SNAPSHOT_H_
