#include "analytics-svc/reports/days.h"

#include "common/worktime/zone.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Day = absl::CivilDay;

TEST(Days, BeginAndEndAsTheClocksOfTheZoneShow) {
  const absl::TimeZone shanghai = *worktime::FindZone("Asia/Shanghai");
  const Instants instants = InstantsOf({Day(2026, 11, 1), Day(2026, 11, 30)}, shanghai);
  EXPECT_EQ(instants.begin,
            absl::FromCivil(absl::CivilHour(2026, 10, 31, 16), absl::UTCTimeZone()));
  EXPECT_EQ(instants.end, absl::FromCivil(absl::CivilHour(2026, 11, 30, 16), absl::UTCTimeZone()));
}

TEST(Days, UnitsBeginWherePeopleSayThatTheyDo) {
  const Day monday(2026, 11, 30);
  EXPECT_EQ(BeginOf(CalendarUnit::kWeek, monday), monday);
  EXPECT_EQ(BeginOf(CalendarUnit::kWeek, monday - 1), Day(2026, 11, 23));
  EXPECT_EQ(BeginOf(CalendarUnit::kMonth, monday), Day(2026, 11, 1));
  EXPECT_EQ(BeginOf(CalendarUnit::kQuarter, monday), Day(2026, 10, 1));
  EXPECT_EQ(BeginOf(CalendarUnit::kQuarter, Day(2026, 3, 31)), Day(2026, 1, 1));
  EXPECT_EQ(BeginOf(CalendarUnit::kYear, monday), Day(2026, 1, 1));
  EXPECT_EQ(BeginOfNext(CalendarUnit::kQuarter, monday, -4), Day(2025, 10, 1));
  EXPECT_EQ(BeginOfNext(CalendarUnit::kWeek, monday, 1), Day(2026, 12, 7));
}

TEST(Days, ToDateIsHeldAgainstAsMuchOfTheUnitBefore) {
  EXPECT_EQ(ToDate(CalendarUnit::kMonth, Day(2026, 3, 30)),
            (Days{Day(2026, 3, 1), Day(2026, 3, 30)}));
  // February has no 30th.
  EXPECT_EQ(ToDateBefore(CalendarUnit::kMonth, Day(2026, 3, 30)),
            (Days{Day(2026, 2, 1), Day(2026, 2, 28)}));
  EXPECT_EQ(ToDateBefore(CalendarUnit::kWeek, Day(2026, 11, 30)),
            (Days{Day(2026, 11, 23), Day(2026, 11, 23)}));
}

TEST(Days, BeforeMeansAsManyDaysOrTheSameOfLastYear) {
  EXPECT_EQ(DaysBefore({Day(2026, 3, 1), Day(2026, 3, 10)}),
            (Days{Day(2026, 2, 19), Day(2026, 2, 28)}));
  EXPECT_EQ(YearBefore({Day(2028, 2, 29), Day(2028, 3, 1)}),
            (Days{Day(2027, 2, 28), Day(2027, 3, 1)}));
}

}  // namespace
}  // namespace guanxi::analytics
