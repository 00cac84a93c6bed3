// The pools of one kind of record.
#ifndef GUANXI_COMMON_POOLS_LIVE_POOLS_H_
#define GUANXI_COMMON_POOLS_LIVE_POOLS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::pools {

// Those of the tenant that are not deleted, the oldest first; at most 1,000, more than a company
// has. Whoever asks. Errors: those of common/db.
absl::StatusOr<std::vector<pool::v1::Pool>> LivePools(resource::UnitOfWork& work,
                                                      const resource::Resource& pools);

// Its statement, for the linter.
db::Query LivePoolsQuery();

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_LIVE_POOLS_H_
