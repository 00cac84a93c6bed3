// What the engine's own tables need now and then: rows that have served are deleted.
#ifndef GUANXI_COMMON_RESOURCE_PURGE_H_
#define GUANXI_COMMON_RESOURCE_PURGE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/db/query.h"

namespace guanxi::resource {

// How long answers are kept for repeated requests, and changes for those who publish them.
inline constexpr absl::Duration kPurgeAge = absl::Hours(7 * 24);

// Both delete what is older than kPurgeAge, tenant by tenant in small transactions, and return the
// number of rows. Safe to run twice at once, and to stop anywhere.
absl::StatusOr<int64_t> PurgeRequestLog(db::Database* database, Clock* clock);
absl::StatusOr<int64_t> PurgeOutbox(db::Database* database, Clock* clock);

// Their statements, for the tests that read SQL.
std::vector<db::Query> PurgeQueries();

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_PURGE_H_
