// The model holds together: what its expressions name is there.
#include "analytics-svc/semantic/model.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "analytics-svc/facts/tables.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using testing::ElementsAre;

TEST(ModelTest, ColumnsAreReadOutOfExpressions) {
  EXPECT_THAT(ColumnsIn("CASE WHEN f.state = 'WON' THEN f.base_amount - f.state END"),
              ElementsAre("state", "base_amount"));
  EXPECT_THAT(ColumnsIn("self.x + 1e0"), ElementsAre());
}

TEST(ModelTest, NamesAreUnique) {
  std::set<std::string> names;
  for (const Cube* const cube : Cubes()) {
    EXPECT_TRUE(names.insert(cube->name).second) << cube->name;
    EXPECT_EQ(FindCube(cube->name), cube);
    for (const Measure& one : cube->measures) {
      EXPECT_TRUE(names.insert(absl::StrCat(cube->name, ".", one.name)).second) << one.name;
    }
    for (const Dimension& one : cube->dimensions) {
      EXPECT_TRUE(names.insert(absl::StrCat(cube->name, ".", one.name)).second) << one.name;
    }
  }
}

TEST(ModelTest, EveryColumnIsOneOfItsTable) {
  for (const Cube* const cube : Cubes()) {
    if (cube->name == kDepartmentCube) continue;
    const Table* const table = FindFactTable(cube->table);
    ASSERT_NE(table, nullptr) << cube->table;
    for (const Measure& one : cube->measures) {
      for (const std::string& column : ColumnsOf(*cube, one)) {
        EXPECT_TRUE(column == "id" || table->Find(column) != nullptr)
            << cube->name << "." << one.name << ": " << column;
      }
    }
    for (const Dimension& one : cube->dimensions) {
      EXPECT_TRUE(one.column_name() == "id" || table->Find(one.column_name()) != nullptr)
          << cube->name << "." << one.name;
      const bool is_of_a_record =
          one.type == DimensionType::kId || one.type == DimensionType::kDepartment;
      EXPECT_EQ(is_of_a_record, !one.collection.empty()) << cube->name << "." << one.name;
    }
    for (const ReadRule& rule : cube->rules) {
      if (!rule.is_owned) continue;
      EXPECT_NE(table->Find("owner_id"), nullptr) << cube->name;
      EXPECT_NE(table->Find("department_id"), nullptr) << cube->name;
    }
  }
}

TEST(ModelTest, PartsOfQuotientsAndJoinsAreThere) {
  for (const Cube* const cube : Cubes()) {
    for (const Measure& one : cube->measures) {
      const bool is_ratio = one.aggregation == Aggregation::kRatio;
      EXPECT_EQ(is_ratio, cube->FindMeasure(one.numerator) != nullptr) << one.name;
      EXPECT_EQ(is_ratio, cube->FindMeasure(one.denominator) != nullptr) << one.name;
    }
    for (const Join& join : cube->joins) {
      EXPECT_TRUE(join.cube.empty() || FindCube(join.cube) != nullptr) << join.key();
      EXPECT_TRUE(join.through.empty() || cube->FindJoin(join.through) != nullptr) << join.key();
      for (const std::string& read : join.reads) {
        const size_t point = read.find('.');
        const Cube* const of = FindCube(read.substr(0, point));
        ASSERT_NE(of, nullptr) << read;
        EXPECT_NE(FindFactTable(of->table)->Find(read.substr(point + 1)), nullptr) << read;
      }
    }
    for (const Dimension& one : cube->dimensions) {
      EXPECT_TRUE(one.coarser.empty() || cube->FindDimension(one.coarser) != nullptr) << one.name;
    }
  }
}

}  // namespace
}  // namespace guanxi::analytics
