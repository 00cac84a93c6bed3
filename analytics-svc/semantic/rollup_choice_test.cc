// Which questions are answered by a rollup, and which must not be.
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "analytics-svc/semantic/query_compiler.h"
#include "common/policy/rights.h"
#include "common/policy/rights_testing.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

constexpr char kWon[] = "measures: 'opportunities.won_amount' measures: 'opportunities.win_rate' ";

class RollupChoiceTest : public testing::Test {
 protected:
  RollupChoiceTest() {
    context_.principal.tenant = DeriveUuid("tenant", "1");
    context_.principal.rights = policy::AllRights();
    context_.now = absl::FromCivil(absl::CivilDay(2026, 6, 15), absl::UTCTimeZone());
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &context_.zone));
    context_.currency = "CNY";
    context_.has_rollups = true;
  }

  // The table that answers.
  std::string Table(const std::string& text) {
    v1::Query query;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &query)) << text;
    const auto compiled = CompileQuery(query, context_);
    EXPECT_THAT(compiled, IsOk()) << text;
    if (!compiled.ok()) return "";
    const std::string& sql = compiled->front().query.sql;
    const size_t from = std::min(sql.find("FROM fact_"), sql.find("FROM rollup_")) + 5;
    return sql.substr(from, sql.find(' ', from) - from);
  }
  // That of won opportunities by when they were made; `range` stands beside the granularity.
  std::string ByPeriod(const std::string& granularity, const std::string& range = "") {
    return Table(absl::StrCat(kWon,
                              "time_dimensions {dimension: 'opportunities.create_time' "
                              "granularity: '",
                              granularity, "' ", range, "}"));
  }

  QueryContext context_;
};

TEST_F(RollupChoiceTest, MeasuresThatAddUpAreTakenFromTheRollup) {
  EXPECT_EQ(Table(kWon), "rollup_opportunity_closed_days");
  EXPECT_EQ(Table(absl::StrCat(kWon, "dimensions: 'opportunities.owner'")),
            "rollup_opportunity_closed_days");
  EXPECT_EQ(Table(absl::StrCat(kWon, "dimensions: 'stages.display_name'")),
            "rollup_opportunity_created_days");
  EXPECT_EQ(Table(absl::StrCat(kWon, "dimensions: 'departments.level1'")),
            "rollup_opportunity_closed_days");
  EXPECT_EQ(Table("measures: 'behavior.count' dimensions: 'behavior.kind'"),
            "rollup_behavior_hours");
}

TEST_F(RollupChoiceTest, DistinctCountsAreReckonedFromTheFacts) {
  EXPECT_EQ(Table("measures: 'opportunities.customers'"), "fact_opportunity");
  EXPECT_EQ(Table(absl::StrCat(kWon, "measures: 'opportunities.customers'")), "fact_opportunity");
  EXPECT_EQ(Table("measures: 'orders.repurchase_rate'"), "fact_order");
  EXPECT_EQ(Table(absl::StrCat(kWon,
                               "filters {member: 'opportunities.customers' operator: GT "
                               "values: '1'}")),
            "fact_opportunity")
      << "also to leave rows out";
}

TEST_F(RollupChoiceTest, SumsOfDoublesAreReckonedFromTheFacts) {
  EXPECT_EQ(Table("measures: 'opportunities.sales_cycle'"), "fact_opportunity");
}

TEST_F(RollupChoiceTest, WhatTheRollupLacksIsReadFromTheFacts) {
  for (const char* const more :
       {"dimensions: 'opportunities.lost_reason'", "dimensions: 'opportunities.customer'",
        "dimensions: 'customers.region'", "dimensions: 'customers_then.region'",
        "filters {member: 'opportunities.lost_reason' operator: SET}",
        "filters {any_of {member: 'opportunities.state' operator: SET} any_of {member: "
        "'customers.city' operator: SET}}"}) {
    EXPECT_EQ(Table(absl::StrCat(kWon, more)), "fact_opportunity") << more;
  }
}

