#include "analytics-svc/boards/board_rules.h"

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using google::protobuf::TextFormat;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <typename M>
M Parse(const std::string& text) {
  M message;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

std::vector<std::string> PathsOf(const Violations& violations) {
  std::vector<std::string> paths;
  for (const auto& violation : FieldViolations(violations.ToStatus())) {
    paths.push_back(violation.path);
  }
  return paths;
}

constexpr char kTarget[] = R"(
  display_name: " 一季度 " measure: "payments.received_amount"
  time_dimension: "payments.pay_date" whose: OWNER goal { value: "100.50" }
  start_date { year: 2026 month: 1 day: 1 } end_date { year: 2026 month: 3 day: 31 })";

std::vector<std::string> WrongIn(v1::Target target) {
  Violations violations;
  NormalizeTarget(&target, &violations);
  CheckTarget(target, &violations);
  return PathsOf(violations);
}

TEST(BoardRulesTest, ATargetIsBroughtIntoItsForm) {
  v1::Target target = Parse<v1::Target>(kTarget);
  Violations violations;
  NormalizeTarget(&target, &violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(target.display_name(), "一季度");
  EXPECT_EQ(target.goal().value(), "100.5");
  EXPECT_THAT(WrongIn(target), IsEmpty());
}

TEST(BoardRulesTest, WhatIsWrongWithATargetIsNamed) {
  v1::Target target = Parse<v1::Target>(kTarget);
  target.set_measure("Payments.amount");
  target.set_time_dimension("pay_date");
  EXPECT_THAT(WrongIn(target), ElementsAre("measure", "time_dimension"));
  target = Parse<v1::Target>(kTarget);
  target.mutable_end_date()->set_year(2025);
  EXPECT_THAT(WrongIn(target), ElementsAre("end_date"));
  target = Parse<v1::Target>(kTarget);
  target.mutable_baseline()->set_value("100.5");
  EXPECT_THAT(WrongIn(target), ElementsAre("goal"));
  target.mutable_goal()->set_value("much");
  EXPECT_THAT(WrongIn(target), ElementsAre("goal"));
}

std::vector<std::string> WrongIn(v1::Dashboard dashboard) {
  Violations violations;
  NormalizeDashboard(&dashboard, &violations);
  CheckDashboard(dashboard, &violations);
  return PathsOf(violations);
}

TEST(BoardRulesTest, PanelsAskOneThingEach) {
  EXPECT_THAT(WrongIn(Parse<v1::Dashboard>(R"(
      panels { key: "won" chart: BAR query: '{"measures": ["opportunities.won_amount"]}' }
      panels { key: "funnel" chart: FUNNEL report: "GetFunnel" report_request: '{}' width: 12 })")),
              IsEmpty());
  EXPECT_THAT(WrongIn(Parse<v1::Dashboard>(R"(panels { key: "a" chart: BAR })")),
              ElementsAre("panels[0].query"));
  EXPECT_THAT(WrongIn(Parse<v1::Dashboard>(
                  R"(panels { key: "a" chart: BAR query: '[1]' report_request: '{}' })")),
              ElementsAre("panels[0].query", "panels[0].report_request"));
  EXPECT_THAT(WrongIn(Parse<v1::Dashboard>(R"(
      panels { key: "a" chart: BAR query: '{}' }
      panels { key: "a" chart: BAR query: '{}' column: 20 width: 5 })")),
              ElementsAre("panels[1].width", "panels[1].key"));
}

TEST(BoardRulesTest, PanelsAskWhatCanBeDrawn) {
  EXPECT_THAT(WrongIn(Parse<v1::Dashboard>(R"(
      panels { key: "map" chart: MAP report: "ComputeRfm" }
      panels { key: "cost" chart: BAR report: "GetAcquisitionCost"
               report_request: '{"period": {"firstDay": {"year": 2026, "month": 1, "day": 1}}}' })")),
              IsEmpty());
  // A question that Cube's clients could not ask, a report that there is none of, a request that is
  // another report's, one with a field twice.
  EXPECT_THAT(WrongIn(Parse<v1::Dashboard>(R"(
      panels { key: "a" chart: BAR query: '{"measure": ["orders.count"]}' }
      panels { key: "b" chart: BAR report: "GetEverything" }
      panels { key: "c" chart: BAR report: "RunQuery" }
      panels { key: "d" chart: BAR report: "GetCohorts" report_request: '{"pipeline": "x"}' }
      panels { key: "e" chart: BAR report: "GetFunnel"
               report_request: '{"timeZone": "UTC", "time_zone": "UTC"}' })")),
              ElementsAre("panels[0].query.measure", "panels[1].report", "panels[2].report",
                          "panels[3].report_request", "panels[4].report_request"));
  EXPECT_THAT(WrongIn(Parse<v1::Dashboard>(R"(
      panels { key: "a" chart: MAP report: "GetChurn" }
      panels { key: "b" chart: MAP query: '{"measures": ["orders.count"]}' })")),
              ElementsAre("panels[0].chart", "panels[1].chart"));
}

}  // namespace
}  // namespace guanxi::analytics
