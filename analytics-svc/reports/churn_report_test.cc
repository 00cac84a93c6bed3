// Churn while it is not decided yet; what is decided is in retention_reports_test.cc.
#include "analytics-svc/reports/churn_report.h"

#include "absl/strings/str_cat.h"
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

TEST(ChurnReportTest, MoreContractsOfOneCustomerThanAPageHasAreRefused) {
  World world;
  const bool in_order = World::Id("a") < World::Id("b");
  const auto add = [&](const char* customer, int number) {
    world.Add("fact_contract", absl::StrCat(customer, number),
              {{"customer_id", World::Id(customer)},
               {"sign_date", Day(2026, 1, 1)},
               {"start_date", Day(2026, 1, 1)},
               {"end_date", Day(2026, 12, 31)},
               {"state", std::string("ACTIVE")}});
  };
  add(in_order ? "a" : "b", 0);
  for (int i = 0; i <= kPageRows; ++i) add(in_order ? "b" : "a", i);
  v1::GetChurnRequest request;
  request.set_kind(v1::GetChurnRequest::CONTRACT);
  *request.mutable_period() = Period(Day(2026, 11, 1), kToday);
  EXPECT_THAT(MakeChurnReport(world.All(), request), HasReason("RESULT_TOO_LARGE"));
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
