#include "common/base/clock.h"

#include "absl/time/clock.h"

namespace guanxi {
namespace {

class RealClock : public Clock {
 public:
  absl::Time Now() override { return absl::Now(); }
};

}  // namespace

Clock* SystemClock() {
  static Clock* const clock = new RealClock;
  return clock;
}

}  // namespace guanxi
