#include "common/worktime/cron.h"

#include <string>

#include "common/worktime/zone.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::worktime {
namespace {

using ::testing::HasSubstr;

constexpr char kShown[] = "%Y-%m-%d %H:%M %z";

// The next `count` times after `after`, as the zone's clocks show them.
std::string Times(const char* schedule, const char* zone_name, const char* after, int count) {
  const absl::TimeZone zone = *FindZone(zone_name);
  const auto cron = Cron::Parse(schedule);
  EXPECT_TRUE(cron.ok()) << cron.status();
  absl::Time at;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M", after, zone, &at, &error)) << error;
  std::string text;
  for (int i = 0; i < count; ++i) {
    at = cron->Next(at, zone);
    text += (i > 0 ? ", " : "") + absl::FormatTime(kShown, at, zone);
  }
  return text;
}

TEST(CronTest, AScheduleHasItsTimesInTheZone) {
  EXPECT_EQ(Times("0 9 * * *", "Asia/Shanghai", "2026-03-01 08:59", 2),
            "2026-03-01 09:00 +0800, 2026-03-02 09:00 +0800");
  EXPECT_EQ(Times("0 9 * * *", "Asia/Shanghai", "2026-03-01 09:00", 1), "2026-03-02 09:00 +0800");
  EXPECT_EQ(Times("*/20 8-9 1 jan,7 *", "UTC", "2026-01-01 08:30", 4),
            "2026-01-01 08:40 +0000, 2026-01-01 09:00 +0000, 2026-01-01 09:20 +0000, "
            "2026-01-01 09:40 +0000");
  EXPECT_EQ(Times("5-20/15,50 23 31 12 *", "UTC", "2025-12-31 23:06", 3),
            "2025-12-31 23:20 +0000, 2025-12-31 23:50 +0000, 2026-12-31 23:05 +0000");
}

TEST(CronTest, SundayIsNoughtAndSeven) {
  for (const char* sunday : {"0 0 * * 0", "0 0 * * 7", "0 0 * * SUN", "0 0 * * sun-sun"}) {
    EXPECT_EQ(Times(sunday, "UTC", "2026-09-18 00:00", 1), "2026-09-20 00:00 +0000") << sunday;
  }
  EXPECT_EQ(Times("0 0 * * 5-7", "UTC", "2026-09-18 00:00", 3),
            "2026-09-19 00:00 +0000, 2026-09-20 00:00 +0000, 2026-09-25 00:00 +0000");
}

TEST(CronTest, ADayOfEitherIsMeantWhereBothAreStated) {
  EXPECT_EQ(Times("0 0 15 * MON", "UTC", "2026-09-13 00:00", 3),
            "2026-09-14 00:00 +0000, 2026-09-15 00:00 +0000, 2026-09-21 00:00 +0000");
}

TEST(CronTest, ThereIsALeapDayWithinNineYears) {
  EXPECT_EQ(Times("0 9 29 2 *", "UTC", "2096-02-29 09:00", 1), "2104-02-29 09:00 +0000");
}

// Clocks of New York are put forward on 8 March 2026 at 2:00, and back on 1 November at 2:00.
TEST(CronTest, ATimeThatIsSkippedComesAtTheMomentAtWhichClocksArePutForward) {
  EXPECT_EQ(Times("0,30 2 * * *", "America/New_York", "2026-03-07 02:00", 4),
            "2026-03-07 02:30 -0500, 2026-03-08 03:00 -0400, 2026-03-09 02:00 -0400, "
            "2026-03-09 02:30 -0400");
}

TEST(CronTest, ATimeThatIsShownTwiceComesOnce) {
  EXPECT_EQ(Times("30 1 * * *", "America/New_York", "2026-11-01 00:00", 2),
            "2026-11-01 01:30 -0400, 2026-11-02 01:30 -0500");
}

TEST(CronTest, WithoutCertainHoursItGoesByTheClockAsItIsShown) {
  EXPECT_EQ(Times("30 * * * *", "America/New_York", "2026-03-08 01:00", 2),
            "2026-03-08 01:30 -0500, 2026-03-08 03:30 -0400");
  EXPECT_EQ(Times("30 */1 * * *", "America/New_York", "2026-11-01 01:00", 3),
            "2026-11-01 01:30 -0400, 2026-11-01 01:30 -0500, 2026-11-01 02:30 -0500");
}

// A day without a midnight.
TEST(CronTest, AMidnightThatThereIsNotComesAtTheStartOfTheDay) {
  EXPECT_EQ(Times("0 0 * * *", "America/Santiago", "2026-09-05 12:00", 2),
            "2026-09-06 01:00 -0300, 2026-09-07 00:00 -0300");
}

TEST(CronTest, TheShortestGapIsThatOfItsMinutes) {
  const auto gap = [](const char* text) { return Cron::Parse(text)->ShortestGap(); };
  EXPECT_EQ(gap("* * * * *"), absl::Minutes(1));
  EXPECT_EQ(gap("*/5 * * * *"), absl::Minutes(5));
  EXPECT_EQ(gap("0,58 9 * * *"), absl::Minutes(2));
  EXPECT_EQ(gap("0 9 * * MON"), absl::Minutes(60));
}

TEST(CronTest, WhatIsNoScheduleIsRefusedWithTheFieldsName) {
  const struct {
    const char* text;
    const char* problem;
  } kCases[] = {
      {"", "five fields"},
      {"* * * *", "five fields"},
      {"* * * * * *", "five fields"},
      {"@daily", "five fields"},
      {"60 * * * *", "the minute"},
      {"-1 * * * *", "the minute"},
      {"+1 * * * *", "the minute"},
      {"1, * * * *", "the minute"},
      {"*/0 * * * *", "the minute"},
      {"*/ * * * *", "the minute"},
      {"5/15 * * * *", "a range before `/`"},
      {"* 24 * * *", "the hour"},
      {"* 17-9 * * *", "the lesser value first"},
      {"* * 0 * *", "the day of the month"},
      {"* * 1--2 * *", "the day of the month"},
      {"* * L * *", "the day of the month"},
      {"* * * 13 *", "the month"},
      {"* * * JANUARY *", "the month"},
      {"* * * * 8", "the day of the week"},
      {"* * * * MON#1", "the day of the week"},
      {"0 0 30 2 *", "a day that there is"},
      {"0 0 31 4,6,9,11 *", "a day that there is"},
  };
  for (const auto& each : kCases) {
    const auto cron = Cron::Parse(each.text);
    EXPECT_EQ(cron.status().code(), absl::StatusCode::kInvalidArgument) << each.text;
    EXPECT_THAT(std::string(cron.status().message()), HasSubstr(each.problem)) << each.text;
  }
  EXPECT_FALSE(Cron::Parse("*" + std::string(kMaxCronBytes, ' ') + "* * * *").ok());
}

}  // namespace
}  // namespace guanxi::worktime
