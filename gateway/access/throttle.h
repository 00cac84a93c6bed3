// Buckets of attempts.
#ifndef GUANXI_GATEWAY_ACCESS_THROTTLE_H_
#define GUANXI_GATEWAY_ACCESS_THROTTLE_H_

#include <cstddef>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace guanxi::access {

struct ThrottleOptions {
  // So many failures may come at once ...
  int burst = 10;
  // ... and then one each time this has passed.
  absl::Duration refill = absl::Seconds(30);
};

// A bucket of attempts per key: each failure costs one, they come back with time, a success costs
// nothing. With the defaults there are 2,890 tries a day. LoginGuard says whose buckets they are.
//
// Memory: a key is kept until its bucket is full again. A failure costs 80 ms of a bounded pool
// (password.h), so that some 750 buckets at most are not full at a time.
//
// Thread-safe. `clock` is not owned.
class Throttle {
 public:
  explicit Throttle(const ThrottleOptions& options = ThrottleOptions(),
                    Clock* clock = SystemClock())
      : options_(options), clock_(clock) {}

  // Takes an attempt, before the password is checked: attempts that run at the same time count,
  // too. Zero if there was one, else how long to wait for the next.
  absl::Duration Take(absl::string_view key);
  // Gives it back: the attempt succeeded, or failed for reasons of our own.
  void GiveBack(absl::string_view key);

  // Buckets that are kept, for tests.
  size_t size() const;

 private:
  void DropFull(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ThrottleOptions options_;
  Clock* const clock_;
  mutable Mutex mutex_;
  // When the bucket of a key will be full again; absent means it is.
  absl::flat_hash_map<std::string, absl::Time> full_at_ ABSL_GUARDED_BY(mutex_);
  size_t drop_at_size_ ABSL_GUARDED_BY(mutex_) = 1024;
};

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_THROTTLE_H_
