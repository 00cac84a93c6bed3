// Keeps a flood of calls from becoming a flood of log lines.
#ifndef GUANXI_COMMON_RPC_LOG_LIMIT_H_
#define GUANXI_COMMON_RPC_LOG_LIMIT_H_

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "common/base/mutex.h"

namespace guanxi::rpc {

// So many lines in each second, counted from the first; the rest is left out. Thread-safe.
class LogLimit {
 public:
  explicit LogLimit(int lines_per_second) : lines_per_second_(lines_per_second) {}

  // Nothing if the line is to be left out, else how many were since the last that was not.
  std::optional<int64_t> Take(absl::Time now);

 private:
  const int lines_per_second_;
  Mutex mutex_;
  absl::Time second_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  int taken_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t left_out_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_LOG_LIMIT_H_
