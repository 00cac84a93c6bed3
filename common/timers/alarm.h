// Waits for the time at which there is something to do, or for word that it comes earlier.
#ifndef GUANXI_COMMON_TIMERS_ALARM_H_
#define GUANXI_COMMON_TIMERS_ALARM_H_

#include <algorithm>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"

namespace guanxi::timers {

// Thread-safe.
class Alarm {
 public:
  // Something will be due at `due`.
  void Note(absl::Time due) {
    MutexLock lock(&mutex_);
    noted_ = std::min(noted_, due);
    changed_.SignalAll();
  }

  // The earliest time that was noted since the last call, or InfiniteFuture.
  absl::Time Take() {
    MutexLock lock(&mutex_);
    const absl::Time noted = noted_;
    noted_ = absl::InfiniteFuture();
    return noted;
  }

  // Returns after `timeout` of real time, once something before `until` is noted that was not
  // taken, or once End was called.
  void Wait(absl::Time until, absl::Duration timeout) {
    const absl::Time end = absl::Now() + timeout;
    MutexLock lock(&mutex_);
    while (!has_ended_ && noted_ >= until) {
      const absl::Duration left = end - absl::Now();
      if (left <= absl::ZeroDuration()) return;
      changed_.WaitWithTimeout(&mutex_, left);
    }
  }

  void End() {
    MutexLock lock(&mutex_);
    has_ended_ = true;
    changed_.SignalAll();
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  absl::Time noted_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  bool has_ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace guanxi::timers

#endif  // GUANXI_COMMON_TIMERS_ALARM_H_
