// Whoever is answered by a rollup is told what the facts say, to the last digit.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/replica/rollup_tables.h"
#include "analytics-svc/semantic/agreement_testing.h"
#include "analytics-svc/semantic/rollup.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

class RollupAgreementTest : public QueryAgreementTest {
 protected:
  static void SetUpTestSuite() {
    QueryAgreementTest::SetUpTestSuite();
    EXPECT_THAT(world_->duck()->Write(OpenRollups), IsOk());
  }

  RollupAgreementTest() {
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &context_.zone));
    context_.currency = "CNY";
  }

  // The answer, and whether a rollup gave it.
  std::pair<std::string, bool> Answer(const v1::Query& query, bool has_rollups) {
    context_.has_rollups = has_rollups;
    const auto compiled = CompileQuery(query, context_);
    EXPECT_THAT(compiled, IsOk()) << query.DebugString();
    if (!compiled.ok()) return {};
    const CompiledQuery& one = compiled->front();
    const auto result = world_->duck()->Run(one.query, {});
    EXPECT_THAT(result, IsOk()) << one.query.sql;
    if (!result.ok()) return {};
    return {ReadAnswer(one, *result, "en").DebugString(),
            one.query.name == "analytics.run_rollup_query"};
  }
  void ExpectSame(const v1::Query& query) {
    const auto [facts, by_facts] = Answer(query, false);
    const auto [sums, by_rollup] = Answer(query, true);
    EXPECT_FALSE(by_facts);
    EXPECT_TRUE(by_rollup) << query.DebugString();
    EXPECT_EQ(sums, facts) << query.DebugString();
  }

  // All that can be reckoned from the rollup, quotients among it.
  static v1::Query MeasuresOf(const Rollup& rollup) {
    const Cube& cube = *FindCube(rollup.cube);
    v1::Query query;
    for (const Measure& one : cube.measures) {
      const bool is_quotient = one.aggregation == Aggregation::kRatio &&
                               rollup.HasMeasure(one.numerator) &&
                               rollup.HasMeasure(one.denominator);
      if (is_quotient || rollup.HasMeasure(one.name)) {
        query.add_measures(absl::StrCat(cube.name, ".", one.name));
      }
    }
    return query;
  }
  static v1::Query ByPeriod(const Rollup& rollup, const char* granularity) {
    v1::Query query = MeasuresOf(rollup);
    auto& time = *query.add_time_dimensions();
    time.set_dimension(absl::StrCat(rollup.cube, ".", rollup.moment));
    time.set_granularity(granularity);
    query.set_fiscal_start_month(4);
    return query;
  }

  // User 1, in department 1, which is above departments 3 and 4, with a scope for all records.
  void AskWithin(const char* scope) {
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("permissions {pattern: '*' scope: ", scope, "}"), role));
    role->set_name("roles/r");
    for (int i = 0; i < FactsWorld::kDepartments; ++i) {
      auto* const department = snapshot.add_departments();
      department->set_name("departments/" + IdOf("department", i).ToString());
      if (i > 0) {
        department->set_parent("departments/" + IdOf("department", (i - 1) / 2).ToString());
      }
      department->set_active(true);
    }
    auto* const user = snapshot.add_users();
    user->set_name("users/" + IdOf("user", 1).ToString());
    user->set_department("departments/" + IdOf("department", 1).ToString());
    user->set_active(true);
    user->add_roles("roles/r");
    context_.principal.subject = user->name();
    context_.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                    ->Decide(context_.principal, "analytics.read")
                                    .value();
  }
};

TEST_F(RollupAgreementTest, EveryMeasureByEveryColumn) {
  for (const Rollup* const rollup : Rollups()) {
    ExpectSame(MeasuresOf(*rollup));
    for (const Dimension& one : FindCube(rollup->cube)->dimensions) {
      if (!rollup->HasColumn(one.column_name())) continue;
      v1::Query query = MeasuresOf(*rollup);
      query.add_dimensions(absl::StrCat(rollup->cube, ".", one.name));
      ExpectSame(query);
    }
  }
}

