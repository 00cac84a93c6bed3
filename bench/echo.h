// What the pipeline costs: echo calls through it, against a bare callback handler of the same gRPC
// server, and against a bare handler behind the same worker pool.
#ifndef GUANXI_BENCH_ECHO_H_
#define GUANXI_BENCH_ECHO_H_

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace guanxi::bench {

// Prints three figures. Clients and servers share this process; rounds of this length alternate,
// so that the machine's noise hits all alike.
absl::Status MeasureEcho(absl::Duration round);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_ECHO_H_