TEST_F(RollupChoiceTest, PeriodsAreMadeOfWholeBuckets) {
  for (const char* const granularity : {"day", "week", "month", "quarter", "year", "fiscal_year"}) {
    EXPECT_EQ(ByPeriod(granularity), "rollup_opportunity_created_days") << granularity;
  }
  for (const char* const granularity : {"second", "minute", "hour"}) {
    EXPECT_EQ(ByPeriod(granularity), "fact_opportunity") << granularity;
  }
  EXPECT_EQ(Table(absl::StrCat(kWon, "dimensions: 'opportunities.create_time'")),
            "fact_opportunity")
      << "a moment as it is";
}

TEST_F(RollupChoiceTest, DaysAreThoseOfTheQuestionsZone) {
  EXPECT_TRUE(absl::LoadTimeZone("America/New_York", &context_.zone));
  EXPECT_EQ(ByPeriod("month"), "fact_opportunity");
  EXPECT_EQ(Table(kWon), "rollup_opportunity_closed_days") << "no day matters";
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Singapore", &context_.zone));
  EXPECT_EQ(ByPeriod("month"), "rollup_opportunity_created_days");
}

TEST_F(RollupChoiceTest, HoursServeAllZonesThatKeepWholeHours) {
  const std::string daily =
      "measures: 'behavior.count' time_dimensions {dimension: 'behavior.occur_time' granularity: ";
  EXPECT_TRUE(absl::LoadTimeZone("America/New_York", &context_.zone));
  EXPECT_EQ(Table(daily + "'day'}"), "rollup_behavior_hours") << "also where clocks change";
  EXPECT_EQ(Table(daily + "'hour'}"), "rollup_behavior_hours");
  EXPECT_EQ(Table(daily + "'minute'}"), "fact_behavior");
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Kolkata", &context_.zone));
  EXPECT_EQ(Table(daily + "'day'}"), "fact_behavior");
}

TEST_F(RollupChoiceTest, BoundsLieBetweenBuckets) {
  EXPECT_EQ(ByPeriod("month", "date_range {from: '2026-01-01' to: '2026-03-31'}"),
            "rollup_opportunity_created_days");
  EXPECT_EQ(ByPeriod("month", "date_range {from: '2026-01-01T08:00:00' to: '2026-03-31'}"),
            "fact_opportunity");
  const std::string after =
      absl::StrCat(kWon, "filters {member: 'opportunities.create_time' operator: AFTER_DATE ");
  EXPECT_EQ(Table(after + "values: '2026-01-31'}"), "rollup_opportunity_created_days");
  EXPECT_EQ(Table(after + "values: '2026-01-31T08:30:00'}"), "fact_opportunity");
  EXPECT_EQ(Table(absl::StrCat(kWon,
                               "filters {member: 'opportunities.closed_time' operator: "
                               "NOT_SET}")),
            "rollup_opportunity_closed_days");
}

TEST_F(RollupChoiceTest, WithoutRollupsTheFactsAnswer) {
  context_.has_rollups = false;
  EXPECT_EQ(Table(kWon), "fact_opportunity");
}

TEST_F(RollupChoiceTest, WhoSaysNoCurrencyIsAnsweredByTheFacts) {
  context_.currency.clear();
  EXPECT_EQ(Table(kWon), "fact_opportunity");
}

TEST_F(RollupChoiceTest, WhatIsHiddenIsHiddenInSumsToo) {
  v1::Query query;
  query.add_measures("opportunities.won_amount");
  for (const char* const hidden : {"base_amount", "amount"}) {
    context_.principal.rights =
        policy::RightsOfRole("users/" + DeriveUuid("user", "1").ToString(),
                             policy::Hiding("guanxi.dev/Opportunity", hidden), "analytics.read");
    EXPECT_THAT(CompileQuery(query, context_), HasReason("FIELD_NOT_ALLOWED")) << hidden;
  }
}

}  // namespace
}  // namespace guanxi::analytics