// The companies' facts were converted in turns, into two currencies; some were not.
TEST_F(RollupAgreementTest, WhateverCurrencyTheCompanyHas) {
  std::set<std::string> answers;
  for (const char* const currency : {"CNY", "USD", "EUR"}) {
    context_.currency = currency;
    for (const Rollup* const rollup : Rollups()) ExpectSame(MeasuresOf(*rollup));
    answers.insert(Answer(MeasuresOf(*Rollups().back()), true).first);
  }
  EXPECT_EQ(answers.size(), 3u);
}

TEST_F(RollupAgreementTest, EveryPeriod) {
  for (const Rollup* const rollup : Rollups()) {
    if (rollup->moment.empty()) continue;
    for (const char* const granularity :
         {"day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"}) {
      v1::Query query = ByPeriod(*rollup, granularity);
      ExpectSame(query);
      auto& range = *query.mutable_time_dimensions(0)->mutable_date_range();
      range.set_from("2025-03-05");
      range.set_to("2026-02-11");
      ExpectSame(query);
    }
  }
}

TEST_F(RollupAgreementTest, HoursInZonesThatChangeTheirClocks) {
  const Rollup& hours = *Rollups().front();
  ASSERT_EQ(hours.buckets.seconds, 3600);
  for (const char* const zone : {"America/New_York", "Europe/Berlin", "Asia/Tokyo", "UTC"}) {
    EXPECT_TRUE(absl::LoadTimeZone(zone, &context_.zone));
    for (const char* const granularity : {"hour", "day", "week"}) {
      ExpectSame(ByPeriod(hours, granularity));
    }
  }
}

TEST_F(RollupAgreementTest, GroupsAreLeftOutByMeasures) {
  v1::Query query;
  query.add_measures("opportunities.won_amount");
  query.add_dimensions("opportunities.owner");
  auto& large = *query.add_filters();
  large.set_member("opportunities.won_count");
  large.set_operator_(v1::QueryFilter::GT);
  large.add_values("2");
  auto& late = *query.add_filters();
  late.set_member("opportunities.closed_time");
  late.set_operator_(v1::QueryFilter::AFTER_OR_ON_DATE);
  late.add_values("2025-06-01");
  ExpectSame(query);
}

TEST_F(RollupAgreementTest, RightsAreTheSame) {
  AskWithin("ALL");
  const std::string all = Answer(MeasuresOf(*Rollups().back()), true).first;
  for (const char* const scope : {"SELF", "DEPARTMENT", "SUBTREE"}) {
    AskWithin(scope);
    for (const Rollup* const rollup : Rollups()) ExpectSame(MeasuresOf(*rollup));
    EXPECT_NE(Answer(MeasuresOf(*Rollups().back()), true).first, all) << scope;
  }
}

TEST_F(RollupAgreementTest, OtherCompaniesAreElsewhere) {
  context_.principal.tenant = IdOf("tenant", 3);
  for (const Rollup* const rollup : Rollups()) ExpectSame(MeasuresOf(*rollup));
}

TEST_F(RollupAgreementTest, AFoldedRollupSaysTheSame) {
  ASSERT_THAT(world_->duck()->Write([](DuckWriter& writer) -> absl::Status {
    for (const char* table : {"fact_opportunity", "fact_order", "fact_behavior"}) {
      // Off, and once more in: rows of no group, and groups of several rows.
      GUANXI_RETURN_IF_ERROR(TakeOffRollups(writer, *FindFactTable(table), table));
      GUANXI_RETURN_IF_ERROR(AddToRollups(writer, *FindFactTable(table), table));
    }
    return absl::OkStatus();
  }),
              IsOk());
  const auto rows = [] {
    return world_->duck()
        ->Run({"test", "SELECT COUNT(*) FROM rollup_opportunity_created_days", {}}, {})
        .value()
        .Int64(0, 0);
  };
  const int64_t unfolded = rows();
  for (const Rollup* const rollup : Rollups()) ExpectSame(MeasuresOf(*rollup));
  ASSERT_THAT(
      world_->duck()->Write([](DuckWriter& writer) { return FoldRollups(writer, /*slack=*/0); }),
      IsOk());
  EXPECT_EQ(rows() * 3, unfolded);
  for (const Rollup* const rollup : Rollups()) ExpectSame(MeasuresOf(*rollup));
}

}  // namespace
}  // namespace guanxi::analytics
