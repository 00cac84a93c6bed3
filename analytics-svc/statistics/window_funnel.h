// How far somebody came along steps that are to follow each other within a time.
//
// The semantics are those of ClickHouse's windowFunnel, so that figures can be held against it.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_WINDOW_FUNNEL_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_WINDOW_FUNNEL_H_

#include <cstdint>
#include <vector>

namespace guanxi::analytics {

inline constexpr int kMostFunnelSteps = 32;

// How strictly steps must follow each other.
enum class FunnelMode {
  // Anything may happen in between, and a step may be repeated. Of what happens at one moment an
  // earlier step is taken to come first, and one event may be several steps.
  kDefault,
  // A step that is repeated ends the way: what follows does not count.
  kStrictDeduplication,
  // Anything that is not the next step, or a step reached before, ends the way.
  kStrictOrder,
  // Each step must be later than the one before it, not at the same moment.
  kStrictIncrease,
  // One event is one step at the most.
  kStrictOnce,
};

// What somebody did.
struct FunnelEvent {
  int64_t time = 0;
  // Which steps it is: bit 0 is the first one. 0: something else, which matters to kStrictOrder.
  uint32_t steps = 0;
};

// The most steps that `events` of one person, in any order, have reached: 0 to `steps`. The last of
// them is at most `window` after the first, that moment included. 1 <= `steps` <= kMostFunnelSteps;
// 0 <= `window`, and time + window does not overflow.
int FunnelLevel(std::vector<FunnelEvent> events, int steps, int64_t window, FunnelMode mode);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_WINDOW_FUNNEL_H_
