// Roll-ups of a large group of companies, and introductions in a large network.
#ifndef GUANXI_BENCH_NETWORK_H_
#define GUANXI_BENCH_NETWORK_H_

#include "absl/status/status.h"
#include "bench/target.h"

namespace guanxi::bench {

// Prints p99 of GetHierarchyRollUp of a group of 100,000 companies, and of FindPath
// between two by chance of 200,000 contacts, whom 1,000,000 relationships tie; one call after the
// other. The rows of both are written beside the services, below customers that are there, of whom
// there must be some.
absl::Status MeasureNetwork(const Target& target);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_NETWORK_H_
