// What the connector alone can read.
#ifndef GUANXI_BENCH_RAW_SELECT_H_
#define GUANXI_BENCH_RAW_SELECT_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bench/target.h"

namespace guanxi::bench {

// Prints how many customers per second 16 connections read by prepared statements of the bare
// connector, without any server of ours.
absl::Status MeasureRawSelect(const Target& target, absl::Duration duration);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_RAW_SELECT_H_
