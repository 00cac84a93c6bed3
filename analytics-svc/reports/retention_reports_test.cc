// GetCohorts and GetChurn, over the same purchases and contracts.
#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/churn_report.h"
#include "analytics-svc/reports/cohort_report.h"
#include "analytics-svc/reports/report_world.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Churn = v1::GetChurnRequest;
using Day = absl::CivilDay;
using World = ReportWorld;

class RetentionReportsTest : public ::testing::Test {
 protected:
  void AddOrder(const char* customer, Day day, const char* amount = "100",
                const char* state = "DELIVERED") {
    world_.Add("fact_order", absl::StrCat("order", ++rows_),
               {{"customer_id", World::Id(customer)},
                {"order_date", day},
                {"base_amount", Decimal{amount}},
                {"state", std::string(state)}});
  }
  void AddPayment(const char* customer, Day day, const char* amount, const char* kind) {
    world_.Add("fact_payment", absl::StrCat("payment", ++rows_),
               {{"customer_id", World::Id(customer)},
                {"pay_date", day},
                {"base_amount", Decimal{amount}},
                {"kind", std::string(kind)},
                {"state", std::string("CONFIRMED")}});
  }
  void AddContract(const char* customer, Day first, Day last, const char* state = "ACTIVE",
                   const char* reason = "") {
    World::Values values = {{"customer_id", World::Id(customer)},
                            {"start_date", first},
                            {"end_date", last},
                            {"sign_date", first - 10},
                            {"state", std::string(state)},
                            {"state_time", World::Noon(Day(2026, 5, 10))}};
    if (*reason != '\0') values["end_reason"] = std::string(reason);
    world_.Add("fact_contract", absl::StrCat("contract", ++rows_), std::move(values));
  }

  static Churn Quarter(Churn::Kind kind) {
    Churn request;
    request.set_kind(kind);
    *request.mutable_period() = Period(Day(2026, 4, 1), Day(2026, 6, 30));
    return request;
  }

  World world_;
  int rows_ = 0;
};

TEST_F(RetentionReportsTest, CohortsAreCountedFromTheFirstPurchase) {
  AddOrder("a", Day(2026, 9, 1));
  AddOrder("a", Day(2026, 9, 20), "50");
  AddOrder("a", Day(2026, 10, 5), "30.25");
  AddOrder("b", Day(2026, 9, 2));
  AddOrder("b", Day(2026, 11, 2));
  AddOrder("c", Day(2026, 10, 2), "1", "CANCELLED");
  AddOrder("c", Day(2026, 10, 9), "7");
  const auto report = MakeCohortReport(world_.All(), {});
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->cohorts_size(), 2);
  const v1::CohortRow& september = report->cohorts(0);
  EXPECT_EQ(september.begin().month(), 9);
  EXPECT_EQ(september.size(), 2);
  ASSERT_EQ(september.periods_size(), 3);
  EXPECT_EQ(september.periods(0).amount().units(), 250);
  EXPECT_EQ(september.periods(1).customers(), 1);
  EXPECT_EQ(september.periods(1).amount().nanos(), 250'000'000);
  EXPECT_TRUE(september.periods(2).partial());
  EXPECT_EQ(report->cohorts(1).periods(0).amount().units(), 7);
  ASSERT_EQ(report->retention_size(), 2);
  EXPECT_DOUBLE_EQ(report->retention(1), 0.5);
}

TEST_F(RetentionReportsTest, CohortsOlderThanAskedForAreLeftOutButNotForgotten) {
  AddOrder("a", Day(2025, 1, 1));
  AddOrder("a", Day(2026, 10, 5));
  v1::GetCohortsRequest request;
  request.set_periods(2);
  EXPECT_EQ(MakeCohortReport(world_.All(), request)->cohorts_size(), 0);
  request.set_length(v1::GetCohortsRequest::YEAR);
  EXPECT_EQ(MakeCohortReport(world_.All(), request)->cohorts(0).begin().year(), 2025);
}

