#include "common/worktime/work_days.h"

#include "gtest/gtest.h"

namespace guanxi::worktime {
namespace {

TEST(WorkDaysTest, ThePlainWeekIsMondayToFriday) {
  const WorkDays days;
  EXPECT_TRUE(days.IsWorkday(absl::CivilDay(2026, 9, 18)));   // Friday
  EXPECT_FALSE(days.IsWorkday(absl::CivilDay(2026, 9, 19)));  // Saturday
}

TEST(WorkDaysTest, ADayThatIsSaidToBeWorkedIsWorked) {
  WorkDays days;
  days.holidays = {absl::CivilDay(2026, 9, 25), absl::CivilDay(2026, 9, 20)};
  days.workdays = {absl::CivilDay(2026, 9, 20)};
  EXPECT_TRUE(days.IsWorkday(absl::CivilDay(2026, 9, 20)));
  EXPECT_FALSE(days.IsWorkday(absl::CivilDay(2026, 9, 25)));
}

TEST(WorkdayBeforeTest, CountsBackOverWeekendsHolidaysAndMovedDays) {
  WorkDays days;
  days.holidays = {absl::CivilDay(2026, 9, 25)};
  days.workdays = {absl::CivilDay(2026, 9, 20)};
  const absl::CivilDay monday(2026, 9, 28);
  EXPECT_EQ(WorkdayBefore(monday, 0, days), monday);
  EXPECT_EQ(WorkdayBefore(monday, 1, days), absl::CivilDay(2026, 9, 24));
  EXPECT_EQ(WorkdayBefore(monday, 5, days), absl::CivilDay(2026, 9, 20));
}

TEST(WorkdayAfterTest, CountsOnOverWeekendsHolidaysAndMovedDays) {
  WorkDays days;
  days.holidays = {absl::CivilDay(2026, 9, 25)};
  days.workdays = {absl::CivilDay(2026, 9, 20)};
  const absl::CivilDay friday(2026, 9, 18);
  EXPECT_EQ(WorkdayAfter(friday, 0, days), friday);
  EXPECT_EQ(WorkdayAfter(friday, 1, days), absl::CivilDay(2026, 9, 20));
  EXPECT_EQ(WorkdayAfter(friday, 6, days), absl::CivilDay(2026, 9, 28));
}

TEST(WorkdayBeforeTest, ACalendarWithoutWorkdaysHasNone) {
  WorkDays days;
  days.works.fill(false);
  EXPECT_EQ(WorkdayBefore(absl::CivilDay(2026, 9, 28), 1, days), std::nullopt);
  EXPECT_EQ(WorkdayAfter(absl::CivilDay(2026, 9, 28), 1, days), std::nullopt);
}

}  // namespace
}  // namespace guanxi::worktime
