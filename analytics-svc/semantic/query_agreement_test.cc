// One statement for all engines: every measure by every dimension and every operator answered alike
// by DuckDB and by MariaDB, and with each table's tenant bound.
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/agreement_testing.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

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
    // Of a cube of money alone its dimensions are asked for.
    if (AllMeasures(*cube).measures_size() > 0) {
      EXPECT_EQ(Ask(AllMeasures(*cube)).rows_size(), 1) << cube->name;
    }
    for (const std::string& dimension : dimensions) {
      v1::Query query = AllMeasures(*cube);
      query.add_dimensions(dimension);
      EXPECT_GT(Ask(query).rows_size(), 0) << dimension;
    }
  }
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

// The companies' facts were converted in turns, into two currencies.
TEST_F(QueryAgreementTest, AmountsAreInTheCompanysCurrency) {
  v1::Query query;
  for (const char* measure : {"amount", "priced_count", "unpriced_count"}) {
    query.add_measures(absl::StrCat("orders.", measure));
  }
  double sums[2] = {0, 0};
  int priced[2] = {0, 0}, unpriced[2] = {0, 0};
  const char* const currencies[2] = {"CNY", "USD"};
  for (int i = 0; i < 2; ++i) {
    context_.currency = currencies[i];
    const v1::QueryResult result = Ask(query);
    ASSERT_EQ(result.rows_size(), 1);
    const auto& values = result.rows(0).values();
    sums[i] = std::atof(values[0].string_value().c_str());
    priced[i] = std::atoi(values[1].string_value().c_str());
    unpriced[i] = std::atoi(values[2].string_value().c_str());
  }
  context_.currency.clear();
  const v1::QueryResult all = Ask(query);
  EXPECT_GT(priced[0], 0);
  EXPECT_GT(unpriced[0], 0);
  EXPECT_LT(sums[0], std::atof(all.rows(0).values(0).string_value().c_str()));
  EXPECT_LE(priced[0] + priced[1], std::atoi(all.rows(0).values(1).string_value().c_str()));
  EXPECT_GE(unpriced[0], std::atoi(all.rows(0).values(2).string_value().c_str()));
}

}  // namespace
}  // namespace guanxi::analytics
