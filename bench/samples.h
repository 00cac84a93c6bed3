// The customers that GetCustomer reads and that bare_server copies.
#ifndef GUANXI_BENCH_SAMPLES_H_
#define GUANXI_BENCH_SAMPLES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/database.h"

namespace guanxi::bench {

// How many different customers both sides create, again and again.
inline constexpr int kSamples = 200;

// The ids of the tenant's last `count` customers, the newest first.
absl::StatusOr<std::vector<Uuid>> LatestCustomers(db::Database* database, const Uuid& tenant,
                                                  int count);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_SAMPLES_H_
