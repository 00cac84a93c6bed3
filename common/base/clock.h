// The time of day, injected so that tests decide what it is; and the two times of a process.
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

// The two times that a process goes by; the same clock unless a test moves business time
// (docs/adr/2026-11-29-two-clocks.md). Whoever takes one of them says by its name which.
struct Clocks {
  // One clock for both. Implicit: what most tests have.
  Clocks(Clock* both) : system(both), business(both) {}  // NOLINT(google-explicit-constructor)
  Clocks(Clock* system_time, Clock* business_time) : system(system_time), business(business_time) {}

  // What keeps the machinery honest: leases, tokens and sessions, the request log, page tokens,
  // rate limits, retention, the ids of records. Never moved.
  Clock* system;
  // What people mean by now: when a record was created or changed, ago() and today(), due times,
  // timers, reminders, SLA, the end of a share. May jump, also back.
  Clock* business;
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_BASE_CLOCK_H_
