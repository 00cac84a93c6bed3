#include "common/rpc/log_limit.h"

#include <utility>

namespace guanxi::rpc {

std::optional<int64_t> LogLimit::Take(absl::Time now) {
  MutexLock lock(&mutex_);
  // A clock that was set back begins a second, too.
  if (now >= second_ + absl::Seconds(1) || now < second_) {
    second_ = now;
    taken_ = 0;
  }
  if (taken_ >= lines_per_second_) {
    ++left_out_;
    return std::nullopt;
  }
  ++taken_;
  return std::exchange(left_out_, 0);
}

}  // namespace guanxi::rpc
