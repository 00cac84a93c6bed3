// How fast leads are claimed out of a pool.
#ifndef GUANXI_BENCH_CLAIMS_H_
#define GUANXI_BENCH_CLAIMS_H_

#include "absl/status/status.h"
#include "common/flags/service_flags.h"

namespace guanxi::bench {

// Prints claims a second by 16 at once, each of another lead, with limits of the day and in hand.
// The limit: transactions that write a guard row and take the lead if it is nobody's, over a copy
// of the table. Errors: those of what is measured.
absl::Status MeasureClaims(const ServiceFlags& flags, int count);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_CLAIMS_H_
