// Periods in zones with and without summer time: the same in both engines, and right.
#include <cstdlib>
#include <map>
#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/agreement_testing.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using PeriodAgreementTest = QueryAgreementTest;

TEST_F(PeriodAgreementTest, EveryPeriodInZonesWithAndWithoutSummerTime) {
  for (const char* const zone : {"UTC", "Asia/Shanghai", "America/New_York", "Asia/Kolkata"}) {
    for (const char* const granularity : {"second", "minute", "hour", "day", "week", "month",
                                          "quarter", "year", "fiscal_quarter", "fiscal_year"}) {
      v1::Query query;
      query.add_measures("interactions.count");
      query.set_time_zone(zone);
      query.set_fiscal_start_month(4);
      auto& time = *query.add_time_dimensions();
      time.set_dimension("interactions.occur_time");
      time.set_granularity(granularity);
      EXPECT_GT(Ask(query).rows_size(), 1) << zone << " " << granularity;
    }
  }
}

TEST_F(PeriodAgreementTest, DaysAreThoseOfTheZone) {
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("America/New_York", &zone));
  std::map<std::string, int> wanted;
  const Table& table = FactInteraction();
  for (int row = 0; row < FactsWorld::kRows; ++row) {
    if (row % 11 == 10) continue;  // deleted
    const SqlValue value = FactsWorld::ValueOf(table, *table.Find("occur_time"), row);
    const auto* const time = std::get_if<absl::Time>(&value);
    if (time == nullptr) continue;
    const absl::CivilDay day = absl::ToCivilDay(*time, zone);
    ++wanted[absl::StrCat(absl::FormatCivilTime(day), "T00:00:00.000")];
  }
  v1::Query query;
  query.add_measures("interactions.count");
  query.set_time_zone("America/New_York");
  auto& time = *query.add_time_dimensions();
  time.set_dimension("interactions.occur_time");
  time.set_granularity("day");
  std::map<std::string, int> got;
  const auto answer = Ask(query);
  for (const auto& row : answer.rows()) {
    if (!row.values(0).has_string_value()) continue;
    got[row.values(0).string_value()] = std::atoi(row.values(1).string_value().c_str());
  }
  EXPECT_EQ(got, wanted);
}

}  // namespace
}  // namespace guanxi::analytics
