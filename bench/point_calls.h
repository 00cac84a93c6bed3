// GetCustomer and CreateCustomer, ours against the bare handlers, and with rights against all
// rights.
#ifndef GUANXI_BENCH_POINT_CALLS_H_
#define GUANXI_BENCH_POINT_CALLS_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bench/target.h"

namespace guanxi::bench {

// Each prints calls/s of ours against bare_server's: medians of rounds of this length that
// alternate. MeasureCreate also prints the rows that one creation writes.
absl::Status MeasureGet(const Target& target, absl::Duration round);
absl::Status MeasureCreate(const Target& target, absl::Duration round);
// CreateCustomer of nothing but a name, of ours alone: what the rest of the machine costs it shows
// in the rates of several runs.
absl::Status MeasureCreateRate(const Target& target, absl::Duration round);

// GetCustomer by who sees the rows of some departments, with masks and without a field, against the
// same by who sees all.
absl::Status MeasureRights(const Target& target, absl::Duration round);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_POINT_CALLS_H_
