// Children of one parent against children of many.
#ifndef GUANXI_BENCH_HOT_PARENT_H_
#define GUANXI_BENCH_HOT_PARENT_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bench/target.h"

namespace guanxi::bench {

// Prints creates a second, 16 in flight, under one customer, with those under 1,000 customers as
// the limit: of contacts, which only refer to it, and of interactions, which each write what it
// says of them. Medians of rounds of this length that alternate.
absl::Status MeasureHotParent(const Target& target, absl::Duration round);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_HOT_PARENT_H_
