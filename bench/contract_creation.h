// What contracts cost.
#ifndef GUANXI_BENCH_CONTRACT_CREATION_H_
#define GUANXI_BENCH_CONTRACT_CREATION_H_

#include "absl/status/status.h"
#include "bench/lead_world.h"

namespace guanxi::bench {

// Prints how many contracts a second kClaimants make at once, each numbered without holes, against
// transactions that write the same rows and count in a guard row, without the engine.
absl::Status MeasureContractCreation(const LeadWorld& world, int count);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_CONTRACT_CREATION_H_
