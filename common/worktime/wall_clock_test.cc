#include "common/worktime/wall_clock.h"

#include "common/worktime/zone.h"
#include "gtest/gtest.h"

namespace guanxi::worktime {
namespace {

// Clocks of New York are put forward on 8 March 2026 at 2:00 (7:00 UTC), and back on 1 November at
// 2:00 (6:00 UTC).
absl::Time InNewYork(int month, int day, int hour, int minute) {
  return WhenClocksShow(absl::CivilSecond(2026, month, day, hour, minute, 0),
                        *FindZone("America/New_York"));
}

absl::Time Utc(int month, int day, int hour, int minute) {
  return absl::FromCivil(absl::CivilSecond(2026, month, day, hour, minute, 0), absl::UTCTimeZone());
}

TEST(WallClockTest, APlainTimeIsTheInstantAtWhichItIsShown) {
  EXPECT_EQ(InNewYork(3, 7, 9, 30), Utc(3, 7, 14, 30));
  EXPECT_EQ(InNewYork(7, 1, 9, 30), Utc(7, 1, 13, 30));
}

TEST(WallClockTest, ATimeThatIsSkippedIsTheMomentAtWhichClocksArePutForward) {
  EXPECT_EQ(InNewYork(3, 8, 1, 59), Utc(3, 8, 6, 59));
  EXPECT_EQ(InNewYork(3, 8, 2, 0), Utc(3, 8, 7, 0));
  EXPECT_EQ(InNewYork(3, 8, 2, 59), Utc(3, 8, 7, 0));
  EXPECT_EQ(InNewYork(3, 8, 3, 0), Utc(3, 8, 7, 0));
}

TEST(WallClockTest, OfATimeThatIsShownTwiceItIsTheFirst) {
  EXPECT_EQ(InNewYork(11, 1, 1, 30), Utc(11, 1, 5, 30));
  EXPECT_EQ(InNewYork(11, 1, 2, 0), Utc(11, 1, 7, 0));
}

TEST(AddMonthsTest, WhereAMonthHasNoSuchDayItIsTheLast) {
  EXPECT_EQ(AddMonths(absl::CivilDay(2026, 1, 31), 1), absl::CivilDay(2026, 2, 28));
  EXPECT_EQ(AddMonths(absl::CivilDay(2026, 1, 31), 2), absl::CivilDay(2026, 3, 31));
  EXPECT_EQ(AddMonths(absl::CivilDay(2026, 1, 31), -11), absl::CivilDay(2025, 2, 28));
  EXPECT_EQ(AddMonths(absl::CivilDay(2028, 2, 29), 12), absl::CivilDay(2029, 2, 28));
  EXPECT_EQ(AddMonths(absl::CivilDay(2028, 2, 29), 48), absl::CivilDay(2032, 2, 29));
}

}  // namespace
}  // namespace guanxi::worktime
