// Filters as forms and back.
#include <string>

#include "absl/status/status.h"
#include "common/errors/errors.h"
#include "common/filter/checker.h"
#include "common/filter/from_form.h"
#include "common/filter/random_filters.h"
#include "common/filter/test_schema.h"
#include "common/filter/to_form.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

using ::testing::HasSubstr;
using type::v1::Condition;

Condition FormOf(absl::string_view filter) {
  const auto predicate = Compile(filter, TestSchema(), ResolveTestField);
  EXPECT_THAT(predicate, IsOk()) << filter;
  return predicate.ok() ? ToForm(*predicate) : Condition();
}

std::string Shown(absl::string_view filter) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  printer.PrintToString(FormOf(filter), &text);
  return text;
}

Condition Parsed(const std::string& text) {
  Condition form;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &form)) << text;
  return form;
}

std::string TextOf(const std::string& form) {
  const auto predicate = FromForm(Parsed(form), TestSchema(), ResolveTestField);
  return predicate.ok() ? predicate->canonical : std::string(predicate.status().message());
}

// The form as a row of comparisons.
std::string Row(const std::string& comparison) {
  return "match: ALL rows { comparison { " + comparison + " } }";
}

TEST(ToForm, WritesRows) {
  EXPECT_EQ(Shown(""), "match: ALL ");
  EXPECT_EQ(Shown("state = (ACTIVE OR LEAD)"),
            "match: ALL rows { comparison { field: \"state\" operator: EQUAL values: \"ACTIVE\" "
            "values: \"LEAD\" } } ");
  EXPECT_EQ(
      Shown("create_time > ago('15d') AND state != LEAD"),
      "match: ALL rows { comparison { field: \"state\" operator: NOT_EQUAL values: \"LEAD\" } "
      "} rows { comparison { field: \"create_time\" operator: GREATER function { name: AGO "
      "count: 15 unit: DAY } } } ");
  EXPECT_EQ(Shown("display_name:华 OR NOT tags:vip OR NOT employee_count > target_count"),
            "match: ANY rows { comparison { field: \"employee_count\" operator: GREATER "
            "other_field: \"target_count\" } negated: true } rows { comparison { field: \"tags\" "
            "operator: HAS_NOT values: \"vip\" } } rows { comparison { field: \"display_name\" "
            "operator: CONTAINS values: \"华\" } } ");
}

TEST(FromForm, ReadsEveryOperator) {
  const std::pair<std::string, std::string> cases[] = {
      {"field: 'display_name' operator: EQUAL values: 'a*'", "display_name = \"a\\*\""},
      {"field: 'display_name' operator: STARTS_WITH values: ['a', 'b']",
       "display_name = \"a*\" OR display_name = \"b*\""},
      {"field: 'display_name' operator: ENDS_WITH values: 'a'", "display_name = \"*a\""},
      {"field: 'tags' operator: HAS_NOT values: ['a', 'b']", "NOT (tags:\"a\" OR tags:\"b\")"},
      {"field: 'state' operator: NOT_EQUAL values: 'LEAD'", "NOT state = LEAD"},
      {"field: 'custom.\"a.b\"' operator: PRESENT", "custom.\"a.b\":*"},
      {"field: 'owner' operator: ABSENT", "NOT owner:*"},
      {"field: 'amount' operator: LESS_OR_EQUAL values: '12.50 CNY'", "amount <= \"12.5 CNY\""},
      {"field: 'amount' operator: GREATER other_field: 'budget'", "amount > budget"},
      {"field: 'founded' operator: EQUAL function { name: TODAY }", "founded = today()"},
      {"field: 'create_time' operator: LESS values: '2026-03-01'", "create_time < \"2026-03-01\""},
      {"field: 'founded' operator: LESS function { name: WORKDAYS_AGO count: 3 }",
       "founded < workdays_ago(3)"}};
  for (const auto& [form, text] : cases) EXPECT_EQ(TextOf(Row(form)), text) << form;
}

