#include "common/filter/sql.h"

#include <string>

#include "common/filter/checker.h"
#include "common/filter/test_schema.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

SqlColumn ColumnOf(const Field& field) {
  if (field.path == "tags") return {"t.tag", "FROM tag t WHERE t.id = c.id", {}, ""};
  if (field.path.rfind("custom.", 0) == 0) {
    return {"s.int_value", "FROM side s WHERE s.id = c.id AND s.field = ?", {field.binding}, ""};
  }
  if (field.kind == Kind::kMoney) {
    return {"c." + field.binding, "", {}, "c." + field.binding + "_currency"};
  }
  return {"c." + field.binding, "", {}, ""};
}

SqlPredicate Sql(absl::string_view filter) {
  const auto checked = Compile(filter, TestSchema(), ResolveTestField);
  EXPECT_THAT(checked, IsOk());
  return checked.ok() ? ToSql(*checked, ColumnOf, Moment()) : SqlPredicate();
}

TEST(ToSql, EmptyFilterIsTrue) {
  EXPECT_EQ(Sql("").text, "TRUE");
  EXPECT_THAT(Sql("").bound, ::testing::IsEmpty());
}

TEST(ToSql, ComparesColumnsWithPlaceholders) {
  EXPECT_EQ(Sql("state = LEAD AND employee_count > 5").text, "c.employees > ? AND c.state = ?");
  EXPECT_EQ(Sql("credit_limit <= 1.5").text, "c.credit <= CAST(? AS DECIMAL(38,9))");
}

TEST(ToSql, NestsWithParentheses) {
  EXPECT_EQ(Sql("state = (LEAD OR ACTIVE)").text, "(c.state = ? OR c.state = ?)");
  EXPECT_EQ(Sql("state = (LEAD OR ACTIVE) key_account = true").text,
            "c.key_account = ? AND (c.state = ? OR c.state = ?)");
}

TEST(ToSql, NegationIsCarriedToTheComparisons) {
  EXPECT_EQ(Sql("state != LEAD").text, "c.state <> ? AND c.state <> 0");
  EXPECT_EQ(Sql("NOT employee_count < 5").text, "c.employees >= ?");
  EXPECT_EQ(Sql("NOT (employee_count < 5 AND state = LEAD)").text,
            "(c.employees >= ? OR c.state <> ? AND c.state <> 0)");
  EXPECT_EQ(Sql("NOT (employee_count < 5 OR NOT key_account = true)").text,
            "c.key_account = ? AND c.employees >= ?");
  EXPECT_EQ(Sql("NOT tags:vip").text,
            "NOT EXISTS (SELECT 1 FROM tag t WHERE t.id = c.id AND t.tag = ?)");
  EXPECT_EQ(Sql("NOT custom.area = 7").text,
            "EXISTS (SELECT 1 FROM side s WHERE s.id = c.id AND s.field = ? AND s.int_value <> ?)");
  EXPECT_EQ(Sql("NOT state:*").text, "(c.state <> 0) IS NOT TRUE");
}

TEST(ToSql, BinarySetsCompareWithoutBlanksAtTheEnd) {
  const auto column_of = [](const Field& field) {
    SqlColumn column{absl::StrCat("c.", field.binding), "", {}, ""};
    if (field.repeated) column = {"s.value", "FROM side s WHERE s.id = c.id", {}, ""};
    column.binary = field.repeated;
    return column;
  };
  const auto of_value = Compile("tags:\"vip  \"", TestSchema(), ResolveTestField);
  ASSERT_THAT(of_value, IsOk());
  const SqlPredicate value = ToSql(*of_value, column_of, Moment());
  EXPECT_EQ(value.text, "EXISTS (SELECT 1 FROM side s WHERE s.id = c.id AND s.value = ?)");
  EXPECT_EQ(std::get<std::string>(value.bound.at(0)), "vip");
  const auto of_field = Compile("tags:short_name", TestSchema(), ResolveTestField);
  ASSERT_THAT(of_field, IsOk());
  EXPECT_EQ(ToSql(*of_field, column_of, Moment()).text,
            "EXISTS (SELECT 1 FROM side s WHERE s.id = c.id AND s.value = RTRIM(c.short_name) AND "
            "s.value <> '' AND c.short_name <> '')");
}

