#include "analytics-svc/reports/rfm_report.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_world.h"
#include "analytics-svc/reports/rfm_matrix.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Day = absl::CivilDay;
using World = ReportWorld;

class RfmReportTest : public ::testing::Test {
 protected:
  // A customer who bought `count` times, the last time `days_ago`.
  void Add(const std::string& name, int days_ago, int count, const char* amount,
           const char* region = "华东", const char* industry = "制造业", const char* owner = "li") {
    world_.Add("fact_customer", name,
               {{"region", std::string(region)},
                {"industry", std::string(industry)},
                {"owner_id", World::Id(owner)}});
    for (int i = 0; i < count; ++i) {
      world_.Add("fact_order", absl::StrCat(name, i),
                 {{"customer_id", World::Id(name)},
                  {"order_date", kToday - days_ago - i * 10},
                  {"base_amount", Decimal{amount}},
                  {"state", std::string("DELIVERED")},
                  {"owner_id", World::Id(owner)}});
    }
  }

  // Two scores: within 30 days, three purchases, 1,000.
  static v1::RfmDefinition Fixed() {
    v1::RfmDefinition definition;
    auto* const cuts = definition.mutable_fixed_cuts();
    cuts->add_recency_days(30);
    cuts->add_frequency(3);
    auto* const amount = cuts->add_amounts();
    amount->set_currency_code("CNY");
    amount->set_units(1000);
    return definition;
  }

  World world_;
};

TEST_F(RfmReportTest, FixedCutsPartCustomersIntoClasses) {
  Add("champion", 29, 3, "500");
  Add("sleeper", 30, 1, "999.99");
  Add("big", 100, 1, "1000");
  Add("none", 0, 0, "");
  v1::ComputeRfmRequest request;
  *request.mutable_definition() = Fixed();
  request.set_limit(10);
  const auto report = MakeRfmReport(world_.All(), request);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->buyers(), 3);
  EXPECT_EQ(report->non_buyers(), 1);
  EXPECT_EQ(report->cuts().high_from(), 2);
  ASSERT_EQ(report->classes_size(), 8);
  EXPECT_EQ(report->classes(0).value_class(), v1::IMPORTANT_VALUE);
  EXPECT_EQ(report->classes(0).customers(), 1);
  EXPECT_EQ(report->classes(0).purchases(), 3);
  EXPECT_EQ(report->classes(0).amount().units(), 1500);
  ASSERT_EQ(report->customers_size(), 3);
  EXPECT_EQ(report->customers(0).customer(), World::Name("customers", "champion"));
  EXPECT_EQ(report->customers(1).value_class(), v1::IMPORTANT_WIN_BACK);
  EXPECT_EQ(report->customers(2).value_class(), v1::GENERAL_WIN_BACK);
  EXPECT_EQ(report->customers(2).recency_days(), 30);
}

TEST_F(RfmReportTest, QuantilesAreThoseOfTheCustomersThatAreSeen) {
  for (int i = 1; i <= 10; ++i) Add(absl::StrCat("c", i), i * 10, 1, "100");
  const auto report = MakeRfmReport(world_.All(), {});
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->cuts().recency_days_size(), 4);
  // 10, 20 ... 100 at a fifth of the way is 28; and one more.
  EXPECT_DOUBLE_EQ(report->cuts().recency_days(0), 29);
  EXPECT_DOUBLE_EQ(report->cuts().amounts(0), 101);
  EXPECT_EQ(report->cuts().high_from(), 4);
}

TEST_F(RfmReportTest, AWindowForgetsOlderPurchases) {
  Add("a", 5, 10, "10");
  v1::ComputeRfmRequest request;
  request.mutable_definition()->set_window_days(20);
  request.set_limit(1);
  const auto report = MakeRfmReport(world_.All(), request);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->customers(0).frequency(), 2);  // 5 and 15 days ago
}

TEST_F(RfmReportTest, EverybodyScoresHisOwnCustomers) {
  Add("a", 5, 1, "10", "华东", "制造业", "li");
  Add("b", 5, 1, "10", "华东", "制造业", "wang");
  EXPECT_EQ(MakeRfmReport(world_.Own("li"), {})->buyers(), 1);
}

TEST_F(RfmReportTest, TheMatrixCrossesRegionIndustryAndClass) {
  Add("a", 1, 3, "500");
  Add("b", 1, 3, "600");
  Add("c", 1, 3, "500", "华北");
  Add("d", 90, 1, "10", "华东", "金融");
  Add("e", 0, 0, "", "华北");
  v1::GetRfmMatrixRequest request;
  *request.mutable_definition() = Fixed();
  request.set_rows(v1::GetRfmMatrixRequest::REGION);
  request.set_parts(v1::GetRfmMatrixRequest::INDUSTRY);
  const auto matrix = MakeRfmMatrix(world_.All(), request);
  ASSERT_THAT(matrix, IsOk());
  ASSERT_EQ(matrix->cells_size(), 4);
  EXPECT_EQ(matrix->richest().row(), "华东");
  EXPECT_EQ(matrix->richest().part(), "制造业");
  EXPECT_EQ(matrix->richest().customers(), 2);
  EXPECT_EQ(matrix->richest().amount().units(), 3300);
  int64_t non_buyers = 0;
  for (const v1::RfmMatrixCell& cell : matrix->cells()) {
    if (cell.value_class() == v1::VALUE_CLASS_UNSPECIFIED) non_buyers += cell.customers();
  }
  EXPECT_EQ(non_buyers, 1);
}

TEST_F(RfmReportTest, WhoDoesNotSeeTheRegionGetsNoMatrix) {
  v1::GetRfmMatrixRequest request;
  request.set_rows(v1::GetRfmMatrixRequest::REGION);
  EXPECT_THAT(MakeRfmMatrix(world_.Without("guanxi.dev/Customer", "region"), request),
              HasReason("FIELD_NOT_ALLOWED"));
}

TEST_F(RfmReportTest, WrongDefinitionsAreNamed) {
  v1::ComputeRfmRequest request;
  *request.mutable_definition() = Fixed();
  auto* const cuts = request.mutable_definition()->mutable_fixed_cuts();
  cuts->add_recency_days(20);  // not above the one before
  cuts->add_frequency(4);
  cuts->add_amounts()->set_currency_code("USD");
  request.mutable_definition()->set_scores(3);
  *request.mutable_definition()->mutable_as_of() = Date(kToday + 1);
  const auto report = MakeRfmReport(world_.All(), request);
  std::set<std::string> paths;
  for (const FieldViolation& one : FieldViolations(report.status())) paths.insert(one.path);
  EXPECT_THAT(paths,
              ::testing::ElementsAre("definition.as_of", "definition.fixed_cuts.amounts[1]",
                                     "definition.fixed_cuts.amounts[1].currency_code",
                                     "definition.fixed_cuts.recency_days[1]", "definition.scores"));
}

}  // namespace
}  // namespace guanxi::analytics
