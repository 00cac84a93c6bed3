#include "workflow-svc/notifications/day_report_time.h"

#include "common/worktime/zone.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using DayReportTime = v1::NotificationPreference::DayReportTime;
using v1::WorkHours;

const absl::TimeZone kShanghai = *worktime::FindZone("Asia/Shanghai");

absl::Time At(int day, int hour, int minute = 0, absl::TimeZone zone = kShanghai) {
  return absl::FromCivil(absl::CivilMinute(2026, 11, day, hour, minute), zone);
}

DayReportTime AtSix(std::initializer_list<WorkHours::Weekday> days = {}) {
  DayReportTime time;
  time.set_minute_of_day(18 * 60);
  for (const auto day : days) time.add_weekdays(day);
  return time;
}

TEST(DayReportTimeTest, EachDayHasOneByTheClockOnTheWall) {
  EXPECT_EQ(NextDayReport(AtSix(), kShanghai, At(30, 17, 59)), At(30, 18));
  EXPECT_EQ(NextDayReport(AtSix(), kShanghai, At(29, 18)), At(30, 18));
  const absl::TimeZone berlin = *worktime::FindZone("Europe/Berlin");
  EXPECT_EQ(NextDayReport(AtSix(), berlin, At(30, 17, 59)), At(30, 18, 0, berlin));
}

TEST(DayReportTimeTest, OnlyTheDaysThatAreNamedHaveOne) {
  // 27 November 2026 is a Friday, and Sunday is 7.
  const DayReportTime working = AtSix({WorkHours::MONDAY, WorkHours::FRIDAY});
  EXPECT_EQ(NextDayReport(working, kShanghai, At(27, 17)), At(27, 18));
  EXPECT_EQ(NextDayReport(working, kShanghai, At(27, 18)), At(30, 18));
  EXPECT_EQ(NextDayReport(AtSix({WorkHours::SUNDAY}), kShanghai, At(27, 18)), At(29, 18));
}

TEST(DayReportTimeTest, OfSeveralThatWereMissedTheLastCounts) {
  EXPECT_EQ(LastDayReport(AtSix(), kShanghai, At(25, 18), At(28, 10)), At(27, 18));
  EXPECT_EQ(LastDayReport(AtSix(), kShanghai, At(27, 18), At(27, 18)), At(27, 18));
  EXPECT_EQ(LastDayReport(AtSix(), kShanghai, absl::UnixEpoch(), At(28, 10)), At(27, 18));
}

TEST(DayReportTimeTest, WhatLiesBeforeItWasAskedForDoesNotCount) {
  EXPECT_EQ(LastDayReport(AtSix(), kShanghai, At(27, 18, 1), At(28, 10)), std::nullopt);
  EXPECT_EQ(LastDayReport(AtSix(), kShanghai, At(28, 10), At(27, 10)), std::nullopt);
}

TEST(DayReportTimeTest, ADayWithoutTheMinuteHasOneAllTheSame) {
  // 29 March 2026 in Berlin has no 2:30.
  const absl::TimeZone berlin = *worktime::FindZone("Europe/Berlin");
  DayReportTime time;
  time.set_minute_of_day(2 * 60 + 30);
  const absl::Time midnight = absl::FromCivil(absl::CivilDay(2026, 3, 29), berlin);
  EXPECT_EQ(NextDayReport(time, berlin, midnight), midnight + absl::Hours(2));
}

}  // namespace
}  // namespace guanxi::workflow
