// Churn while it is not decided yet; what is decided is in retention_reports_test.cc.
#include "analytics-svc/reports/churn_report.h"

#include "analytics-svc/reports/report_world.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Day = absl::CivilDay;
using World = ReportWorld;

void AddOrder(World* world, const char* name, const char* customer, Day day, const char* amount) {
  world->Add("fact_order", name,
             {{"customer_id", World::Id(customer)},
              {"order_date", day},
              {"base_amount", Decimal{amount}},
              {"state", std::string("PLACED")}});
}

TEST(ChurnReportTest, NobodyIsLostToAPeriodThatGoesOn) {
  World world;
  AddOrder(&world, "1", "a", Day(2026, 10, 20), "100");
  AddOrder(&world, "2", "b", Day(2026, 10, 20), "100");
  AddOrder(&world, "3", "b", kToday, "100");
  v1::GetChurnRequest request;
  request.set_kind(v1::GetChurnRequest::REVENUE);
  *request.mutable_period() = Period(Day(2026, 11, 1), kToday + 1);
  auto report = MakeChurnReport(world.All(), request);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->pending(), 1);
  EXPECT_EQ(report->lost(), 0);
  EXPECT_FALSE(report->revenue().has_gross_rate());
  EXPECT_FALSE(report->revenue().has_net_rate());
  *request.mutable_period() = Period(Day(2026, 11, 1), kToday);
  report = MakeChurnReport(world.All(), request);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->lost(), 1);
  EXPECT_DOUBLE_EQ(report->revenue().gross_rate(), 0.5);
}

TEST(ChurnReportTest, WhatWasPaidInAnotherCurrencyIsNoLoss) {
  World world;
  AddOrder(&world, "1", "a", Day(2026, 10, 20), "100");
  AddOrder(&world, "2", "a", Day(2026, 11, 20), "100");
  world.Add("fact_order", "of old",
            {{"customer_id", World::Id("a")},
             {"order_date", Day(2026, 10, 21)},
             {"base_amount", Decimal{"900"}},
             {"base_currency", std::string("USD")},
             {"state", std::string("PLACED")}});
  v1::GetChurnRequest request;
  request.set_kind(v1::GetChurnRequest::REVENUE);
  *request.mutable_period() = Period(Day(2026, 11, 1), kToday);
  const auto report = MakeChurnReport(world.All(), request);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->revenue().before().units(), 100);
  EXPECT_DOUBLE_EQ(report->revenue().gross_rate(), 0);
}

}  // namespace
}  // namespace guanxi::analytics
