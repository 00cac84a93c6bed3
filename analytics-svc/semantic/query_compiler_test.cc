#include "analytics-svc/semantic/query_compiler.h"

#include <string>

#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using testing::HasSubstr;
using testing::Not;

QueryContext Context() {
  QueryContext context;
  context.principal.tenant = DeriveUuid("tenant", "1");
  context.principal.rights = policy::AllRights();
  context.now = absl::FromCivil(absl::CivilDay(2026, 6, 15), absl::UTCTimeZone());
  return context;
}

absl::StatusOr<std::vector<CompiledQuery>> Compile(const std::string& text) {
  v1::Query query;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &query)) << text;
  return CompileQuery(query, Context());
}

std::string SqlOf(const std::string& text) {
  const auto compiled = Compile(text);
  EXPECT_THAT(compiled, IsOk()) << text;
  return compiled.ok() ? compiled->front().query.sql : "";
}

// The path that the error is about.
std::string Fault(const std::string& text) {
  const auto compiled = Compile(text);
  if (compiled.ok()) return "none";
  const auto violations = FieldViolations(compiled.status());
  return violations.empty() ? std::string(compiled.status().message()) : violations[0].path;
}

TEST(QueryCompilerTest, NoTextOfTheQuestionIsInTheStatement) {
  const std::string sql = SqlOf(
      "measures: 'opportunities.count' filters {member: 'opportunities.state' operator: EQUALS "
      "values: \"x' OR 1=1 --\"} filters {member: 'opportunities.lost_reason' operator: CONTAINS "
      "values: 'needle'}");
  EXPECT_THAT(sql, Not(HasSubstr("OR 1=1")));
  EXPECT_THAT(sql, Not(HasSubstr("needle")));
}

TEST(QueryCompilerTest, RowsComeInTheStatedOrder) {
  EXPECT_THAT(
      SqlOf("measures: 'leads.count' dimensions: 'leads.state'"),
      HasSubstr("ORDER BY q.c1 IS NULL, q.c1 DESC, q.c0 IS NULL, q.c0 LIMIT 10000 OFFSET 0"));
  EXPECT_THAT(SqlOf("measures: 'leads.count' time_dimensions {dimension: 'leads.create_time' "
                    "granularity: 'month'}"),
              HasSubstr("ORDER BY q.c0 IS NULL, q.c0, q.c1 IS NULL, q.c1 LIMIT"));
  EXPECT_THAT(SqlOf("measures: 'leads.count' dimensions: 'leads.state' limit: 5 offset: 10 "
                    "order {member: 'leads.state' descending: true}"),
              HasSubstr("ORDER BY q.c0 IS NULL, q.c0 DESC, q.c1 IS NULL, q.c1 LIMIT 5 OFFSET 10"));
}

TEST(QueryCompilerTest, AskedForOnceIsJoinedOnce) {
  const std::string sql = SqlOf(
      "measures: 'orders.amount' dimensions: 'customers.region' dimensions: "
      "'customers.city' dimensions: 'customers_then.grade'");
  EXPECT_THAT(sql, HasSubstr("LEFT JOIN fact_customer j1 ON"));
  EXPECT_THAT(sql, HasSubstr("LEFT JOIN fact_customer_version j2 ON"));
  EXPECT_THAT(sql, Not(HasSubstr("j3")));
}

TEST(QueryCompilerTest, ComparedRangesAreQuestionsOfTheirOwn) {
  const auto compiled = Compile(
      "measures: 'leads.count' time_dimensions {dimension: 'leads.create_time' "
      "compare_date_ranges {relative: 'this month'} compare_date_ranges {from: "
      "'2025-06-01' to: '2025-06-30'}}");
  ASSERT_THAT(compiled, IsOk());
  ASSERT_EQ(compiled->size(), 2u);
  EXPECT_EQ((*compiled)[0].range->ToProto().from(), "2026-06-01T00:00:00.000");
  EXPECT_EQ((*compiled)[1].range->ToProto().to(), "2025-06-30T23:59:59.999");
}

TEST(QueryCompilerTest, ComparedAnswersAreToldApartByWhatIsCompared) {
  const auto compiled = Compile(
      "measures: 'leads.count' time_dimensions {dimension: 'leads.state_time' date_range {from: "
      "'2020-01-01' to: '2026-12-31'}} time_dimensions {dimension: 'leads.create_time' "
      "compare_date_ranges {from: '2026-05-01'} compare_date_ranges {from: '2025-05-01'}}");
  ASSERT_THAT(compiled, IsOk());
  ASSERT_EQ(compiled->size(), 2u);
  EXPECT_EQ((*compiled)[0].range->ToProto().from(), "2026-05-01T00:00:00.000");
  EXPECT_EQ((*compiled)[1].range->ToProto().from(), "2025-05-01T00:00:00.000");
}

