#include "workflow-svc/rules/time/threshold.h"

#include <random>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Threshold kThreeAWeek{3, absl::Hours(24 * 7)};

absl::Time Day(double day) { return absl::FromUnixSeconds(1790000000) + absl::Hours(24) * day; }

TEST(ThresholdTest, TheNthWithinThePeriodReachesIt) {
  Counted counted = CountTowards(kThreeAWeek, {}, Day(0));
  EXPECT_FALSE(counted.reached);
  counted = CountTowards(kThreeAWeek, counted.times, Day(1));
  EXPECT_FALSE(counted.reached);
  counted = CountTowards(kThreeAWeek, counted.times, Day(7));
  EXPECT_TRUE(counted.reached);
  EXPECT_THAT(counted.times, IsEmpty());  // counting begins anew
}

TEST(ThresholdTest, WhatIsOlderThanThePeriodDoesNotCount) {
  const Counted counted = CountTowards(kThreeAWeek, {Day(0), Day(1)}, Day(7.5));
  EXPECT_FALSE(counted.reached);
  EXPECT_THAT(counted.times, ElementsAre(Day(1), Day(7.5)));
}

TEST(ThresholdTest, EventsOfOtherRecordsComeInAnyOrder) {
  EXPECT_TRUE(CountTowards(kThreeAWeek, {Day(3), Day(5)}, Day(4)).reached);
  const Counted late = CountTowards(kThreeAWeek, {Day(9), Day(10)}, Day(1));
  EXPECT_FALSE(late.reached);
  EXPECT_THAT(late.times, ElementsAre(Day(9), Day(10)));
}

TEST(ThresholdTest, EqualsCountingThemAll) {
  std::mt19937 random(20260301);
  const auto below = [&](int bound) {
    return std::uniform_int_distribution<int>(0, bound - 1)(random);
  };
  for (int round = 0; round < 500; ++round) {
    const Threshold threshold{2 + below(4), absl::Hours(1 + below(48))};
    std::vector<absl::Time> kept;
    std::vector<absl::Time> since;  // the last time that it was reached
    absl::Time now = Day(0);
    for (int i = 0; i < 60; ++i) {
      now += absl::Minutes(below(1200));
      Counted counted = CountTowards(threshold, kept, now);
      kept = std::move(counted.times);
      since.push_back(now);
      int within = 0;
      for (const absl::Time at : since) within += now - at <= threshold.period;
      ASSERT_EQ(counted.reached, within >= threshold.count);
      if (counted.reached) since.clear();
      ASSERT_LT(kept.size(), static_cast<size_t>(threshold.count));
      ASSERT_EQ(DecodeTimes(EncodeTimes(kept)).value(), kept);
    }
  }
  EXPECT_THAT(DecodeTimes("1234567"), StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace guanxi::workflow
