#include "common/filter/matcher.h"

#include <map>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/filter/checker.h"
#include "common/filter/test_schema.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

using ::testing::ElementsAre;

using Record = std::map<std::string, Values>;

Predicate Checked(absl::string_view filter) {
  auto checked = Compile(filter, TestSchema(), ResolveTestField);
  EXPECT_THAT(checked, IsOk()) << filter;
  return checked.ok() ? *std::move(checked) : Predicate();
}

// 2026-03-31, a Tuesday, 08:30 in Shanghai.
Moment TestMoment() {
  Moment moment;
  moment.zone = absl::FixedTimeZone(8 * 3600);
  moment.now = absl::FromCivil(absl::CivilSecond(2026, 3, 31, 8, 30, 0), moment.zone);
  return moment;
}

void ReadRecord(const Matcher& matcher, const Record& record, size_t slot, Values* values) {
  const auto found = record.find(matcher.fields()[slot]->path);
  if (found != record.end()) *values = found->second;
}

Truth Evaluate(absl::string_view filter, const Record& record) {
  const Matcher matcher(Checked(filter));
  return matcher.Evaluate(
      [&](size_t slot, Values* values) { ReadRecord(matcher, record, slot, values); },
      TestMoment());
}

Record Huawei() {
  return {{"display_name", {std::string("华为技术有限公司")}},
          {"short_name", {std::string("华为")}},
          {"state", {int64_t{1}}},
          {"employee_count", {int64_t{207000}}},
          {"target_count", {int64_t{206000}}},
          {"key_account", {true}},
          {"create_time", {absl::FromUnixSeconds(1700000000)}},
          {"update_time", {TestMoment().now - absl::Hours(24)}},
          {"founded", {absl::CivilDay(1987, 9, 15)}},
          {"closed", {absl::CivilDay(2026, 3, 31)}},
          {"credit_limit", {Decimal{"1000000.5"}}},
          {"amount", {Money{Decimal{"12.5"}, "CNY"}}},
          {"budget", {Money{Decimal{"12.5"}, "USD"}}},
          {"tags", {std::string("vip"), std::string("telecom")}},
          {"custom.area", {int64_t{7}}},
          {"custom.size", {Decimal{"7.5"}}}};
}

TEST(Matcher, ComparesEveryKind) {
  for (const char* filter : {"",
                             "display_name = \"华*\"",
                             "display_name = *有限*",
                             "display_name = '*公司'",
                             "display_name:技术",
                             "state = ACTIVE",
                             "employee_count >= 207000",
                             "key_account = true",
                             "create_time < 2024-01-01T00:00:00Z",
                             "founded = 1987-09-15",
                             "credit_limit > 1000000.4",
                             "tags:telecom",
                             "tags:*",
                             "tags:v*",
                             "custom.area < 8",
                             "custom:area",
                             "state = LEAD OR employee_count > 5",
                             "NOT state = LEAD",
                             "amount = \"12.50 CNY\"",
                             "amount < \"100 CNY\"",
                             "employee_count > target_count",
                             "custom.area < custom.size",
                             "display_name > short_name",
                             "update_time > create_time"}) {
    EXPECT_EQ(Evaluate(filter, Huawei()), Truth::kTrue) << filter;
  }
  for (const char* filter :
       {"display_name = \"为*\"", "state = LEAD", "employee_count < 207000", "key_account = false",
        "founded > 1987-09-15", "credit_limit = 1000000", "tags:retail", "custom.area = 8",
        "state = ACTIVE AND employee_count < 5", "NOT state = ACTIVE", "tags:elecom",
        "amount > \"12.5 CNY\"", "employee_count = target_count"}) {
    EXPECT_EQ(Evaluate(filter, Huawei()), Truth::kFalse) << filter;
  }
}

TEST(Matcher, FunctionsGoByTheMoment) {
  for (const char* filter :
       {"closed = today()", "update_time >= ago('1d')", "update_time < today()",
        "closed < from_now('1d')", "closed > workdays_ago(1)", "create_time < ago('2y')",
        "update_time > workdays_ago(1)"}) {
    EXPECT_EQ(Evaluate(filter, Huawei()), Truth::kTrue) << filter;
  }
  EXPECT_EQ(Evaluate("update_time > ago('23h')", Huawei()), Truth::kFalse);
}