TEST(FromForm, NamesTheRowThatIsWrong) {
  const std::string good = "rows { comparison { field: 'state' operator: EQUAL values: 'LEAD' } }";
  const auto path = [](const std::string& form) {
    const auto predicate = FromForm(Parsed(form), TestSchema(), ResolveTestField);
    EXPECT_THAT(predicate, HasReason("INVALID_FILTER")) << form;
    const auto violations = FieldViolations(predicate.status());
    return violations.empty() ? "" : violations[0].path;
  };
  EXPECT_EQ(path("match: ALL " + good +
                 " rows { group { match: ANY rows { comparison { field: 'height' operator: EQUAL "
                 "values: '1' } } } }"),
            "rows[1].group.rows[0].comparison");
  EXPECT_EQ(path(good), "match");
  EXPECT_EQ(path("match: ANY"), "rows");
  EXPECT_EQ(path("match: ALL rows { group { match: ALL } negated: true }"), "rows[0].group.rows");
  EXPECT_EQ(path("match: ALL rows { }"), "rows[0]");
  const std::string comparison = "rows[0].comparison";
  const std::pair<std::string, std::string> cases[] = {
      {"field: 'state' values: 'LEAD'", ".operator"},
      {"field: '' operator: PRESENT", ".field"},
      {"field: 'state = LEAD OR state' operator: EQUAL values: 'LEAD'", ".field"},
      {"field: 'state' operator: EQUAL", ".values"},
      {"field: 'employee_count' operator: LESS values: ['1', '2']", ".values"},
      {"field: 'display_name' operator: CONTAINS values: ''", ".values"},
      {"field: 'display_name' operator: EQUAL values: 'a\\001'", ".values"},
      {"field: 'state' operator: PRESENT values: 'LEAD'", ""},
      {"field: 'display_name' operator: CONTAINS other_field: 'short_name'", ""},
      {"field: 'display_name' operator: EQUAL other_field: 'height'", ""},
      {"field: 'display_name' operator: EQUAL other_field: 'a b'", ".other_field"},
      {"field: 'founded' operator: LESS function { }", ".function.name"},
      {"field: 'founded' operator: LESS function { name: AGO count: 3 }", ".function.unit"},
      {"field: 'founded' operator: LESS function { name: AGO count: -3 unit: DAY }", ""},
      {"field: 'founded' operator: LESS function { name: AGO count: 3 unit: HOUR }", ""}};
  for (const auto& [form, part] : cases) EXPECT_EQ(path(Row(form)), comparison + part) << form;
}

TEST(FromForm, BoundsDepthAndComparisons) {
  Condition form;
  Condition* group = &form;
  for (int i = 0; i < 40; ++i) {
    group->set_match(i % 2 == 0 ? Condition::ALL : Condition::ANY);
    group = group->add_rows()->mutable_group();
  }
  EXPECT_THAT(FromForm(form, TestSchema()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at most 32 nested groups")));
  Condition wide;
  wide.set_match(Condition::ALL);
  auto* comparison = wide.add_rows()->mutable_comparison();
  comparison->set_field("employee_count");
  comparison->set_operator_(Condition::Comparison::EQUAL);
  for (int i = 0; i < 101; ++i) comparison->add_values(std::to_string(i));
  EXPECT_THAT(FromForm(wide, TestSchema()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at most 100 comparisons")));
}

TEST(Form, KeepsTheMeaningOfEveryFilter) {
  RandomFilters random(20261129);
  for (int i = 0; i < 3000; ++i) {
    const std::string filter = random.Filter(/*depth=*/i % 5);
    const auto predicate = Compile(filter, TestSchema(), ResolveTestField);
    ASSERT_THAT(predicate, IsOk()) << filter;
    const auto back = FromForm(ToForm(*predicate), TestSchema(), ResolveTestField);
    ASSERT_THAT(back, IsOk()) << filter;
    ASSERT_EQ(back->canonical, predicate->canonical) << filter;
    const auto again = Compile(predicate->canonical, TestSchema(), ResolveTestField);
    ASSERT_THAT(again, IsOk()) << predicate->canonical;
    ASSERT_EQ(again->canonical, predicate->canonical);
  }
}

}  // namespace
}  // namespace guanxi::filter
