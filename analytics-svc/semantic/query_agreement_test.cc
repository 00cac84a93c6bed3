// One statement for all engines: every measure by every dimension, every period in several zones,
// answered alike by DuckDB and by MariaDB, and with each table's tenant bound.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "analytics-svc/semantic/answer.h"
#include "analytics-svc/semantic/facts_testing.h"
#include "analytics-svc/semantic/query_compiler.h"
#include "common/db/query.h"
#include "common/db/sql_lint.h"
#include "common/policy/rights.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using testing::IsEmpty;

class QueryAgreementTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = new FactsWorld; }
  static void TearDownTestSuite() { delete world_; }

  QueryAgreementTest() {
    context_.principal.tenant = kTenantA;
    context_.principal.rights = policy::AllRights();
    context_.now = absl::FromCivil(absl::CivilDay(2026, 6, 15), absl::UTCTimeZone());
    for (int i = 0; i < FactsWorld::kDepartments; ++i) {
      context_.departments.push_back(
          {IdOf("department", i), i == 0 ? Uuid() : IdOf("department", (i - 1) / 2)});
    }
    context_.custom_fields = {{"customers", "field0", CustomField::Kind::kText},
                              {"customers", "field1", CustomField::Kind::kNumber},
                              {"customers", "field2", CustomField::Kind::kTime}};
  }

  // What both engines answer; nothing if they do not agree.
  v1::QueryResult Ask(const v1::Query& query) {
    const auto compiled = CompileQuery(query, context_);
    EXPECT_THAT(compiled, IsOk()) << query.DebugString();
    if (!compiled.ok()) return {};
    const CompiledQuery& one = compiled->front();
    EXPECT_THAT(db::LintQuery(db::Query{one.query.name, ForLinter(one.query.sql)}), IsEmpty())
        << one.query.sql;
    const auto duck = world_->duck()->Run(one.query, {});
    const auto mysql = world_->mysql()->Run(one.query, {});
    EXPECT_THAT(duck, IsOk()) << one.query.sql;
    EXPECT_THAT(mysql, IsOk()) << one.query.sql;
    if (!duck.ok() || !mysql.ok()) return {};
    v1::QueryResult a = ReadAnswer(one, *duck, "en");
    const v1::QueryResult b = ReadAnswer(one, *mysql, "en");
    EXPECT_EQ(a.rows_size(), b.rows_size()) << one.query.sql;
    for (int row = 0; row < std::min(a.rows_size(), b.rows_size()); ++row) {
      for (int i = 0; i < a.columns_size(); ++i) {
        ExpectSame(one.columns[i], a.rows(row).values(i), b.rows(row).values(i), one.query.sql);
      }
    }
    return a;
  }

  // The linter takes the FROM of an EXTRACT for that of a table.
  static std::string ForLinter(const std::string& sql) {
    return absl::StrReplaceAll(sql, {{"YEAR FROM", "YEAR OF"},
                                     {"QUARTER FROM", "QUARTER OF"},
                                     {"MONTH FROM", "MONTH OF"},
                                     {"DAY FROM", "DAY OF"},
                                     {"HOUR FROM", "HOUR OF"},
                                     {"MINUTE FROM", "MINUTE OF"},
                                     {"SECOND FROM", "SECOND OF"}});
  }

  // Quotients are doubles, which engines round in their last digit as they like; all else is exact.
  static void ExpectSame(const ResultColumn& column, const google::protobuf::Value& a,
                         const google::protobuf::Value& b, const std::string& sql) {
    const bool is_double =
        column.measure != nullptr &&
        (column.measure->aggregation == Aggregation::kRatio || column.measure->unit == Unit::kDays);
    if (is_double && a.has_string_value() && b.has_string_value()) {
      const double first = std::atof(a.string_value().c_str());
      EXPECT_NEAR(first, std::atof(b.string_value().c_str()), std::fabs(first) * 1e-12 + 1e-12)
          << column.member << " of " << sql;
      return;
    }
    EXPECT_EQ(a.ShortDebugString(), b.ShortDebugString()) << column.member << " of " << sql;
  }

  // All measures of a cube whose amounts add up.
  static v1::Query AllMeasures(const Cube& cube) {
    v1::Query query;
    for (const Measure& measure : cube.measures) {
      if (measure.unit != Unit::kMoney) {
        query.add_measures(absl::StrCat(cube.name, ".", measure.name));
      }
    }
    return query;
  }

  static FactsWorld* world_;
  QueryContext context_;
};

FactsWorld* QueryAgreementTest::world_ = nullptr;

TEST_F(QueryAgreementTest, EveryMeasureByEveryDimension) {
  for (const Cube* const cube : Cubes()) {
    if (cube->measures.empty()) continue;
    std::vector<std::string> dimensions;
    for (const Dimension& one : cube->dimensions) {
      dimensions.push_back(absl::StrCat(cube->name, ".", one.name));
    }
    for (const Join& join : cube->joins) {
      if (join.cube.empty()) continue;
      for (const Dimension& one : FindCube(join.cube)->dimensions) {
        dimensions.push_back(absl::StrCat(join.cube, ".", one.name));
      }
    }
    EXPECT_EQ(Ask(AllMeasures(*cube)).rows_size(), 1) << cube->name;
    for (const std::string& dimension : dimensions) {
      v1::Query query = AllMeasures(*cube);
      query.add_dimensions(dimension);
      EXPECT_GT(Ask(query).rows_size(), 0) << dimension;
    }
  }
}

