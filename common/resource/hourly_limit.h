// How often a caller may do something in each hour of the clock, over all replicas.
#ifndef GUANXI_COMMON_RESOURCE_HOURLY_LIMIT_H_
#define GUANXI_COMMON_RESOURCE_HOURLY_LIMIT_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/db/query.h"
#include "common/db/value.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"

namespace guanxi::resource {

struct HourlyLimit {
  absl::string_view kind;    // of the row of `guards` that counts, one for each caller: 32 bytes
  int most = 0;              // under a million
  absl::string_view reason;  // of the error
  absl::string_view what;    // may be done so often: "have a masked field shown to him"
};

// So many times more (fewer, if negative) under `kind` and `key` (as those of UnitOfWork::Count) in
// the period of this number: an hour since 1970, a day. Returns how often in it by now; under a
// million. A row serves all periods of its key, which never go back, and so nothing is left to be
// purged. What is undone does not count.
absl::StatusOr<int64_t> CountInPeriod(UnitOfWork& work, absl::string_view kind,
                                      absl::string_view key, int64_t period, int64_t times = 1);

// Once more in the period under `kind` and `key` as CountInPeriod counts, and behind a guard (as
// UnitOfWork::Guard, which comes first), by one statement. How often that is by now is for the
// caller to read, together with what else it counts behind the guard: see PeriodCounter.
struct GuardedCount {
  absl::string_view guard_kind, guard_key;
  absl::string_view kind, key;
  int64_t period = 0;
};
absl::Status GuardAndCount(UnitOfWork& work, const GuardedCount& count);

// The same if nobody has taken the guard since it was read, in `use_time` of its row, that it was
// taken at `taken`, and the counter had been counted under by then: what the same statement read
// beside that is so still, and no later look is needed. If it is false, the count is made and the
// guard not taken. Without a `kind` the guard is all there is.
absl::StatusOr<bool> GuardAndCountSince(UnitOfWork& work, const GuardedCount& count,
                                        absl::Time taken);

// A scalar subquery of the counter under a kind and key; binds tenant, kind, key. NULL if nothing
// was counted under it.
absl::string_view PeriodCounter();
// What its value says: how often in the period.
int64_t TimesInPeriod(const db::Value& counter, int64_t period);

// So many times more under `kind` and `key` (of at most 60 bytes). Returns how often by now in the
// hour that runs and the 24 before it, each of which has a row; under a million in each.
absl::StatusOr<int64_t> CountInDay(UnitOfWork& work, absl::string_view kind, absl::string_view key,
                                   int64_t times);

// So many times more by the principal, in the unit of work; what is undone does not count.
//   RESOURCE_EXHAUSTED  `reason`  too often in this hour; RetryInfo says when the next one begins
absl::Status CountInHour(UnitOfWork& work, const HourlyLimit& limit, int64_t times = 1);

// Whole values that a caller may ask for of fields that he sees masked and that can be tried, by
// searches, each comparison of a filter, and updates of what there is that state them, which need
// not change anything: who knows all of a number but four digits would else find them by trying. In
// a transaction of its own.
// Environment::lookups_per_hour.
//   RESOURCE_EXHAUSTED  LOOKUP_LIMIT
absl::Status CountLookups(const Engine& engine, const rpc::Call& call, int64_t times = 1);

// Its statements, for the linter.
std::vector<db::Query> HourlyQueries();
std::vector<db::InsertQuery> HourlyInserts();

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_HOURLY_LIMIT_H_