TEST(QueryCompilerTest, MoneyOfSeveralCurrenciesDoesNotAddUp) {
  EXPECT_EQ(Fault("measures: 'quotes.amount'"), "measures[0]");
  EXPECT_EQ(Fault("measures: 'quotes.amount' dimensions: 'quotes.currency'"), "none");
  EXPECT_EQ(Fault("measures: 'quotes.amount' filters {member: 'quotes.currency' operator: EQUALS "
                  "values: 'CNY'}"),
            "none");
  EXPECT_EQ(Fault("measures: 'quotes.amount' filters {member: 'quotes.currency' operator: EQUALS "
                  "values: 'CNY' values: 'USD'}"),
            "measures[0]");
  const std::string by_amount =
      "measures: 'quotes.count' filters {any_of {member: 'quotes.amount' operator: GT values: '1'}}"
      " dimensions: 'quotes.owner'";
  EXPECT_EQ(Fault(by_amount), "filters[0]");
  EXPECT_EQ(Fault(by_amount + " dimensions: 'quotes.currency'"), "none");
}

TEST(QueryCompilerTest, NamesWhatIsWrong) {
  EXPECT_EQ(Fault(""), "measures");
  EXPECT_EQ(Fault("measures: 'leads'"), "measures[0]");
  EXPECT_EQ(Fault("measures: 'leads.nothing'"), "measures[0]");
  EXPECT_EQ(Fault("measures: 'nothing.count'"), "measures[0]");
  EXPECT_EQ(Fault("measures: 'leads.count' measures: 'orders.count'"), "measures[1]");
  EXPECT_EQ(Fault("measures: 'leads.count' measures: 'leads.count'"), "measures[1]");
  EXPECT_EQ(Fault("measures: 'leads.count' dimensions: 'orders.state'"), "dimensions[0]");
  EXPECT_EQ(Fault("dimensions: 'customers_then.region'"), "dimensions[0]");
  EXPECT_EQ(Fault("dimensions: 'departments.level1'"), "dimensions[0]");
  EXPECT_EQ(Fault("measures: 'leads.count' dimensions: 'leads.custom_area'"), "dimensions[0]");
  EXPECT_EQ(Fault("measures: 'leads.count' time_zone: '/etc/passwd'"), "time_zone");
  EXPECT_EQ(Fault("measures: 'leads.count' limit: 50001"), "limit");
  EXPECT_EQ(Fault("measures: 'leads.count' offset: -1"), "offset");
  EXPECT_EQ(Fault("measures: 'leads.count' fiscal_start_month: 13"), "fiscal_start_month");
  EXPECT_EQ(Fault("measures: 'leads.count' order {member: 'leads.state'}"), "order[0].member");
  EXPECT_EQ(Fault("measures: 'leads.count' time_dimensions {dimension: 'leads.state'}"),
            "time_dimensions[0].dimension");
  EXPECT_EQ(Fault("measures: 'leads.count' time_dimensions {dimension: 'leads.create_time' "
                  "granularity: 'decade'}"),
            "time_dimensions[0].granularity");
  EXPECT_EQ(Fault("measures: 'orders.count' time_dimensions {dimension: 'orders.order_date' "
                  "granularity: 'hour'}"),
            "time_dimensions[0].granularity");
  EXPECT_EQ(Fault("measures: 'leads.count' time_dimensions {dimension: 'leads.create_time' "
                  "date_range {relative: 'some day'}}"),
            "time_dimensions[0].date_range");
}

TEST(QueryCompilerTest, NamesWhatIsWrongWithFilters) {
  const std::string query = "measures: 'leads.count' filters {";
  EXPECT_EQ(Fault(query + "}"), "filters[0]");
  EXPECT_EQ(Fault(query + "member: 'leads.state'}"), "filters[0].operator");
  EXPECT_EQ(Fault(query + "member: 'leads.state' operator: EQUALS}"), "filters[0].values");
  EXPECT_EQ(Fault(query + "member: 'leads.state' operator: GT values: '1'}"),
            "filters[0].operator");
  EXPECT_EQ(Fault(query + "member: 'leads.state' operator: SET values: '1'}"), "filters[0].values");
  EXPECT_EQ(Fault(query + "member: 'leads.fit_score' operator: GT values: '1e5'}"),
            "filters[0].values[0]");
  EXPECT_EQ(Fault(query + "member: 'leads.owner' operator: EQUALS values: 'users/me'}"),
            "filters[0].values[0]");
  EXPECT_EQ(Fault(query + "member: 'leads.create_time' operator: AFTER_DATE values: 'then'}"),
            "filters[0].values[0]");
  EXPECT_EQ(Fault(query + "any_of {member: 'leads.state' operator: SET} any_of {member: "
                          "'leads.count' operator: GT values: '1'}}"),
            "filters[0]");
  EXPECT_EQ(Fault(query + "any_of {member: 'leads.state' operator: SET} any_of {member: "
                          "'leads.nothing' operator: SET}}"),
            "filters[0].any_of[1].member");
}

TEST(QueryCompilerTest, ValuesOfAllFiltersAreBounded) {
  std::string query = "measures: 'leads.count'";
  for (int i = 0; i < 10; ++i) {
    query += " filters {member: 'leads.city' operator: NOT_EQUALS";
    for (int k = 0; k < 1000; ++k) query += " values: 'x'";
    query += "}";
  }
  EXPECT_EQ(Fault(query), "none");
  EXPECT_EQ(Fault(query + " filters {member: 'leads.city' operator: EQUALS values: 'x'}"),
            "filters");
}

}  // namespace
}  // namespace guanxi::analytics