TEST_F(QueryAgreementTest, EveryPeriodInZonesWithAndWithoutSummerTime) {
  for (const char* const zone : {"UTC", "Asia/Shanghai", "America/New_York", "Asia/Kolkata"}) {
    for (const char* const granularity : {"second", "minute", "hour", "day", "week", "month",
                                          "quarter", "year", "fiscal_quarter", "fiscal_year"}) {
      v1::Query query;
      query.add_measures("interactions.count");
      query.set_time_zone(zone);
      query.set_fiscal_start_month(4);
      auto& time = *query.add_time_dimensions();
      time.set_dimension("interactions.occur_time");
      time.set_granularity(granularity);
      EXPECT_GT(Ask(query).rows_size(), 1) << zone << " " << granularity;
    }
  }
}

TEST_F(QueryAgreementTest, DaysAreThoseOfTheZone) {
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("America/New_York", &zone));
  std::map<std::string, int> wanted;
  const Table& table = FactInteraction();
  for (int row = 0; row < FactsWorld::kRows; ++row) {
    if (row % 11 == 10) continue;  // deleted
    const SqlValue value = FactsWorld::ValueOf(table, *table.Find("occur_time"), row);
    const auto* const time = std::get_if<absl::Time>(&value);
    if (time == nullptr) continue;
    const absl::CivilDay day = absl::ToCivilDay(*time, zone);
    ++wanted[absl::StrCat(absl::FormatCivilTime(day), "T00:00:00.000")];
  }
  v1::Query query;
  query.add_measures("interactions.count");
  query.set_time_zone("America/New_York");
  auto& time = *query.add_time_dimensions();
  time.set_dimension("interactions.occur_time");
  time.set_granularity("day");
  std::map<std::string, int> got;
  for (const auto& row : Ask(query).rows()) {
    if (!row.values(0).has_string_value()) continue;
    got[row.values(0).string_value()] = std::atoi(row.values(1).string_value().c_str());
  }
  EXPECT_EQ(got, wanted);
}

TEST_F(QueryAgreementTest, EveryOperator) {
  using Filter = v1::QueryFilter;
  struct Case {
    const char* member;
    Filter::Operator op;
    std::vector<std::string> values;
  };
  const std::string owner = absl::StrCat("users/", IdOf("user", 1).ToString());
  const std::string department = absl::StrCat("departments/", IdOf("department", 1).ToString());
  const std::vector<Case> cases = {
      {"opportunities.state", Filter::EQUALS, {"WON", "LOST"}},
      {"opportunities.state", Filter::NOT_EQUALS, {"WON"}},
      {"opportunities.owner", Filter::EQUALS, {owner}},
      {"opportunities.owner", Filter::NOT_EQUALS, {owner}},
      {"opportunities.department", Filter::UNDER, {department}},
      {"opportunities.lost_reason", Filter::CONTAINS, {"REASON 1", "100%"}},
      {"opportunities.lost_reason", Filter::NOT_CONTAINS, {"_"}},
      {"opportunities.lost_reason", Filter::STARTS_WITH, {"lost"}},
      {"opportunities.lost_reason", Filter::NOT_ENDS_WITH, {"2"}},
      {"opportunities.lost_reason", Filter::SET, {}},
      {"opportunities.lost_reason", Filter::NOT_SET, {}},
      {"stages.position", Filter::GTE, {"2.5"}},
      {"stages.position", Filter::LT, {"3"}},
      {"opportunities.create_time", Filter::IN_DATE_RANGE, {"2025-03-01", "2025-09-30"}},
      {"opportunities.create_time", Filter::NOT_IN_DATE_RANGE, {"2025-03-01"}},
      {"opportunities.close_date", Filter::BEFORE_OR_ON_DATE, {"2025-06-30"}},
      {"opportunities.close_date", Filter::AFTER_DATE, {"2025-06-30T12:00:00"}},
      {"opportunities.close_date", Filter::EQUALS, {"2025-01-18"}},
      {"customers.custom_field0", Filter::CONTAINS, {"text"}},
      {"customers.custom_field1", Filter::GT, {"10"}},
      {"customers.custom_field2", Filter::AFTER_OR_ON_DATE, {"2025-01-01"}},
      {"opportunities.won_amount", Filter::GT, {"100.5"}},
      {"opportunities.win_rate", Filter::LTE, {"0.5"}},
  };
  for (const Case& one : cases) {
    v1::Query query;
    query.add_measures("opportunities.count");
    query.add_dimensions("opportunities.owner");
    auto& filter = *query.add_filters();
    filter.set_member(one.member);
    filter.set_operator_(one.op);
    for (const std::string& value : one.values) filter.add_values(value);
    Ask(query);
  }
}

TEST_F(QueryAgreementTest, OtherCompaniesAreElsewhere) {
  v1::Query query;
  query.add_measures("opportunities.count");
  query.add_dimensions("opportunities.state");
  const std::string mine = Ask(query).DebugString();
  context_.principal.tenant = IdOf("tenant", 3);
  EXPECT_EQ(Ask(query).rows_size(), 0);
  for (const Cube* const cube : Cubes()) {
    if (cube->measures.empty()) continue;
    v1::Query by = AllMeasures(*cube);
    by.add_dimensions(absl::StrCat(cube->name, ".", cube->dimensions.front().name));
    EXPECT_EQ(Ask(by).rows_size(), 0) << cube->name;
  }
  context_.principal.tenant = kTenantB;
  EXPECT_EQ(Ask(query).DebugString(), mine) << "its facts are the same";
}

}  // namespace
}  // namespace guanxi::analytics
