// IngestBehaviorEvents and StreamBehaviorEvents against raw INSERTs of the same rows.
#ifndef GUANXI_BENCH_BEHAVIOR_H_
#define GUANXI_BENCH_BEHAVIOR_H_

#include "absl/status/status.h"
#include "bench/target.h"

namespace guanxi::bench {

// Prints events a second of 200 visitors: by calls of 1,000, one after the other, and by one stream
// of as many messages. The limit is as that of MeasureIngest; the stream's events also stand beside
// 20,000 a second. The median of rounds that alternate.
absl::Status MeasureBehavior(const Target& target);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_BEHAVIOR_H_
