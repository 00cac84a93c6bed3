// What the database can take in.
#ifndef GUANXI_BENCH_RAW_INSERT_H_
#define GUANXI_BENCH_RAW_INSERT_H_

#include "absl/status/status.h"
#include "bench/target.h"

namespace guanxi::bench {

// Prints how many of the tenant's customers per second one connection writes by multi-row INSERTs
// of all their rows, under another tenant, in transactions as large as the import's.
absl::Status MeasureRawInsert(const Target& target);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_RAW_INSERT_H_
