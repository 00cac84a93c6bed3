// What the engine's own tables need now and then: rows that have served are deleted.
//
// The outbox is not among them. Its rows are what has not been published yet: whoever publishes an
// event deletes its row in the same transaction, and nobody else may. Until then it grows by one
// row a change, two ids of 16 bytes, beside a change row that stays for good and is much larger.
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

// How long answers are kept for repeated requests, and guards that nobody takes.
inline constexpr absl::Duration kPurgeAge = absl::Hours(7 * 24);

// Rows of a table that go with time.
struct Purged {
  // The next tenant that has rows, by the one before: a short look into an index for each.
  db::Query next_tenant;
  // Binds the tenant, the time before which rows go, and how many.
  db::Query purge;
  absl::Duration age = kPurgeAge;
};

// Deletes those that are older, tenant by tenant in small transactions, and returns the number of
// rows. Safe to run twice at once, and to stop anywhere. `clock` is the machine's.
absl::StatusOr<int64_t> Purge(db::Database* database, Clock* clock, const Purged& purged);

// Deletes what is older than kPurgeAge, tenant by tenant in small transactions, and returns the
// number of rows. Safe to run twice at once, and to stop anywhere.
absl::StatusOr<int64_t> PurgeRequestLog(db::Database* database, Clock* clock);

// The same of rows that exclude (UnitOfWork::Guard) and that nobody has taken for so long, and of
// counters (Count) that have been 0 for so long: without its row each is what it was. Whoever takes
// one just then waits, and makes it anew. Counters that count stay.
absl::StatusOr<int64_t> PurgeGuards(db::Database* database, Clock* clock);

// The statements, for the tests that read SQL.
std::vector<db::Query> PurgeQueries();

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_PURGE_H_
