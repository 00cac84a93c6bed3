#include "analytics-svc/reports/lifetime_report.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_world.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Day = absl::CivilDay;
using World = ReportWorld;
using Report = v1::LifetimeValueReport;

class LifetimeReportTest : public ::testing::Test {
 protected:
  // Customers of the last year: some buy again, at rates of their own, until they leave.
  void AddCustomers(int count) {
    std::mt19937_64 random(11);
    for (int i = 0; i < count; ++i) {
      const double rate = std::gamma_distribution<>(1, 1.0 / 40)(random);
      std::exponential_distribution<> wait(rate);
      double day = static_cast<double>(i % 100);
      do {
        AddOrder(absl::StrCat("c", i), Day(2025, 11, 30) + static_cast<int64_t>(day),
                 absl::StrCat(20 + random() % 50));
        day += wait(random);
      } while (day < 365 && random() % 6 != 0);
    }
  }
  void AddOrder(const std::string& customer, Day day, const std::string& amount) {
    world_.Add("fact_order", absl::StrCat("order", ++orders_),
               {{"customer_id", World::Id(customer)},
                {"order_date", day},
                {"base_amount", Decimal{amount}},
                {"state", std::string("DELIVERED")}});
  }

  World world_;
  int orders_ = 0;
};

TEST_F(LifetimeReportTest, ModelsForecastsAndTheirTestAreTold) {
  AddCustomers(400);
  v1::GetLifetimeValueRequest request;
  request.set_limit(5);
  const auto report = MakeLifetimeReport(world_.All(), request);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->customers(), 400);
  EXPECT_GT(report->repeat_customers(), 100);
  EXPECT_EQ(report->purchase_refusal(), Report::REFUSAL_UNSPECIFIED);
  EXPECT_GT(report->purchases().r(), 0);
  EXPECT_LT(report->purchases().log_likelihood(), 0);
  ASSERT_TRUE(report->has_hold_out());
  EXPECT_GT(report->hold_out().predicted_purchases(), 0);
  ASSERT_EQ(report->top_customers_size(), 5);
  EXPECT_GT(report->top_customers(0).expected_purchases(), 0);
  EXPECT_GE(report->top_customers(0).expected_value().units(),
            report->top_customers(4).expected_value().units());
  EXPECT_EQ(report->as_of().day(), 30);
}

TEST_F(LifetimeReportTest, TooFewRepeatsAreSaidInsteadOfAGuess) {
  for (int i = 0; i < 100; ++i) AddOrder(absl::StrCat("c", i), Day(2026, 5, 1), "100");
  const auto report = MakeLifetimeReport(world_.All(), {});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->purchase_refusal(), Report::TOO_FEW_REPEATS);
  EXPECT_EQ(report->spend_refusal(), Report::TOO_FEW_REPEATS);
  EXPECT_FALSE(report->has_purchases());
  EXPECT_FALSE(report->has_expected_value());
}

TEST_F(LifetimeReportTest, CustomersWithAContractAreLeftOut) {
  AddOrder("with", Day(2026, 5, 1), "100");
  AddOrder("without", Day(2026, 5, 1), "100");
  AddOrder("sale", Day(2026, 5, 1), "100");
  const auto add = [&](const char* customer, const char* type, Day last) {
    world_.Add("fact_contract", customer,
               {{"customer_id", World::Id(customer)},
                {"type", std::string(type)},
                {"state", std::string("ACTIVE")},
                {"sign_date", Day(2026, 1, 1)},
                {"start_date", Day(2026, 1, 1)},
                {"end_date", last}});
  };
  add("with", "SUBSCRIPTION", Day(2026, 12, 31));
  add("without", "SUBSCRIPTION", Day(2026, 11, 29));
  add("sale", "SALES", Day(2026, 12, 31));
  const auto report = MakeLifetimeReport(world_.All(), {});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->contract_customers(), 1);
  EXPECT_EQ(report->customers(), 2);
}

TEST_F(LifetimeReportTest, ASinglePurchaseIsNotCalledAlive) {
  AddCustomers(400);
  AddOrder("once", Day(2025, 12, 1), "1000000");
  v1::GetLifetimeValueRequest request;
  request.set_limit(500);
  const auto report = MakeLifetimeReport(world_.All(), request);
  ASSERT_THAT(report, IsOk());
  for (const v1::LifetimeCustomer& customer : report->top_customers()) {
    EXPECT_EQ(customer.has_probability_alive(), customer.repeats() > 0) << customer.repeats();
  }
}

TEST_F(LifetimeReportTest, WrongFieldsAreNamed) {
  v1::GetLifetimeValueRequest request;
  request.set_margin(0);
  request.set_discount_rate(-0.1);
  request.set_months(121);
  *request.mutable_calibration_end() = Date(kToday);
  const auto report = MakeLifetimeReport(world_.All(), request);
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(report.status())) paths.push_back(one.path);
  EXPECT_THAT(paths, ::testing::UnorderedElementsAre("months", "margin", "discount_rate",
                                                     "calibration_end"));
}

}  // namespace
}  // namespace guanxi::analytics
