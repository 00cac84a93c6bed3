#include "common/interactions/interaction_rules.h"

#include <cstdint>
#include <tuple>

namespace guanxi::interactions {
namespace {

using google::protobuf::Duration;
using google::protobuf::Timestamp;

constexpr int64_t kMaxDurationSeconds = 31 * 86'400;
constexpr int64_t kMaxAheadSeconds = 3'653 * 86'400;  // ten years
constexpr int32_t kSecond = 1'000'000'000;            // in nanoseconds

}  // namespace

bool IsBefore(const Timestamp& a, const Timestamp& b) {
  return std::make_tuple(a.seconds(), a.nanos()) < std::make_tuple(b.seconds(), b.nanos());
}

void CheckDuration(const Duration& duration, Violations* violations) {
  const bool is_one = duration.seconds() >= 0 && duration.nanos() >= 0 &&
                      duration.nanos() < kSecond && duration.seconds() <= kMaxDurationSeconds;
  if (!is_one) violations->Add("duration", "want 0 to 31 days");
}

void CheckNextFollowUp(const Timestamp& occur_time, const Timestamp& next_follow_up_time,
                       Violations* violations) {
  if (next_follow_up_time.nanos() < 0 || next_follow_up_time.nanos() >= kSecond ||
      !IsBefore(occur_time, next_follow_up_time) ||
      next_follow_up_time.seconds() > occur_time.seconds() + kMaxAheadSeconds) {
    violations->Add("next_follow_up_time", "want a time after occur_time, by at most ten years");
  }
}

}  // namespace guanxi::interactions
