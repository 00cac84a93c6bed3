#include "analytics-svc/reports/sales_funnel_report.h"

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_world.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Day = absl::CivilDay;
using World = ReportWorld;

class SalesFunnelReportTest : public ::testing::Test {
 protected:
  SalesFunnelReportTest() {
    int64_t position = 0;
    for (const char* stage : {"contact", "demo", "gone", "closing"}) {
      world_.Add("fact_stage", stage,
                 {{"pipeline_id", World::Id("pipeline")},
                  {"display_name", std::string(stage)},
                  {"position", ++position},
                  {"live", int64_t{stage == std::string("gone") ? 0 : 1}}});
    }
  }

  // An opportunity that was in these stages, one after the other, a day each.
  void Add(const std::string& name, Day day, const std::vector<const char*>& stages,
           const std::string& state, const char* amount = "100", const char* owner = "li") {
    World::Values values = {{"pipeline_id", World::Id("pipeline")},
                            {"stage_id", World::Id(stages.back())},
                            {"state", state},
                            {"owner_id", World::Id(owner)}};
    if (amount != nullptr) values["base_amount"] = Decimal{amount};
    world_.Add("fact_opportunity", name, std::move(values));
    for (size_t i = 0; i < stages.size(); ++i) {
      world_.Add("fact_stage_change", name,
                 {{"ordinal", static_cast<int64_t>(i)},
                  {"pipeline_id", World::Id("pipeline")},
                  {"stage_id", World::Id(stages[i])},
                  {"enter_time", World::Noon(day + static_cast<int64_t>(i))}});
    }
  }

  static v1::GetFunnelRequest Request() {
    v1::GetFunnelRequest request;
    request.set_pipeline(World::Name("pipelines", "pipeline"));
    *request.mutable_period() = Period(Day(2026, 11, 1), Day(2026, 11, 30));
    request.set_least_decided(2);
    return request;
  }

  World world_;
};

TEST_F(SalesFunnelReportTest, ACohortIsFollowedToWhereItCame) {
  Add("a", Day(2026, 11, 2), {"contact"}, "OPEN");
  Add("b", Day(2026, 11, 2), {"contact", "demo"}, "LOST", "20.50");
  Add("c", Day(2026, 11, 2), {"contact", "demo", "contact"}, "LOST");  // went back
  Add("d", Day(2026, 11, 2), {"contact", "closing"}, "WON", "1000");   // skipped a stage
  Add("e", Day(2026, 11, 2), {"demo", "gone"}, "OPEN", nullptr);       // stands in a deleted one
  Add("f", Day(2026, 10, 2), {"contact", "demo"}, "LOST");             // of another month
  const auto report = MakeFunnelReport(world_.All(), Request());
  ASSERT_THAT(report, IsOk());
  const v1::Funnel& funnel = report->funnel();
  ASSERT_EQ(funnel.steps_size(), 4);
  EXPECT_EQ(funnel.steps(0).display_name(), "contact");
  EXPECT_EQ(funnel.steps(0).reached(), 5);
  EXPECT_EQ(funnel.steps(0).open(), 1);
  EXPECT_EQ(funnel.steps(0).reached_amount().units(), 1220);
  EXPECT_EQ(funnel.steps(0).reached_amount().nanos(), 500'000'000);
  EXPECT_EQ(funnel.steps(0).reached_amount().currency_code(), "CNY");
  EXPECT_EQ(funnel.steps(1).reached(), 4);
  EXPECT_EQ(funnel.steps(1).lost(), 2);
  EXPECT_EQ(funnel.steps(1).open(), 1);
  EXPECT_DOUBLE_EQ(funnel.steps(1).conversion(), 1.0 / 3);
  EXPECT_EQ(funnel.steps(2).display_name(), "closing");
  EXPECT_EQ(funnel.steps(3).stage(), "");
  EXPECT_EQ(funnel.steps(3).reached(), 1);
  EXPECT_EQ(funnel.bottleneck(), absl::StrCat(World::Name("pipelines", "pipeline"), "/stages/",
                                              World::Id("demo").ToString()));
  EXPECT_EQ(funnel.without_amount(), 1);
  EXPECT_EQ(report->watermark().data_as_of().seconds(), 1);
}