TEST_F(RetentionReportsTest, RefundsAreTakenOffThePurchaseBeforeThem) {
  AddPayment("a", Day(2026, 9, 1), "100", "RECEIPT");
  AddPayment("a", Day(2026, 11, 3), "40", "REFUND");
  v1::GetCohortsRequest request;
  request.set_source(v1::PAYMENTS);
  const auto report = MakeCohortReport(world_.All(), request);
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->cohorts_size(), 1);
  EXPECT_EQ(report->cohorts(0).periods(0).amount().units(), 60);
  EXPECT_EQ(report->cohorts(0).periods(2).customers(), 0);
}

TEST_F(RetentionReportsTest, WhatWentBackAsAWholeWasNoPurchase) {
  AddPayment("a", Day(2026, 9, 1), "100", "RECEIPT");
  AddPayment("a", Day(2026, 10, 1), "30", "RECEIPT");
  AddPayment("a", Day(2026, 11, 3), "50", "REFUND");  // that of October, and a part of September's
  AddPayment("b", Day(2026, 9, 2), "70", "RECEIPT");
  AddPayment("b", Day(2026, 10, 2), "70", "REFUND");
  v1::GetCohortsRequest request;
  request.set_source(v1::PAYMENTS);
  const auto report = MakeCohortReport(world_.All(), request);
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->cohorts_size(), 1);
  EXPECT_EQ(report->cohorts(0).size(), 1);
  EXPECT_EQ(report->cohorts(0).periods(0).amount().units(), 80);
  EXPECT_EQ(report->cohorts(0).periods(1).customers(), 0);
}

TEST_F(RetentionReportsTest, NothingIsAPurchaseTwice) {
  // What was ordered was paid, too; another one has paid alone, and somebody has signed.
  AddOrder("orders", Day(2026, 9, 1), "100");
  AddPayment("orders", Day(2026, 10, 1), "100", "RECEIPT");
  AddPayment("pays", Day(2026, 9, 3), "70", "RECEIPT");
  world_.Add("fact_contract", "c",
             {{"customer_id", World::Id("signs")},
              {"sign_date", Day(2026, 9, 4)},
              {"base_amount", Decimal{"30"}},
              {"state", std::string("ACTIVE")}});
  AddPayment("signs", Day(2026, 9, 5), "30", "RECEIPT");
  const auto amount = [&](v1::PurchaseSource source) {
    v1::GetCohortsRequest request;
    request.set_source(source);
    const auto report = MakeCohortReport(world_.All(), request);
    EXPECT_THAT(report, IsOk());
    int64_t sum = 0;
    for (const v1::CohortRow& row : report->cohorts()) {
      for (const v1::CohortPeriod& period : row.periods()) sum += period.amount().units();
    }
    return sum;
  };
  EXPECT_EQ(amount(v1::PURCHASE_SOURCE_UNSPECIFIED), 200);
  EXPECT_EQ(amount(v1::PAYMENTS), 200);
  EXPECT_EQ(amount(v1::ORDERS), 100);
  world_.SetPurchaseBasis(v1::CONTRACTS);  // as Tenant.PurchaseBasis has it
  EXPECT_EQ(amount(v1::PURCHASE_SOURCE_UNSPECIFIED), 30);
}

TEST_F(RetentionReportsTest, ChurnByContractNamesTheLostAndWhy) {
  AddContract("stayed", Day(2025, 7, 1), Day(2026, 6, 20));
  AddContract("stayed", Day(2026, 7, 5), Day(2027, 7, 4));  // renewed within the grace
  AddContract("ended", Day(2025, 5, 1), Day(2026, 4, 30), "COMPLETED", "太贵");
  AddContract("stopped", Day(2025, 7, 1), Day(2026, 12, 31), "TERMINATED", "太贵");
  AddContract("before", Day(2025, 1, 1), Day(2026, 3, 31));
  const auto report = MakeChurnReport(world_.All(), Quarter(Churn::CONTRACT));
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->counted(), 3);
  EXPECT_EQ(report->stayed(), 1);
  EXPECT_EQ(report->lost(), 2);
  EXPECT_DOUBLE_EQ(report->rate(), 2.0 / 3);
  ASSERT_EQ(report->reasons_size(), 1);
  EXPECT_EQ(report->reasons(0).reason(), "太贵");
  EXPECT_EQ(report->reasons(0).customers(), 2);
  EXPECT_EQ(report->lost_customers_size(), 2);
}

