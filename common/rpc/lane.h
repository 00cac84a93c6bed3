// Lanes: three classes of work that never wait for each other.
#ifndef GUANXI_COMMON_RPC_LANE_H_
#define GUANXI_COMMON_RPC_LANE_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace guanxi::rpc {

// Each lane owns its worker threads, its queue and (in common/db) its connections, so that a
// flood of slow lists cannot delay a read by key.
enum class Lane {
  kPoint = 0,  // a few rows by key: milliseconds
  kScan = 1,   // lists by undeclared filters, counts, reports: seconds
  kJob = 2,    // streams, imports, exports: minutes
};

inline constexpr int kLaneCount = 3;

// "point", "scan" or "job": for logs and metric labels.
absl::string_view LaneName(Lane lane);

// How much of the process one lane may use. One tenant gets at most half of the workers and half
// of the queue (at least one of each): a company alone on a server wants twice the threads.
struct LaneOptions {
  int threads = 1;
  // Calls that may wait for a worker; the next one is refused.
  int queue_limit = 1;
  // How long a call may wait for a worker. While a tenant's oldest call has waited longer, new
  // calls of that tenant are refused on arrival.
  absl::Duration max_queue_age;
  // Given to a call that names no deadline.
  absl::Duration default_deadline;
  // The longest time that any call gets, whatever its caller asks for.
  absl::Duration max_deadline;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_LANE_H_
