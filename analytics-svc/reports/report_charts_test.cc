#include "analytics-svc/reports/report_charts.h"

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/query_charts.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using ::testing::HasSubstr;

template <typename Message>
Message Parsed(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

ChartStyle Chinese() {
  ChartStyle style;
  style.language = "zh";
  return style;
}

TEST(ReportCharts, TheBottleneckIsMarkedAndSaid) {
  const auto report = Parsed<v1::FunnelReport>(R"(
    funnel {
      steps {stage: "s1" display_name: "接触" reached: 20 conversion: 0.78 open: 2}
      steps {stage: "s2" display_name: "演示" reached: 14 conversion: 0.38}
      steps {display_name: "WON" reached: 3}
      bottleneck: "s2"
    })");
  const FunnelChart chart = ChartOf(report, Chinese());
  ASSERT_EQ(chart.steps.size(), 3u);
  EXPECT_FALSE(chart.steps[0].is_marked);
  EXPECT_TRUE(chart.steps[1].is_marked);
  EXPECT_EQ(chart.steps[2].label, "赢单");
  EXPECT_EQ(chart.steps[0].note, "78% 进入下一步，2 进行中");
  EXPECT_THAT(chart.frame.description, HasSubstr("瓶颈阶段：演示"));
}

TEST(ReportCharts, RankedPeopleGoByTheNamesThatTheCallerGives) {
  const auto report = Parsed<v1::RankingReport>(R"(
    entries {subject: "users/a" rank: 1 tied: 2 amount {currency_code: "CNY" units: 1234}}
    entries {subject: "users/0123456789" rank: 1 tied: 2 amount {currency_code: "CNY" units: 1234}}
    entries {rank: 3 tied: 1 amount {currency_code: "CNY" units: 1}}
    total: 3)");
  ChartStyle style;
  style.labels["users/a"] = "王芳";
  const BarChart chart = ChartOf(report, v1::GetRankingRequest::RECEIPTS, style);
  ASSERT_EQ(chart.rows.size(), 3u);
  EXPECT_EQ(chart.rows[0].label, "1= 王芳");
  EXPECT_EQ(chart.rows[0].texts[0], "1,234");
  EXPECT_EQ(chart.rows[1].label, "1= …23456789");
  EXPECT_EQ(chart.rows[2].label, "3. nobody");
}

TEST(ReportCharts, ClassesOfValueHaveTheirPlaceOnTheMap) {
  v1::RfmReport report;
  for (int i = v1::IMPORTANT_VALUE; i <= v1::GENERAL_WIN_BACK; ++i) {
    auto* const figures = report.add_classes();
    figures->set_value_class(static_cast<v1::ValueClass>(i));
    figures->set_customers(i);
  }
  const MatrixChart chart = ChartOf(report, Chinese());
  ASSERT_EQ(chart.rows.size(), 2u);
  ASSERT_EQ(chart.rows[0].cells.size(), 4u);
  ASSERT_EQ(chart.rows[1].cells.size(), 4u);
  EXPECT_EQ(chart.rows[0].cells[0].text, "重要价值 1");
  EXPECT_EQ(chart.rows[1].cells[3].text, "一般挽留 8");
}

TEST(ReportCharts, TheMatrixHasAColumnForThoseWithoutAPurchase) {
  const auto matrix = Parsed<v1::RfmMatrix>(R"(
    cells {row: "华东" part: "制造业" value_class: IMPORTANT_VALUE customers: 5}
    cells {row: "华东" part: "制造业" customers: 2}
    cells {value_class: GENERAL_KEEP customers: 1}
    richest {row: "华东" part: "制造业" customers: 5})");
  const MatrixChart chart = ChartOf(matrix, Chinese());
  ASSERT_EQ(chart.columns.size(), 9u);
  ASSERT_EQ(chart.rows.size(), 2u);
  EXPECT_EQ(chart.rows[0].label, "华东 · 制造业");
  EXPECT_EQ(*chart.rows[0].cells[0].value, 5);
  EXPECT_EQ(*chart.rows[0].cells[8].value, 2);
  EXPECT_FALSE(chart.rows[0].cells[1].value.has_value());
  EXPECT_EQ(chart.rows[1].label, "未填写");
  EXPECT_THAT(chart.frame.description, HasSubstr("华东 · 制造业"));
}

TEST(ReportCharts, AMatrixOfManyRowsIsCut) {
  v1::RfmMatrix matrix;
  for (int i = 0; i < 60; ++i) {
    auto* const cell = matrix.add_cells();
    cell->set_row("r" + std::to_string(i));
    cell->set_customers(1);
  }
  EXPECT_EQ(ChartOf(matrix, ChartStyle()).rows.size(), 40u);
}

TEST(ReportCharts, RowsThatAreNotDrawnAreCounted) {
  v1::RfmMatrix matrix;
  for (int i = 0; i < 42; ++i) {
    v1::RfmMatrixCell& cell = *matrix.add_cells();
    cell.set_row(absl::StrCat("region ", i));
    cell.set_value_class(v1::IMPORTANT_VALUE);
    cell.set_customers(1);
  }
  const MatrixChart chart = ChartOf(matrix, ChartStyle());
  EXPECT_EQ(chart.rows.size(), 40u);
  EXPECT_THAT(chart.frame.description, HasSubstr("Rows that are not drawn: 2."));
}

TEST(ReportCharts, CohortsThatGoOnAreStarred) {
  const auto report = Parsed<v1::CohortReport>(R"(
    cohorts {begin {year: 2026 month: 9 day: 1} size: 2
             periods {customers: 2 retention: 1} periods {customers: 1 retention: 0.5 partial: true}}
    retention: 1)");
  const MatrixChart chart = ChartOf(report, ChartStyle());
  EXPECT_EQ(chart.rows[0].label, "2026-09 (2)");
  EXPECT_EQ(chart.rows[0].cells[1].text, "50%*");
}

TEST(ReportCharts, SourcesSayWhatACustomerCostsWhereItIsKnown) {
  const auto report = Parsed<v1::AcquisitionCostReport>(R"(
    sources {source: "leadSources/a" display_name: "展会" customers: 3
             cost {currency_code: "CNY" units: 100}
             cost_per_customer {currency_code: "CNY" units: 33 nanos: 330000000}}
    sources {customers: 2}
    total {customers: 5 cost {currency_code: "CNY" units: 100}
           cost_per_customer {currency_code: "CNY" units: 20}})");
  const BarChart chart = ChartOf(report, Chinese());
  ASSERT_EQ(chart.rows.size(), 3u);
  EXPECT_EQ(chart.rows[0].label, "展会 (3)");
  EXPECT_EQ(chart.rows[0].texts, (std::vector<std::string>{"100", "33.33"}));
  EXPECT_EQ(chart.rows[1].label, "无来源 (2)");
  EXPECT_EQ(chart.rows[1].texts, (std::vector<std::string>{"–", "–"}));
  EXPECT_EQ(chart.rows[2].label, "合计 (5)");
  EXPECT_EQ(chart.series.size(), 2u);
  EXPECT_THAT(chart.frame.unit, HasSubstr("CNY"));
  EXPECT_EQ(chart.frame.description, "5 位新客户。单客成本 20 CNY。");
}

TEST(ReportCharts, AnAnswerWithAPeriodIsLinesElseBars) {
  auto result = Parsed<v1::QueryResult>(R"(
    columns {member: "o.close.month" title: "月" type: TIME}
    columns {member: "o.won" title: "赢单" type: NUMBER unit: COUNT}
    rows {values {string_value: "2026-02-01T00:00:00.000"} values {string_value: "7"}}
    rows {values {string_value: "2026-01-01T00:00:00.000"} values {string_value: "3"}})");
  const auto lines = DrawAnswer(result, Chinese());
  ASSERT_THAT(lines, IsOk());
  EXPECT_THAT(*lines, HasSubstr("<polyline"));
  EXPECT_THAT(*lines, HasSubstr("<title>2026-01-01, 赢单: 3</title>"));
  result.mutable_columns(0)->set_type(v1::QueryColumn::STRING);
  const auto bars = DrawAnswer(result, Chinese());
  ASSERT_THAT(bars, IsOk());
  EXPECT_THAT(*bars, HasSubstr("<title>2026-02-01T00:00:00.000: 7</title>"));
}

TEST(ReportCharts, WhatCannotBeSeenIsRefused) {
  v1::QueryResult result;
  EXPECT_THAT(DrawAnswer(result, ChartStyle()), HasReason("INVALID_FIELD"));
  auto* const column = result.add_columns();
  column->set_unit(v1::QueryColumn::COUNT);
  for (int i = 0; i < 201; ++i) result.add_rows()->add_values()->set_string_value("1");
  EXPECT_THAT(DrawAnswer(result, ChartStyle()), HasReason("INVALID_FIELD"));
}

}  // namespace
}  // namespace guanxi::analytics
