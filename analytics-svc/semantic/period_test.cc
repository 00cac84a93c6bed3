#include "analytics-svc/semantic/period.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using testing::HasSubstr;

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  return zone;
}

std::string Start(Granularity granularity, SqlCell cell, int fiscal_start = 1) {
  const SqlResult result(1, {std::move(cell)});
  const auto start = PeriodStart(granularity, result, 0, 0, fiscal_start);
  return start ? absl::FormatCivilTime(*start) : "none";
}

TEST(PeriodTest, EachHasAFirstMoment) {
  EXPECT_EQ(Start(Granularity::kSecond, int64_t{20260228235958}), "2026-02-28T23:59:58");
  EXPECT_EQ(Start(Granularity::kMinute, int64_t{202602282359}), "2026-02-28T23:59:00");
  EXPECT_EQ(Start(Granularity::kHour, int64_t{2026022823}), "2026-02-28T23:00:00");
  EXPECT_EQ(Start(Granularity::kDay, int64_t{20260228}), "2026-02-28T00:00:00");
  EXPECT_EQ(Start(Granularity::kWeek, std::string("2026-02-23")), "2026-02-23T00:00:00");
  EXPECT_EQ(Start(Granularity::kMonth, int64_t{202602}), "2026-02-01T00:00:00");
  EXPECT_EQ(Start(Granularity::kQuarter, int64_t{202604}), "2026-10-01T00:00:00");
  EXPECT_EQ(Start(Granularity::kYear, int64_t{2026}), "2026-01-01T00:00:00");
  EXPECT_EQ(Start(Granularity::kMonth, std::monostate()), "none");
}

TEST(PeriodTest, FiscalPeriodsBeginInTheirMonth) {
  EXPECT_EQ(Start(Granularity::kFiscalYear, int64_t{2026}, 4), "2026-04-01T00:00:00");
  EXPECT_EQ(Start(Granularity::kFiscalQuarter, int64_t{202604}, 4), "2027-01-01T00:00:00");
  EXPECT_EQ(Start(Granularity::kFiscalYear, int64_t{2026}, 1), "2026-01-01T00:00:00");
}

TEST(PeriodTest, ZoneWithoutSummerTimeIsAnOffset) {
  EXPECT_EQ(LocalTime("f.t", Zone("Asia/Shanghai"), std::nullopt), "(f.t + INTERVAL 28800 SECOND)");
  EXPECT_EQ(LocalTime("f.t", Zone("UTC"), std::nullopt), "f.t");
}

TEST(PeriodTest, ChangesOfTheZoneWithinTheRangeAreCases) {
  const absl::TimeZone zone = Zone("America/New_York");
  const TimeRange winter{absl::CivilSecond(2026, 1, 1), absl::CivilSecond(2026, 2, 1)};
  EXPECT_EQ(LocalTime("f.t", zone, winter), "(f.t - INTERVAL 18000 SECOND)");
  const TimeRange spring{absl::CivilSecond(2026, 3, 1), absl::CivilSecond(2026, 4, 1)};
  EXPECT_EQ(LocalTime("f.t", zone, spring),
            "(CASE WHEN f.t < TIMESTAMP '2026-03-08 07:00:00' THEN (f.t - INTERVAL 18000 SECOND) "
            "ELSE (f.t - INTERVAL 14400 SECOND) END)");
  EXPECT_THAT(LocalTime("f.t", zone, std::nullopt), HasSubstr("'2039-"));
}

TEST(PeriodTest, ClocksThatArePutBackChangeAtThatMoment) {
  // At two in New York, and in Beirut at midnight, where an hour early would be another day.
  const TimeRange autumn{absl::CivilSecond(2026, 10, 1), absl::CivilSecond(2026, 12, 1)};
  EXPECT_EQ(LocalTime("f.t", Zone("America/New_York"), autumn),
            "(CASE WHEN f.t < TIMESTAMP '2026-11-01 06:00:00' THEN (f.t - INTERVAL 14400 SECOND) "
            "ELSE (f.t - INTERVAL 18000 SECOND) END)");
  EXPECT_EQ(LocalTime("f.t", Zone("Asia/Beirut"), autumn),
            "(CASE WHEN f.t < TIMESTAMP '2026-10-24 21:00:00' THEN (f.t + INTERVAL 10800 SECOND) "
            "ELSE (f.t + INTERVAL 7200 SECOND) END)");
}

TEST(PeriodTest, NamesAreThoseOfCubesClients) {
  EXPECT_EQ(ParseGranularity("week"), Granularity::kWeek);
  EXPECT_EQ(ParseGranularity("fiscal_year"), Granularity::kFiscalYear);
  EXPECT_EQ(ParseGranularity("Week"), std::nullopt);
  EXPECT_EQ(ParseGranularity(""), std::nullopt);
}

}  // namespace
}  // namespace guanxi::analytics
