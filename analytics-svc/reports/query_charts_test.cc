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

// What was won by region and stage, and how much of it.
v1::QueryResult ByRegionAndStage() {
  v1::QueryResult result;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(columns {member: "customers.region" title: "地区" type: STRING}
         columns {member: "stages.display_name" title: "阶段" type: STRING}
         columns {member: "opportunities.amount" title: "金额" type: NUMBER unit: BASE_MONEY}
         rows {values {string_value: "华东"} values {string_value: "演示"} values {string_value: "8"}}
         rows {values {string_value: "华东"} values {string_value: "谈判"} values {string_value: "4"}}
         rows {values {null_value: NULL_VALUE} values {string_value: "演示"}
               values {string_value: "1234.5"}})",
      &result));
  return result;
}

v1::QueryResult OneRow(const std::string& rate) {
  v1::QueryResult result;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "columns {title: '线索数' type: NUMBER unit: COUNT} "
      "columns {title: '转化线索数' type: NUMBER unit: COUNT} "
      "columns {title: '转化率' type: NUMBER unit: SHARE} "
      "rows {values {string_value: '40'} values {string_value: '10'} values {" +
          rate + "}}",
      &result));
  return result;
}

std::string DrawnAs(const v1::QueryResult& result, v1::DashboardPanel::Chart chart) {
  ChartStyle style;
  style.language = "zh";
  style.chart = chart;
  style.currency = "CNY";
  const auto drawn = DrawAnswer(result, style);
  EXPECT_THAT(drawn, IsOk());
  return drawn.value_or("");
}

absl::Status RefusedAs(const v1::QueryResult& result, v1::DashboardPanel::Chart chart) {
  ChartStyle style;
  style.chart = chart;
  return DrawAnswer(result, style).status();
}

TEST(QueryChartsTest, MoneySaysItsCurrency) {
  EXPECT_THAT(DrawnAs(ByRegionAndStage(), v1::DashboardPanel::CHART_UNSPECIFIED),
              HasSubstr(">CNY，按 地区、阶段</text>"));
  ChartStyle style;
  style.title = "华东 & 其他";
  const auto drawn = DrawAnswer(ByRegionAndStage(), style);
  ASSERT_THAT(drawn, IsOk());
  EXPECT_THAT(*drawn, HasSubstr("company's currency"));
  EXPECT_THAT(*drawn, HasSubstr(">华东 &amp; 其他</text>"));
}

TEST(QueryChartsTest, NumbersAreOfOneRow) {
  const std::string svg = DrawnAs(OneRow("string_value: '0.25'"), v1::DashboardPanel::NUMBER);
  EXPECT_THAT(svg, HasSubstr(">25%</text>"));
  EXPECT_THAT(svg, HasSubstr("线索数: 40。"));
  EXPECT_THAT(DrawnAs(OneRow("null_value: NULL_VALUE"), v1::DashboardPanel::NUMBER),
              HasSubstr("转化率: –。"));
  EXPECT_THAT(RefusedAs(ByRegionAndStage(), v1::DashboardPanel::NUMBER),
              HasReason("INVALID_FIELD"));
}

TEST(QueryChartsTest, ATableHasARowForEachAndNoScale) {
  const std::string svg = DrawnAs(ByRegionAndStage(), v1::DashboardPanel::TABLE);
  EXPECT_THAT(svg, HasSubstr(">华东 · 演示</text>"));
  EXPECT_THAT(svg, HasSubstr(">未填写 · 演示</text>"));
  EXPECT_THAT(svg, HasSubstr("<title>华东 · 谈判, 金额: 4</title>"));
  EXPECT_THAT(svg, Not(HasSubstr("fill=\"#004a7c\"")));
}

TEST(QueryChartsTest, StepsAreMeasuresOrRows) {
  const std::string measures = DrawnAs(OneRow("string_value: '0.25'"), v1::DashboardPanel::FUNNEL);
  EXPECT_THAT(measures, HasSubstr("<title>转化线索数: 10. 25%（占首步）</title>"));
  const std::string rows = DrawnAs(ByRegionAndStage(), v1::DashboardPanel::FUNNEL);
  EXPECT_THAT(rows, HasSubstr("<title>华东 · 谈判: 4. 50%（占首步）</title>"));
}

TEST(QueryChartsTest, AMatrixCrossesTheLastDimension) {
  const std::string svg = DrawnAs(ByRegionAndStage(), v1::DashboardPanel::MATRIX);
  EXPECT_THAT(svg, HasSubstr("<title>华东, 谈判: 4</title>"));
  EXPECT_THAT(svg, HasSubstr("fill=\"#004a7c\"><title>未填写, 演示: 1,234.5</title>"));
  EXPECT_THAT(svg, HasSubstr("fill=\"#f7f7f7\"/>")) << "nothing is known of one cell";
  EXPECT_THAT(RefusedAs(OneRow("string_value: '0.25'"), v1::DashboardPanel::MATRIX),
              HasReason("INVALID_FIELD"));
}

TEST(QueryChartsTest, LinesWantAPeriodAndMapsAReport) {
  for (const auto chart : {v1::DashboardPanel::LINE, v1::DashboardPanel::MAP}) {
    EXPECT_THAT(RefusedAs(ByRegionAndStage(), chart), HasReason("INVALID_FIELD"));
  }
}

}  // namespace
}  // namespace guanxi::analytics