TEST(ToSql, EmptyTextIsUnknown) {
  EXPECT_EQ(Sql("display_name >= b").text, "c.display_name >= ?");
  EXPECT_EQ(Sql("display_name < b").text, "c.display_name < ? AND c.display_name <> ''");
  EXPECT_EQ(Sql("NOT display_name:b").text,
            "c.display_name NOT LIKE ? ESCAPE '!' AND c.display_name <> ''");
}

TEST(ToSql, MoneyIsTwoColumns) {
  const SqlPredicate sql = Sql("amount >= \"12.50 CNY\"");
  EXPECT_EQ(sql.text, "c.amount >= CAST(? AS DECIMAL(38,9)) AND c.amount_currency = ?");
  ASSERT_EQ(sql.bound.size(), 2u);
  EXPECT_EQ(std::get<Money>(sql.bound[0]).amount.text, "12.5");
  EXPECT_EQ(std::get<std::string>(sql.bound[1]), "CNY");
  EXPECT_EQ(Sql("amount > budget").text,
            "c.amount > c.budget AND c.amount_currency = c.budget_currency AND "
            "c.amount_currency <> ''");
}

TEST(ToSql, FieldsOnTheRightMayLieInSideTables) {
  const SqlPredicate sql = Sql("employee_count > custom.area");
  EXPECT_EQ(sql.text,
            "c.employees > (SELECT s.int_value FROM side s WHERE s.id = c.id AND s.field = ?)");
  EXPECT_EQ(sql.bound.size(), 1u);
}

TEST(ToSql, FunctionsTakeTheirValueAtTheMoment) {
  Moment moment;
  moment.now = absl::FromUnixSeconds(1700000000);
  const auto filter = Compile("create_time > ago(\"1h\")", TestSchema());
  ASSERT_THAT(filter, IsOk());
  const SqlPredicate sql = ToSql(*filter, ColumnOf, moment);
  EXPECT_EQ(sql.text, "c.create_time > ?");
  EXPECT_EQ(std::get<absl::Time>(sql.bound[0]), absl::FromUnixSeconds(1700000000 - 3600));
}

TEST(ToSql, PresenceKnowsEmptyTextAndEnumZero) {
  EXPECT_EQ(Sql("display_name:*").text, "c.display_name <> ''");
  EXPECT_EQ(Sql("state:*").text, "c.state <> 0");
  EXPECT_EQ(Sql("employee_count:*").text, "c.employees IS NOT NULL");
}

TEST(ToSql, PatternsEscapeWhatLikeReads) {
  const SqlPredicate sql = Sql("display_name = \"50%_!*\"");
  EXPECT_EQ(sql.text, "c.display_name LIKE ? ESCAPE '!'");
  ASSERT_EQ(sql.bound.size(), 1u);
  EXPECT_EQ(std::get<std::string>(sql.bound[0]), "50!%!_!!%");
  EXPECT_EQ(std::get<std::string>(Sql("display_name = *a").bound[0]), "%a");
  EXPECT_EQ(std::get<std::string>(Sql("display_name = *a*").bound[0]), "%a%");
}

TEST(ToSql, SideTablesAreSearchedByExists) {
  const SqlPredicate sql = Sql("custom.area >= 7 tags:vip");
  EXPECT_EQ(sql.text,
            "EXISTS (SELECT 1 FROM side s WHERE s.id = c.id AND s.field = ? AND s.int_value >= ?)"
            " AND EXISTS (SELECT 1 FROM tag t WHERE t.id = c.id AND t.tag = ?)");
  ASSERT_EQ(sql.bound.size(), 3u);
  EXPECT_EQ(std::get<std::string>(sql.bound[0]), "area");
  EXPECT_EQ(std::get<int64_t>(sql.bound[1]), 7);
  EXPECT_EQ(std::get<std::string>(sql.bound[2]), "vip");
}

TEST(ToSql, NothingTheClientWroteIsInTheText) {
  const SqlPredicate sql = Sql("display_name = \"x' OR 1=1 --\" AND custom.colour:\"'; DROP\"");
  EXPECT_THAT(sql.text, ::testing::Not(::testing::HasSubstr("1=1")));
  EXPECT_THAT(sql.text, ::testing::Not(::testing::HasSubstr("DROP")));
}

}  // namespace
}  // namespace guanxi::filter
