// A clock that stands still until it is moved.
#ifndef GUANXI_COMMON_TESTING_FAKE_CLOCK_H_
#define GUANXI_COMMON_TESTING_FAKE_CLOCK_H_

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace guanxi {

// Thread-safe.
class FakeClock : public Clock {
 public:
  explicit FakeClock(absl::Time now) : now_(now) {}

  absl::Time Now() override {
    MutexLock lock(&mutex_);
    return now_;
  }

  void Advance(absl::Duration by) {
    MutexLock lock(&mutex_);
    now_ += by;
  }

 private:
  Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_TESTING_FAKE_CLOCK_H_
