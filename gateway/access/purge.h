// Deletes what the token endpoint kept and nobody asks for any more.
#ifndef GUANXI_GATEWAY_ACCESS_PURGE_H_
#define GUANXI_GATEWAY_ACCESS_PURGE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/db/query.h"

namespace guanxi::access {

// Refresh tokens and assertions that have expired, buckets of attempts that are full, networks that
// are forgotten: tenant by tenant in small transactions. Returns the number of rows. Safe to run
// twice at once, and to stop anywhere.
absl::StatusOr<int64_t> PurgeExpired(db::Database* database, Clock* clock);

// Its statements, for the linter.
std::vector<db::Query> PurgeQueries();

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_PURGE_H_
