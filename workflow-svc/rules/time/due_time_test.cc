#include "workflow-svc/rules/time/due_time.h"

#include <memory>
#include <string>

#include "common/testing/status_matchers.h"
#include "common/worktime/zone.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using ::testing::HasSubstr;

filter::Moment In(const char* zone) {
  filter::Moment moment;
  moment.zone = *worktime::FindZone(zone);
  auto days = std::make_shared<worktime::WorkDays>();
  for (int day = 15; day <= 23; ++day) days->holidays.insert(absl::CivilDay(2026, 2, day));
  days->workdays = {absl::CivilDay(2026, 2, 14), absl::CivilDay(2026, 2, 28)};
  moment.calendar = std::move(days);
  return moment;
}

v1::TimeTrigger Trigger(const std::string& text) {
  v1::TimeTrigger trigger;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &trigger)) << text;
  return trigger;
}

ToldTime Date(int year, int month, int day) { return {true, absl::Time(), year, month, day}; }

ToldTime Time(const char* text) {
  ToldTime told;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &told.time, &error)) << error;
  return told;
}

// When it is due, and in which window, as of `as_of` of the zone.
std::string DueIn(const char* zone, const std::string& trigger, const ToldTime& told,
                  absl::CivilHour as_of = absl::CivilHour(2026, 1, 1)) {
  const filter::Moment moment = In(zone);
  const auto due = DueOf(Trigger(trigger), told, absl::FromCivil(as_of, moment.zone), moment);
  if (!due.has_value()) return "never";
  return absl::FormatTime("%Y-%m-%d %H:%M in ", due->at, moment.zone) + due->window;
}

std::string DueIn(const std::string& trigger, const ToldTime& told,
                  absl::CivilHour as_of = absl::CivilHour(2026, 1, 1)) {
  return DueIn("Asia/Shanghai", trigger, told, as_of);
}

TEST(DueTimeTest, ADateBeginsAtMidnightOfTheTenant) {
  EXPECT_EQ(DueIn("", Date(2026, 3, 31)), "2026-03-31 00:00 in 2026-03-31");
  EXPECT_EQ(DueIn("minute_of_day: 540", Date(2026, 3, 31)), "2026-03-31 09:00 in 2026-03-31");
  EXPECT_EQ(DueIn("offset {count: -30 unit: DAY} minute_of_day: 540", Date(2026, 3, 31)),
            "2026-03-01 09:00 in 2026-03-31");
  EXPECT_EQ(DueIn("offset {count: -90 unit: MINUTE}", Date(2026, 3, 31)),
            "2026-03-30 22:30 in 2026-03-31");
}

TEST(DueTimeTest, ATimeKeepsWhatTheClockShowsOverDays) {
  const ToldTime spoken = Time("2026-03-01T01:30:00.25Z");
  EXPECT_EQ(DueIn("offset {count: 15 unit: DAY}", spoken),
            "2026-03-16 09:30 in 2026-03-01T01:30:00.25Z");
  EXPECT_EQ(DueIn("offset {count: 36 unit: HOUR}", spoken),
            "2026-03-02 21:30 in 2026-03-01T01:30:00.25Z");
  EXPECT_EQ(DueIn("offset {count: 1 unit: MONTH} minute_of_day: 0", Time("2026-01-31T01:30:00Z")),
            "2026-02-28 00:00 in 2026-01-31T01:30:00Z");
  EXPECT_EQ(DueIn("offset {count: -1 unit: YEAR}", Time("2028-02-29T01:00:00Z")),
            "2027-02-28 09:00 in 2028-02-29T01:00:00Z");
}

TEST(DueTimeTest, TheTenantsNineIsNotTheServers) {
  EXPECT_EQ(DueIn("America/New_York", "minute_of_day: 540", Time("2026-03-02T03:00:00Z")),
            "2026-03-01 09:00 in 2026-03-02T03:00:00Z");
  // Over the night in which clocks are put forward, and at a minute that they skip.
  EXPECT_EQ(DueIn("America/New_York", "offset {count: 1 unit: DAY}", Time("2026-03-07T14:00:00Z")),
            "2026-03-08 09:00 in 2026-03-07T14:00:00Z");
  EXPECT_EQ(DueIn("America/New_York", "minute_of_day: 150", Date(2026, 3, 8)),
            "2026-03-08 03:00 in 2026-03-08");
}

TEST(DueTimeTest, WorkingDaysGoByTheCalendar) {
  EXPECT_EQ(DueIn("offset {count: -1 unit: WORKDAY} minute_of_day: 540", Date(2026, 2, 24)),
            "2026-02-14 09:00 in 2026-02-24");  // the Saturday counts
  EXPECT_EQ(DueIn("offset {count: 2 unit: WORKDAY}", Date(2026, 2, 27)),
            "2026-03-02 00:00 in 2026-02-27");
  EXPECT_EQ(DueIn("offset {unit: WORKDAY}", Date(2026, 2, 16)), "2026-02-24 00:00 in 2026-02-16");
  EXPECT_EQ(DueIn("offset {unit: WORKDAY}", Date(2026, 2, 28)), "2026-02-28 00:00 in 2026-02-28");
}

