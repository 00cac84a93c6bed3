#include "analytics-svc/reports/query_charts.h"

#include <string>

#include "analytics-svc/reports/report_charts.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The picture of counts by periods that begin at `first` and at `second`.
std::string Drawn(const std::string& first, const std::string& second) {
  v1::QueryResult result;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "columns {member: 'leads.create_time.hour' title: 'Created' type: TIME} "
      "columns {member: 'leads.count' title: 'Leads' type: NUMBER unit: COUNT} "
      "rows {values {string_value: '" +
          first + "'} values {string_value: '3'}} rows {values {string_value: '" + second +
          "'} values {string_value: '5'}}",
      &result));
  ChartStyle style;
  style.language = "en";
  style.width = 760;
  const auto drawn = DrawAnswer(result, style);
  EXPECT_THAT(drawn, IsOk());
  return drawn.value_or("");
}

TEST(QueryChartsTest, HoursOfOneDayAreApart) {
  const std::string svg = Drawn("2026-01-01T08:00:00.000", "2026-01-01T09:00:00.000");
  EXPECT_THAT(svg, HasSubstr("2026-01-01T08:00:00, Leads: 3"));
  EXPECT_THAT(svg, HasSubstr("2026-01-01T09:00:00, Leads: 5"));
}

TEST(QueryChartsTest, DaysAreDays) {
  const std::string svg = Drawn("2026-01-01T00:00:00.000", "2026-01-02T00:00:00.000");
  EXPECT_THAT(svg, HasSubstr("2026-01-01, Leads: 3"));
  EXPECT_THAT(svg, Not(HasSubstr("00:00:00")));
}

}  // namespace
}  // namespace guanxi::analytics
