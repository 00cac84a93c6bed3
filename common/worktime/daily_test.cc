#include "common/worktime/daily.h"

#include "common/worktime/zone.h"
#include "gtest/gtest.h"

namespace guanxi::worktime {
namespace {

constexpr int kMonday = 1, kFriday = 5, kSunday = 7;
constexpr int kSix = 18 * 60;
const absl::TimeZone kShanghai = *FindZone("Asia/Shanghai");

absl::Time At(int day, int hour, int minute = 0, absl::TimeZone zone = kShanghai) {
  return absl::FromCivil(absl::CivilMinute(2026, 11, day, hour, minute), zone);
}

TEST(DailyTest, EachDayHasOneByTheClockOnTheWall) {
  const Daily daily(kSix);
  EXPECT_EQ(daily.Next(At(30, 17, 59), kShanghai), At(30, 18));
  EXPECT_EQ(daily.Next(At(29, 18), kShanghai), At(30, 18));
  const absl::TimeZone berlin = *FindZone("Europe/Berlin");
  EXPECT_EQ(daily.Next(At(30, 17, 59), berlin), At(30, 18, 0, berlin));
}

TEST(DailyTest, OnlyTheDaysThatAreNamedHaveOne) {
  // 27 November 2026 is a Friday.
  const Daily working(kSix, {kMonday, kFriday});
  EXPECT_EQ(working.Next(At(27, 17), kShanghai), At(27, 18));
  EXPECT_EQ(working.Next(At(27, 18), kShanghai), At(30, 18));
  EXPECT_EQ(Daily(kSix, {kSunday}).Next(At(27, 18), kShanghai), At(29, 18));
}

TEST(DailyTest, OfSeveralThatWereMissedTheLastCounts) {
  const Daily daily(kSix);
  EXPECT_EQ(daily.Last(At(25, 18), At(28, 10), kShanghai), At(27, 18));
  EXPECT_EQ(daily.Last(At(27, 18), At(27, 18), kShanghai), At(27, 18));
  EXPECT_EQ(daily.Last(absl::UnixEpoch(), At(28, 10), kShanghai), At(27, 18));
  EXPECT_EQ(Daily(kSix, {kMonday}).Last(absl::UnixEpoch(), At(29, 10), kShanghai), At(23, 18));
}

TEST(DailyTest, WhatLiesOutsideDoesNotCount) {
  const Daily daily(kSix);
  EXPECT_EQ(daily.Last(At(27, 18, 1), At(28, 10), kShanghai), std::nullopt);
  EXPECT_EQ(daily.Last(At(28, 10), At(27, 10), kShanghai), std::nullopt);
}

TEST(DailyTest, ADayWithoutTheMinuteHasOneAllTheSame) {
  // 29 March 2026 in Berlin has no 2:30.
  const absl::TimeZone berlin = *FindZone("Europe/Berlin");
  const absl::Time midnight = absl::FromCivil(absl::CivilDay(2026, 3, 29), berlin);
  EXPECT_EQ(Daily(2 * 60 + 30).Next(midnight, berlin), midnight + absl::Hours(2));
}

}  // namespace
}  // namespace guanxi::worktime
