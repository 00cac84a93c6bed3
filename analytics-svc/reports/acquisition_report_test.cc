#include "analytics-svc/reports/acquisition_report.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_world.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Day = absl::CivilDay;
using World = ReportWorld;

class AcquisitionReportTest : public ::testing::Test {
 protected:
  AcquisitionReportTest() {
    for (const char* source : {"fair", "page"}) {
      world_.Add("fact_lead_source", source, {{"display_name", std::string(source)}});
    }
  }

  void AddCost(const char* source, int64_t year, int64_t month, const char* amount,
               const char* currency = "CNY") {
    world_.Add("fact_source_cost", source,
               {{"month", year * 100 + month},
                {"start_date", Day(year, month, 1)},
                {"amount", Decimal{amount}},
                {"currency", std::string(currency)}});
  }
  void AddCustomer(const char* name, Day made) {
    world_.Add("fact_customer", name, {{"create_time", World::Noon(made)}});
  }
  // A lead of 1 October that was converted.
  void AddLead(const char* source, const char* customer, Day converted,
               const char* state = "CONVERTED") {
    World::Values values = {{"customer_id", World::Id(customer)},
                            {"state", std::string(state)},
                            {"state_time", World::Noon(converted)},
                            {"create_time", World::Noon(Day(2026, 10, 1))}};
    if (*source != '\0') values["source_id"] = World::Id(source);
    world_.Add("fact_lead", absl::StrCat("lead", ++leads_), values);
  }
  static v1::GetAcquisitionCostRequest November() {
    v1::GetAcquisitionCostRequest request;
    *request.mutable_period() = Period(Day(2026, 11, 1), Day(2026, 11, 30));
    return request;
  }

  World world_;
  int leads_ = 0;
};

TEST_F(AcquisitionReportTest, WhatASourceCostByWhomItBrought) {
  AddCost("fair", 2026, 11, "100.00");
  AddCost("page", 2026, 11, "50");
  AddCost("fair", 2026, 10, "7777");  // another month
  for (const char* customer : {"a", "b", "c"}) {
    AddCustomer(customer, Day(2026, 11, 5));
    AddLead("fair", customer, Day(2026, 11, 5));
  }
  const auto report = MakeAcquisitionReport(world_.All(), November());
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->sources_size(), 2);
  EXPECT_EQ(report->sources(0).source(), World::Name("leadSources", "fair"));
  EXPECT_EQ(report->sources(0).display_name(), "fair");
  EXPECT_EQ(report->sources(0).customers(), 3);
  EXPECT_EQ(report->sources(0).cost().units(), 100);
  // A third of 100.00, to the cent.
  EXPECT_EQ(report->sources(0).cost_per_customer().units(), 33);
  EXPECT_EQ(report->sources(0).cost_per_customer().nanos(), 330'000'000);
  // Nobody came by the page: there is nothing to divide by.
  EXPECT_EQ(report->sources(1).customers(), 0);
  EXPECT_FALSE(report->sources(1).has_cost_per_customer());
  EXPECT_EQ(report->total().cost().units(), 150);
  EXPECT_EQ(report->total().cost_per_customer().units(), 50);
}

TEST_F(AcquisitionReportTest, OnlyNewCustomersCountAndEachOnce) {
  AddCost("fair", 2026, 11, "100");
  AddCustomer("known", Day(2026, 9, 1));  // before his lead
  AddCustomer("new", Day(2026, 11, 5));
  AddLead("fair", "known", Day(2026, 11, 5));
  AddLead("fair", "new", Day(2026, 11, 5));
  AddLead("fair", "new", Day(2026, 11, 6));
  AddLead("page", "new", Day(2026, 11, 6));
  AddLead("", "new", Day(2026, 11, 6));
  AddLead("page", "new", Day(2026, 10, 20));            // before the period
  AddLead("page", "new", Day(2026, 11, 7), "WORKING");  // not converted
  AddLead("page", "nobody", Day(2026, 11, 7));          // the customer is gone
  const auto report = MakeAcquisitionReport(world_.All(), November());
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->sources_size(), 3);
  for (const auto& source : report->sources()) EXPECT_EQ(source.customers(), 1);
  EXPECT_EQ(report->total().customers(), 1);
  EXPECT_FALSE(report->sources(1).has_cost());
  EXPECT_FALSE(report->sources(1).has_cost_per_customer());
}

TEST_F(AcquisitionReportTest, CostsInAnotherCurrencyAreSaidAndNotCounted) {
  AddCost("fair", 2026, 11, "100", "USD");
  AddCustomer("a", Day(2026, 11, 5));
  AddLead("fair", "a", Day(2026, 11, 5));
  const auto report = MakeAcquisitionReport(world_.All(), November());
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->without_amount(), 1);
  EXPECT_FALSE(report->total().has_cost());
  EXPECT_FALSE(report->total().has_cost_per_customer());
  EXPECT_EQ(report->total().customers(), 1);
}

TEST_F(AcquisitionReportTest, WhoSeesAPartOfTheLeadsDoesNotDivideByIt) {
  EXPECT_THAT(MakeAcquisitionReport(world_.Own("li"), November()), HasReason("METHOD_NOT_ALLOWED"));
}

TEST_F(AcquisitionReportTest, WhoDoesNotSeeAFieldThatItIsMadeOfGetsNone) {
  const std::pair<const char*, const char*> fields[] = {
      {"guanxi.dev/LeadSource", "costs"}, {"guanxi.dev/LeadSource", "display_name"},
      {"guanxi.dev/Lead", "source"},      {"guanxi.dev/Lead", "state_time"},
      {"guanxi.dev/Lead", "customer"},    {"guanxi.dev/Customer", "create_time"}};
  for (const auto& [type, field] : fields) {
    EXPECT_THAT(MakeAcquisitionReport(world_.Without(type, field), November()),
                HasReason("FIELD_NOT_ALLOWED"))
        << type << " " << field;
  }
}

TEST_F(AcquisitionReportTest, ThePeriodIsWholeMonths) {
  v1::GetAcquisitionCostRequest request;
  *request.mutable_period() = Period(Day(2026, 11, 2), Day(2026, 11, 29));
  std::set<std::string> paths;
  for (const FieldViolation& one :
       FieldViolations(MakeAcquisitionReport(world_.All(), request).status())) {
    paths.insert(one.path);
  }
  EXPECT_THAT(paths, ::testing::ElementsAre("period.first_day", "period.last_day"));
}

}  // namespace
}  // namespace guanxi::analytics
