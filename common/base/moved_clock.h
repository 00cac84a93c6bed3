// A clock that runs ahead of another one by what a file says: how tests of whole processes move
// business time.
#ifndef GUANXI_COMMON_BASE_MOVED_CLOCK_H_
#define GUANXI_COMMON_BASE_MOVED_CLOCK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace guanxi {

// The file holds a duration as absl::ParseDuration takes it ("360h", "-90m", "0") and is read
// whenever somebody asks for the time: once it was replaced, no later answer goes by the old one.
// Replace it by renaming another one over it. While it is absent or holds anything else, what it
// said last is true.
//
// Thread-safe.
class MovedClock : public Clock {
 public:
  // `base` is not owned. Errors: INVALID_ARGUMENT if the file holds no duration, or none that is
  // finite; NOT_FOUND if it cannot be read.
  static absl::StatusOr<std::unique_ptr<MovedClock>> Open(std::string file, Clock* base);

  absl::Time Now() override;

 private:
  MovedClock(std::string file, Clock* base) : file_(std::move(file)), base_(base) {}

  absl::StatusOr<absl::Duration> Read() const;

  const std::string file_;
  Clock* const base_;
  Mutex mutex_;
  absl::Duration ahead_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_BASE_MOVED_CLOCK_H_