TEST_F(SalesFunnelReportTest, WhatIsInTheCompanysCurrencyNeedsNoRate) {
  for (const char* const currency : {"CNY", "USD"}) {
    world_.Add("fact_opportunity", currency,
               {{"pipeline_id", World::Id("pipeline")},
                {"stage_id", World::Id("contact")},
                {"state", std::string("OPEN")},
                {"amount", Decimal{"70"}},
                {"currency", std::string(currency)}});
    world_.Add("fact_stage_change", currency,
               {{"ordinal", int64_t{0}},
                {"pipeline_id", World::Id("pipeline")},
                {"stage_id", World::Id("contact")},
                {"enter_time", World::Noon(Day(2026, 11, 2))}});
  }
  const auto report = MakeFunnelReport(world_.All(), Request());
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->funnel().steps(0).reached(), 2);
  EXPECT_EQ(report->funnel().steps(0).reached_amount().units(), 70);
  EXPECT_EQ(report->funnel().without_amount(), 1);
}

TEST_F(SalesFunnelReportTest, AnotherCohortIsHeldAgainstIt) {
  Add("a", Day(2026, 11, 2), {"contact"}, "OPEN");
  Add("b", Day(2025, 11, 2), {"contact", "demo"}, "LOST");
  v1::GetFunnelRequest request = Request();
  *request.mutable_compare_with() = Period(Day(2025, 11, 1), Day(2025, 11, 30));
  const auto report = MakeFunnelReport(world_.All(), request);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->funnel().steps(1).reached(), 0);
  EXPECT_EQ(report->compared().steps(1).reached(), 1);
}

TEST_F(SalesFunnelReportTest, DaysBeginInTheZone) {
  // Noon in UTC is eight in the evening of Shanghai, and the next day in Auckland.
  Add("a", Day(2026, 11, 30), {"contact"}, "OPEN");
  v1::GetFunnelRequest request = Request();
  EXPECT_EQ(MakeFunnelReport(world_.All(), request)->funnel().steps(0).reached(), 1);
  request.set_time_zone("Pacific/Auckland");
  EXPECT_EQ(MakeFunnelReport(world_.All(), request)->funnel().steps(0).reached(), 0);
}

TEST_F(SalesFunnelReportTest, EverybodyGetsFiguresOfWhatHeSees) {
  Add("a", Day(2026, 11, 2), {"contact"}, "OPEN", "100", "li");
  Add("b", Day(2026, 11, 2), {"contact"}, "OPEN", "100", "wang");
  EXPECT_EQ(MakeFunnelReport(world_.All(), Request())->funnel().steps(0).reached(), 2);
  EXPECT_EQ(MakeFunnelReport(world_.Own("li"), Request())->funnel().steps(0).reached(), 1);
  v1::GetFunnelRequest request = Request();
  request.mutable_filter()->add_owners(World::Name("users", "nobody"));
  EXPECT_EQ(MakeFunnelReport(world_.All(), request)->funnel().steps(0).reached(), 0);
}

TEST_F(SalesFunnelReportTest, WhoDoesNotSeeTheFieldGetsNoFigures) {
  EXPECT_THAT(MakeFunnelReport(world_.Without("guanxi.dev/Opportunity", "base_amount"), Request()),
              HasReason("FIELD_NOT_ALLOWED"));
  EXPECT_THAT(MakeFunnelReport(world_.Without("guanxi.dev/Stage", "display_name"), Request()),
              HasReason("FIELD_NOT_ALLOWED"));
  v1::GetFunnelRequest request = Request();
  EXPECT_THAT(MakeFunnelReport(world_.Without("guanxi.dev/Opportunity", "owner"), request), IsOk());
  request.mutable_filter()->add_owners(World::Name("users", "li"));
  EXPECT_THAT(MakeFunnelReport(world_.Without("guanxi.dev/Opportunity", "owner"), request),
              HasReason("FIELD_NOT_ALLOWED"));
}

TEST_F(SalesFunnelReportTest, WrongFieldsAreNamed) {
  v1::GetFunnelRequest request;
  request.set_pipeline("pipelines/x");
  request.set_least_decided(-1);
  request.set_time_zone("Mars/Olympus");
  *request.mutable_compare_with() = Period(Day(2026, 2, 1), Day(2026, 1, 1));
  const auto report = MakeFunnelReport(world_.All(), request);
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(report.status())) paths.push_back(one.path);
  EXPECT_THAT(paths, ::testing::UnorderedElementsAre("pipeline", "period", "compare_with.last_day",
                                                     "least_decided", "time_zone"));
}

TEST_F(SalesFunnelReportTest, APipelineThatNobodyKnowsIsNotFound) {
  v1::GetFunnelRequest request = Request();
  request.set_pipeline(World::Name("pipelines", "other"));
  EXPECT_THAT(MakeFunnelReport(world_.All(), request), HasReason("PIPELINE_NOT_FOUND"));
}

}  // namespace
}  // namespace guanxi::analytics
