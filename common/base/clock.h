// The time of day, injected so that tests decide what it is.
#ifndef GUANXI_COMMON_BASE_CLOCK_H_
#define GUANXI_COMMON_BASE_CLOCK_H_

#include "absl/time/time.h"

namespace guanxi {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() = 0;
};

// The machine's clock. Never destroyed.
Clock* SystemClock();

}  // namespace guanxi

#endif  // GUANXI_COMMON_BASE_CLOCK_H_
