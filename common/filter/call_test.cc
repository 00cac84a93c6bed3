#include "common/filter/call.h"

#include <memory>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/filter/moment.h"
#include "common/testing/status_matchers.h"
#include "common/worktime/work_days.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

Moment At(absl::CivilSecond local, const char* zone) {
  Moment moment;
  EXPECT_TRUE(absl::LoadTimeZone(zone, &moment.zone));
  moment.now = absl::FromCivil(local, moment.zone) + absl::Nanoseconds(123456789);
  return moment;
}

Call Parsed(absl::string_view name, const std::string& argument) {
  return ParseCall(*FindFunction(name), &argument).value();
}

// The time in the moment's zone, and the day beside a date.
std::string Time(const Call& call, const Moment& moment) {
  const auto time = Evaluate(call, Kind::kTimestamp, moment);
  return absl::FormatTime("%Y-%m-%d %H:%M:%E*S", std::get<absl::Time>(*time), moment.zone);
}

absl::CivilDay Day(const Call& call, const Moment& moment) {
  return std::get<absl::CivilDay>(*Evaluate(call, Kind::kDate, moment));
}

TEST(Evaluate, LengthsAreExactOrOfTheCalendar) {
  // The clocks of New York go forward on 2026-03-08.
  const Moment moment = At(absl::CivilSecond(2026, 3, 8, 12, 0, 0), "America/New_York");
  EXPECT_EQ(Time(Parsed("ago", "1d"), moment), "2026-03-07 12:00:00.123456");
  EXPECT_EQ(Time(Parsed("ago", "24h"), moment), "2026-03-07 11:00:00.123456");
  EXPECT_EQ(Time(Parsed("from_now", "90s"), moment), "2026-03-08 12:01:30.123456");
  EXPECT_EQ(Time(Parsed("ago", "15m"), moment), "2026-03-08 11:45:00.123456");
  EXPECT_EQ(Time(Parsed("ago", "2w"), moment), "2026-02-22 12:00:00.123456");
}

TEST(Evaluate, MonthsEndWithTheirLastDay) {
  const Moment moment = At(absl::CivilSecond(2026, 3, 31, 9, 0, 0), "Asia/Shanghai");
  EXPECT_EQ(Day(Parsed("ago", "1mo"), moment), absl::CivilDay(2026, 2, 28));
  EXPECT_EQ(Day(Parsed("from_now", "11mo"), moment), absl::CivilDay(2027, 2, 28));
  EXPECT_EQ(Day(Parsed("ago", "3mo"), moment), absl::CivilDay(2025, 12, 31));
  EXPECT_EQ(Day(Parsed("ago", "1y"), At(absl::CivilSecond(2024, 2, 29, 9, 0, 0), "Asia/Shanghai")),
            absl::CivilDay(2023, 2, 28));
}

TEST(Evaluate, TodayIsTheTenantsDay) {
  Call today;
  const Moment moment =
      At(absl::CivilSecond(2026, 3, 31, 0, 30, 0), "Asia/Shanghai");  // 16:30 UTC the day before
  EXPECT_EQ(Day(today, moment), absl::CivilDay(2026, 3, 31));
  EXPECT_EQ(Time(today, moment), "2026-03-31 00:00:00");
}

TEST(Evaluate, WorkdaysFollowTheCalendar) {
  Moment moment = At(absl::CivilSecond(2026, 10, 9, 9, 0, 0), "Asia/Shanghai");  // a Friday
  EXPECT_EQ(Day(Parsed("workdays_ago", "0"), moment), absl::CivilDay(2026, 10, 9));
  EXPECT_EQ(Day(Parsed("workdays_ago", "5"), moment), absl::CivilDay(2026, 10, 2));
  // The holidays of the first week of October are paid for on Saturday the 10th before and after.
  auto calendar = std::make_shared<worktime::WorkDays>();
  for (int day = 1; day <= 7; ++day) calendar->holidays.insert(absl::CivilDay(2026, 10, day));
  calendar->workdays.insert(absl::CivilDay(2026, 9, 27));
  moment.calendar = calendar;
  EXPECT_EQ(Day(Parsed("workdays_ago", "1"), moment), absl::CivilDay(2026, 10, 8));
  EXPECT_EQ(Day(Parsed("workdays_ago", "2"), moment), absl::CivilDay(2026, 9, 30));
  EXPECT_EQ(Day(Parsed("workdays_ago", "5"), moment), absl::CivilDay(2026, 9, 27));
  EXPECT_EQ(Time(Parsed("workdays_ago", "2"), moment), "2026-09-30 00:00:00");
}

TEST(Evaluate, ACalendarWithoutWorkdaysHasNone) {
  Moment moment;
  auto calendar = std::make_shared<worktime::WorkDays>();
  calendar->works = {};
  moment.calendar = calendar;
  EXPECT_EQ(Evaluate(Parsed("workdays_ago", "1"), Kind::kDate, moment), std::nullopt);
}

TEST(Evaluate, TheLongestLengthsStayInTheCommonEra) {
  const Moment moment;
  for (const char* longest : {"100y", "1200mo", "5300w", "36600d", "878400h", "2147483647s"}) {
    for (const char* function : {"ago", "from_now"}) {
      const int64_t year =
          absl::ToCivilYear(
              std::get<absl::Time>(*Evaluate(Parsed(function, longest), Kind::kTimestamp, moment)),
              absl::UTCTimeZone())
              .year();
      EXPECT_TRUE(year > 1800 && year < 9999) << longest;
    }
  }
}

TEST(Evaluate, DatesBeginInTheTenantsZone) {
  Call date;
  date.function = Call::Function::kDate;
  date.date = absl::CivilDay(2026, 3, 8);
  const Moment moment = At(absl::CivilSecond(2026, 11, 29, 12, 0, 0), "Asia/Shanghai");
  EXPECT_EQ(Time(date, moment), "2026-03-08 00:00:00");
  EXPECT_EQ(std::get<absl::Time>(*Evaluate(date, Kind::kTimestamp, moment)),
            absl::FromCivil(absl::CivilSecond(2026, 3, 7, 16, 0, 0), absl::UTCTimeZone()));
  // There are no stored times before it, and the database has none.
  date.date = absl::CivilDay(1, 1, 1);
  EXPECT_EQ(std::get<absl::Time>(*Evaluate(date, Kind::kTimestamp, moment)),
            absl::FromCivil(date.date, absl::UTCTimeZone()));
  EXPECT_EQ(WriteCall(date), "\"0001-01-01\"");
}

TEST(WriteCall, WritesWhatIsRead) {
  EXPECT_EQ(WriteCall(Parsed("ago", "007mo")), "ago(\"7mo\")");
  EXPECT_EQ(WriteCall(Parsed("workdays_ago", "3")), "workdays_ago(3)");
  EXPECT_EQ(WriteCall(Call()), "today()");
}

}  // namespace
}  // namespace guanxi::filter
