// Waits in tests for what another thread or process does.
#ifndef GUANXI_COMMON_TESTING_EVENTUALLY_H_
#define GUANXI_COMMON_TESTING_EVENTUALLY_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace guanxi {

// True as soon as `condition` is; false if it has not become so within `limit`, which is for a
// machine that is busy. For what has no signal to wait for: it asks after each `interval`.
template <typename Condition>
bool Eventually(Condition condition, absl::Duration limit = absl::Seconds(20),
                absl::Duration interval = absl::Milliseconds(1)) {
  const absl::Time end = absl::Now() + limit;
  while (!condition()) {
    if (absl::Now() > end) return false;
    absl::SleepFor(interval);
  }
  return true;
}

}  // namespace guanxi

#endif  // GUANXI_COMMON_TESTING_EVENTUALLY_H_