TEST(Matcher, WhatIsMissingOrInAnotherCurrencyIsUnknown) {
  const Record blank = {{"display_name", {std::string(" ")}}, {"state", {int64_t{0}}}};
  for (const char* filter :
       {"employee_count < 5", "employee_count != 5", "NOT employee_count < 5", "state != ACTIVE",
        "display_name = a", "display_name < a", "NOT display_name = \"* *\"", "amount > budget",
        "employee_count > target_count", "custom.area = 1", "tags:short_name",
        "founded < today()"}) {
    EXPECT_EQ(Evaluate(filter, Record()), Truth::kUnknown) << filter;
    EXPECT_EQ(Evaluate(filter, blank), Truth::kUnknown) << filter;
  }
  for (const char* filter :
       {"amount > budget", "amount = \"12.5 USD\"", "NOT amount > \"1 USD\""}) {
    EXPECT_EQ(Evaluate(filter, Huawei()), Truth::kUnknown) << filter;
  }
}

TEST(Matcher, PresenceAndSetsAreNeverUnknown) {
  for (const char* filter : {"NOT employee_count:*", "-tags:vip", "NOT tags:*", "display_name = ''",
                             "state = STATE_UNSPECIFIED", "NOT custom:area", "NOT amount:*"}) {
    EXPECT_EQ(Evaluate(filter, Record()), Truth::kTrue) << filter;
  }
  EXPECT_EQ(Evaluate("tags:vip", Record()), Truth::kFalse);
}

TEST(Matcher, AndIsTheLeastOrTheGreatest) {
  const std::pair<const char*, Truth> cases[] = {
      {"founded:* AND employee_count > 5", Truth::kFalse},
      {"NOT founded:* AND employee_count > 5", Truth::kUnknown},
      {"NOT founded:* OR employee_count > 5", Truth::kTrue},
      {"founded:* OR employee_count > 5", Truth::kUnknown},
      {"NOT (founded:* OR employee_count > 5)", Truth::kUnknown}};
  for (const auto& [filter, truth] : cases) EXPECT_EQ(Evaluate(filter, Record()), truth) << filter;
}

TEST(Matcher, ExplainsEveryComparison) {
  const Matcher matcher(Checked(
      "founded:* AND (amount > \"5 CNY\" OR NOT tags:vip) AND employee_count > target_count "
      "AND closed = today() AND response_time > 2s"));
  const Record record = Huawei();
  const Explanation all = matcher.Explain(
      [&](size_t slot, Values* values) { ReadRecord(matcher, record, slot, values); },
      TestMoment());
  EXPECT_EQ(all.result, Truth::kUnknown);
  ASSERT_EQ(all.operands.size(), 5u);  // in canonical order
  const Explanation& either = all.operands[0];
  EXPECT_EQ(either.op, Predicate::Op::kOr);
  EXPECT_EQ(either.result, Truth::kTrue);
  EXPECT_EQ(either.operands[0].result, Truth::kFalse);
  EXPECT_THAT(either.operands[0].operands[0].values, ElementsAre("vip", "telecom"));
  EXPECT_THAT(either.operands[1].values, ElementsAre("12.5 CNY"));
  EXPECT_EQ(either.operands[1].right_value, "5 CNY");
  EXPECT_EQ(all.operands[1].right_value, "2026-03-31");
  EXPECT_EQ(all.operands[2].field->path, "employee_count");
  EXPECT_EQ(all.operands[2].right_field->path, "target_count");
  EXPECT_EQ(all.operands[2].right_value, "206000");
  EXPECT_EQ(all.operands[3].op, Predicate::Op::kPresent);
  EXPECT_EQ(all.operands[4].result, Truth::kUnknown);
  EXPECT_THAT(all.operands[4].values, ::testing::IsEmpty());
}

}  // namespace
}  // namespace guanxi::filter