TEST(DueTimeTest, BirthdaysComeEveryYear) {
  const std::string trigger = "yearly: true minute_of_day: 540";
  EXPECT_EQ(DueIn(trigger, Date(1990, 3, 5)), "2026-03-05 09:00 in 2026");
  EXPECT_EQ(DueIn(trigger, Date(0, 3, 5)), "2026-03-05 09:00 in 2026");
  // Until the day is over it is today's.
  EXPECT_EQ(DueIn(trigger, Date(1990, 3, 5), absl::CivilHour(2026, 3, 5, 23)),
            "2026-03-05 09:00 in 2026");
  EXPECT_EQ(DueIn(trigger, Date(1990, 3, 5), absl::CivilHour(2026, 3, 6)),
            "2027-03-05 09:00 in 2027");
  // Ahead of the new year.
  EXPECT_EQ(DueIn("yearly: true offset {count: -7 unit: DAY}", Date(1990, 1, 3),
                  absl::CivilHour(2026, 12, 1)),
            "2026-12-27 00:00 in 2027");
  EXPECT_EQ(DueIn(trigger, Date(2030, 3, 5)), "2030-03-05 09:00 in 2030");
}

TEST(DueTimeTest, TheLeapDayIsTheLastOfFebruary) {
  const std::string trigger = "yearly: true minute_of_day: 540";
  EXPECT_EQ(DueIn(trigger, Date(1992, 2, 29)), "2026-02-28 09:00 in 2026");
  EXPECT_EQ(DueIn(trigger, Date(0, 2, 29)), "2026-02-28 09:00 in 2026");
  EXPECT_EQ(DueIn(trigger, Date(1992, 2, 29), absl::CivilHour(2028, 1, 1)),
            "2028-02-29 09:00 in 2028");
}

TEST(DueTimeTest, WhatTellsNoTimeIsNeverDue) {
  EXPECT_EQ(DueIn("", Date(0, 3, 5)), "never");
  EXPECT_EQ(DueIn("yearly: true", Time("2026-03-01T01:30:00Z")), "never");
  EXPECT_EQ(DueIn("offset {count: 100 unit: YEAR}", Date(9990, 1, 1)), "never");
}

TEST(DueTimeTest, AReminderAheadOfATimeIsMootOnceThatIsPast) {
  const filter::Moment moment = In("Asia/Shanghai");
  const auto moot = [&](const char* trigger, const ToldTime& told) {
    const absl::Time as_of = absl::FromCivil(absl::CivilDay(2026, 1, 1), moment.zone);
    return DueOf(Trigger(trigger), told, as_of, moment)->moot;
  };
  EXPECT_EQ(moot("offset {count: -30 unit: DAY}", Date(2026, 3, 31)),
            absl::FromCivil(absl::CivilDay(2026, 4, 1), moment.zone));
  EXPECT_EQ(moot("offset {count: 30 unit: DAY}", Date(2026, 3, 31)), absl::InfiniteFuture());
  EXPECT_EQ(moot("yearly: true offset {count: 3 unit: DAY}", Date(1990, 3, 5)),
            absl::FromCivil(absl::CivilDay(2026, 3, 9), moment.zone));
}

TEST(DueTimeTest, WhatCannotBeIsNamed) {
  const auto problems = [](const char* trigger, bool is_date) {
    Violations violations;
    CheckTimeTrigger(Trigger(trigger), is_date, &violations);
    return violations.ToStatus().ToString();
  };
  EXPECT_EQ(problems("offset {count: -364 unit: DAY} minute_of_day: 0 yearly: true", true), "OK");
  EXPECT_THAT(problems("offset {count: 1}", true), HasSubstr("trigger.time.offset.unit"));
  EXPECT_THAT(problems("offset {count: 1001 unit: WORKDAY}", true),
              HasSubstr("trigger.time.offset.count"));
  EXPECT_THAT(problems("offset {count: -2147483648 unit: DAY}", true),
              HasSubstr("trigger.time.offset.count"));
  EXPECT_THAT(problems("minute_of_day: 1440", true), HasSubstr("trigger.time.minute_of_day"));
  EXPECT_THAT(problems("minute_of_day: -1", true), HasSubstr("trigger.time.minute_of_day"));
  EXPECT_THAT(problems("offset {count: 1 unit: HOUR} minute_of_day: 1", true),
              HasSubstr("trigger.time.minute_of_day"));
  EXPECT_THAT(problems("yearly: true", false), HasSubstr("trigger.time.yearly"));
  EXPECT_THAT(problems("yearly: true offset {count: 12 unit: MONTH}", true),
              HasSubstr("trigger.time.offset"));
}

}  // namespace
}  // namespace guanxi::workflow
