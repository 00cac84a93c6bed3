// Asks both engines the same, for tests.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_AGREEMENT_TESTING_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_AGREEMENT_TESTING_H_

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

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
    EXPECT_THAT(db::LintQuery(db::Query{one.query.name, ForLinter(one.query.sql)}),
                testing::IsEmpty())
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

  inline static FactsWorld* world_ = nullptr;
  QueryContext context_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_AGREEMENT_TESTING_H_
