// Rollups hold together: what they name is there, and adds up.
#include "analytics-svc/semantic/rollup.h"

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "analytics-svc/facts/tables.h"
#include "analytics-svc/semantic/base_amount.h"
#include "analytics-svc/semantic/model.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using testing::Contains;
using testing::Not;

TEST(RollupTest, ColumnsAreThoseOfTheFacts) {
  std::set<std::string> names;
  for (const Rollup* const rollup : Rollups()) {
    EXPECT_TRUE(names.insert(rollup->name).second) << rollup->name;
    const Cube* const cube = FindCube(rollup->cube);
    ASSERT_NE(cube, nullptr) << rollup->name;
    EXPECT_THAT(RollupsOver(cube->table), Contains(rollup));
    const Table& table = *FindFactTable(cube->table);
    for (const std::string& column : rollup->columns) {
      ASSERT_NE(table.Find(column), nullptr) << rollup->name << ": " << column;
      EXPECT_NE(SqlType(*table.Find(column)), "DATETIME(6)") << "no two facts are alike in it";
      EXPECT_FALSE(absl::StartsWith(column, "m_")) << "as measures are called";
    }
    if (rollup->moment.empty()) continue;
    ASSERT_NE(table.Find(rollup->moment), nullptr) << rollup->name;
    EXPECT_EQ(SqlType(*table.Find(rollup->moment)), "DATETIME(6)") << rollup->name;
    EXPECT_TRUE(rollup->buckets.seconds == 3600 || rollup->buckets.seconds == 24 * 3600);
  }
}

TEST(RollupTest, RowsOfMoneyAreAlikeInTheirCurrencies) {
  for (const Rollup* const rollup : Rollups()) {
    for (const std::string& name : rollup->measures) {
      const Measure& measure = *FindCube(rollup->cube)->FindMeasure(name);
      if (!ReadsBaseAmount(measure.expression) && !ReadsBaseAmount(measure.condition)) continue;
      EXPECT_TRUE(rollup->HasColumn("currency")) << rollup->name;
      EXPECT_TRUE(rollup->HasColumn("base_currency")) << rollup->name;
    }
  }
}

// A rollup that lacks a column which rights go by would be of no use to anybody but who sees all.
TEST(RollupTest, ColumnsOfRightsAreAmongThem) {
  for (const Rollup* const rollup : Rollups()) {
    for (const ReadRule& rule : FindCube(rollup->cube)->rules) {
      if (rule.is_owned) {
        EXPECT_TRUE(rollup->HasColumn("owner_id")) << rollup->name;
        EXPECT_TRUE(rollup->HasColumn("department_id")) << rollup->name;
      }
      for (const std::string& column : ColumnsIn(rule.condition)) {
        EXPECT_TRUE(rollup->HasColumn(column)) << rollup->name << ": " << column;
      }
    }
  }
}

TEST(RollupTest, MeasuresAddUpExactly) {
  for (const Rollup* const rollup : Rollups()) {
    const Cube& cube = *FindCube(rollup->cube);
    for (const std::string& name : rollup->measures) {
      const Measure* const measure = cube.FindMeasure(name);
      ASSERT_NE(measure, nullptr) << rollup->name << ": " << name;
      EXPECT_TRUE(measure->IsAdditive()) << rollup->name << ": " << name;
      for (const std::string& text : {measure->expression, measure->condition}) {
        EXPECT_THAT(text, Not(testing::HasSubstr("{"))) << name << " depends on now or on a join";
        EXPECT_THAT(text, Not(testing::HasSubstr("e0"))) << name << " is a sum of doubles";
      }
    }
  }
}

}  // namespace
}  // namespace guanxi::analytics