TEST_F(RetentionReportsTest, AGraceOfNoDaysIsNotTheDefault) {
  AddContract("a", Day(2025, 7, 1), Day(2026, 6, 20));
  AddContract("a", Day(2026, 6, 25), Day(2027, 7, 4));
  Churn request = Quarter(Churn::CONTRACT);
  EXPECT_EQ(MakeChurnReport(world_.All(), request)->stayed(), 1);
  request.set_grace_days(0);
  EXPECT_EQ(MakeChurnReport(world_.All(), request)->lost(), 1);
}

TEST_F(RetentionReportsTest, ChurnBySilenceGoesByOwnGaps) {
  for (int i = 0; i < 5; ++i) {
    AddOrder("monthly", Day(2025, 11, 27) + i * 30);  // until 27 March: lost after 25 June
    AddOrder("slow", Day(2025, 3, 1) + i * 90);
  }
  AddOrder("new", Day(2026, 3, 1));
  const auto report = MakeChurnReport(world_.All(), Quarter(Churn::SILENCE));
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->counted(), 2);
  EXPECT_EQ(report->lost(), 1);
  ASSERT_EQ(report->lost_customers_size(), 1);
  EXPECT_EQ(report->lost_customers(0), World::Name("customers", "monthly"));
}

TEST_F(RetentionReportsTest, ChurnByRevenueIsGrossAndNet) {
  const auto add = [&](const char* customer, const char* before, const char* now) {
    AddOrder(customer, Day(2026, 2, 1), before);
    if (*now != '\0') AddOrder(customer, Day(2026, 5, 1), now);
  };
  add("lost", "1000", "");
  add("shrunk", "2000", "1500");
  add("grown", "3000", "3900");
  add("same", "4000", "4000");
  AddOrder("new", Day(2026, 5, 1), "7000");
  AddOrder("old", Day(2025, 12, 30), "7000");  // before the 91 days before
  const auto report = MakeChurnReport(world_.All(), Quarter(Churn::REVENUE));
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->revenue().before().units(), 10000);
  EXPECT_DOUBLE_EQ(report->revenue().gross_rate(), 0.15);
  EXPECT_DOUBLE_EQ(report->revenue().net_rate(), 0.06);
  EXPECT_EQ(report->counted(), 4);
  EXPECT_EQ(report->lost(), 1);
}

TEST_F(RetentionReportsTest, ManyCustomersComeInPages) {
  // More rows than a page has, and a customer over its edge.
  for (int i = 0; i < 30'000; ++i) {
    const std::string customer = absl::StrCat("c", i);
    AddOrder(customer.c_str(), Day(2026, 9, 1));
    AddOrder(customer.c_str(), Day(2026, 10, 1));
  }
  const auto report = MakeCohortReport(world_.All(), {});
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->cohorts_size(), 1);
  EXPECT_EQ(report->cohorts(0).size(), 30'000);
  EXPECT_EQ(report->cohorts(0).periods(1).customers(), 30'000);
}

TEST_F(RetentionReportsTest, WrongFieldsAreNamed) {
  Churn request;
  request.set_grace_days(400);
  *request.mutable_period() = Period(Day(2027, 1, 1), Day(2027, 2, 1));
  const auto report = MakeChurnReport(world_.All(), request);
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(report.status())) paths.push_back(one.path);
  EXPECT_THAT(paths, ::testing::UnorderedElementsAre("kind", "grace_days", "period.first_day"));
}

}  // namespace
}  // namespace guanxi::analytics
