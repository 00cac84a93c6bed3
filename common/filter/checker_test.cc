#include "common/filter/checker.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "common/filter/test_schema.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kUser[] = "users/0190b2d4-7c1e-7a3b-8f21-1234567890ab";

std::string Canonical(absl::string_view filter) {
  const auto checked = Compile(filter, TestSchema(), ResolveTestField);
  return checked.ok() ? checked->canonical : std::string(checked.status().message());
}

void ExpectRefused(absl::string_view filter, std::string text) {
  EXPECT_THAT(Compile(filter, TestSchema(), ResolveTestField),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(text)),
                    HasReason("INVALID_FILTER")))
      << filter;
}

TEST(Compile, EmptyFilterIsTrue) {
  const auto checked = Compile("", TestSchema());
  ASSERT_THAT(checked, IsOk());
  EXPECT_TRUE(checked->IsTrue());
  EXPECT_EQ(checked->canonical, "");
}

TEST(Compile, HasOneFormForAllSpellings) {
  const std::string form = "employee_count > 5 AND (state = ACTIVE OR state = LEAD)";
  EXPECT_EQ(Canonical("employeeCount > 05 AND (state = LEAD OR state=\"ACTIVE\")"), form);
  EXPECT_EQ(Canonical("state=(ACTIVE OR LEAD OR ACTIVE) employee_count>5"), form);
  EXPECT_EQ(Canonical(form), form);
}

TEST(Compile, WritesEveryKindInItsOwnForm) {
  const std::pair<std::string, std::string> forms[] = {
      {"display_name = 华*", "display_name = \"华*\""},
      {R"(display_name = "*a\*b*")", R"(display_name = "*a\*b*")"},
      {"display_name = '*\"x'", R"(display_name = "*\"x")"},
      {"address.regionCode:CN", "address.region_code = \"*CN*\""},
      {"amount >= '12.50 CNY'", "amount >= \"12.5 CNY\""},
      {"create_time > ago(015d)", "create_time > ago(\"15d\")"},
      {"founded <= from_now(\"2mo\")", "founded <= from_now(\"2mo\")"},
      {"founded = today()", "founded = today()"},
      {"create_time < workdays_ago(\"3\")", "create_time < workdays_ago(3)"},
      {"employeeCount > targetCount", "employee_count > target_count"},
      {"employee_count > custom.size", "employee_count > custom.size"},
      {"display_name = custom.\"a.b\"", "display_name = custom.\"a.b\""},
      {"display_name = (short_name OR short)",
       "display_name = \"short\" OR display_name = short_name"},
      {"display_name = 'short_name'", "display_name = \"short_name\""},
      {"amount > budget", "amount > budget"},
      {"collaborators:owner", "collaborators:owner"},
      {"key_account = true", "key_account = true"},
      {"create_time < 2024-03-01T16:00:00.5+08:00", "create_time < \"2024-03-01T08:00:00.5Z\""},
      {"founded >= '1998-02-28'", "founded >= \"1998-02-28\""},
      {"credit_limit <= 1.50e3", "credit_limit <= 1500"},
      {"response_time > 1.50s", "response_time > 1.5s"},
      {std::string("owner = ") + kUser, std::string("owner = \"") + kUser + "\""},
      {"tags:vip", "tags:\"vip\""},
      {"tags:*", "tags:*"},
      {"custom.area:7", "custom.area = 7"},
      {"custom:area", "custom.area:*"},
      {"custom.'a.b' = x", "custom.\"a.b\" = \"x\""},
      {"employee_count = -3", "employee_count = -3"},
  };
  for (const auto& [filter, form] : forms) {
    EXPECT_EQ(Canonical(filter), form);
    EXPECT_EQ(Canonical(form), form);
  }
}

TEST(Compile, NegationsOfOneThingAreTheSame) {
  EXPECT_EQ(Canonical("state != LEAD"), "NOT state = LEAD");
  EXPECT_EQ(Canonical("-state:LEAD"), "NOT state = LEAD");
  EXPECT_EQ(Canonical("NOT (NOT state != LEAD)"), "NOT state = LEAD");
  EXPECT_EQ(Canonical("NOT (state = LEAD key_account = true)"),
            "NOT (key_account = true AND state = LEAD)");
}

TEST(Compile, EmptyTextAndEnumZeroMeanAbsence) {
  EXPECT_EQ(Canonical("display_name = \"\""), "NOT display_name:*");
  EXPECT_EQ(Canonical("display_name != ''"), "display_name:*");
  EXPECT_EQ(Canonical("state = STATE_UNSPECIFIED"), "NOT state:*");
  EXPECT_EQ(Canonical("display_name = *"), "display_name:*");
  EXPECT_EQ(Canonical("display_name = '  '"), "NOT display_name:*");
}

TEST(Compile, UnknownFieldIsNamedAndDeclaredOnesAreListed) {
  ExpectRefused("state = LEAD AND height > 2",
                "filter: at byte 17: field \"height\" is not declared here; declared are "
                "amount, budget, ");
  ExpectRefused("height > 2", "address.region_code, ");
  // What may have been meant comes first: the text has an end.
  ExpectRefused("createdTime:*", "declared are create_time, ");
  ExpectRefused("display_nam = x", "declared are display_name, ");
  ExpectRefused("height > 2", "custom.{key}");
  ExpectRefused("custom.height > 2", "at byte 0: field \"custom.height\": no such custom field");
  ExpectRefused("custom:height", "at byte 7: field \"custom.height\"");
  ExpectRefused(std::string(4000, 'x') + " = 1", "field \"" + std::string(80, 'x') + "\" is not");
  ExpectRefused("custom.a.b = 1", "field \"custom.a.b\" is not declared");
}

TEST(Compile, OperatorsMustFitTheField) {
  ExpectRefused("state > LEAD", "\"state\" has no order: expected =, != or :");
  ExpectRefused("key_account < true", "has no order");
  ExpectRefused("owner >= x", "has no order");
  ExpectRefused("tags = vip", "\"tags\" is repeated: expected \":\"");
}

TEST(Compile, ValuesMustFitTheField) {
  ExpectRefused("state = DEAD", "at byte 8: expected one of ACTIVE, LEAD, STATE_UNSPECIFIED");
  ExpectRefused("state = active", "expected one of");
  ExpectRefused("employee_count = 1.5", "expected a whole number");
  ExpectRefused("employee_count = 99999999999999999999", "expected a whole number");
  ExpectRefused("key_account = TRUE", "expected true or false");
  ExpectRefused("employee_count = ５", "write digits and signs in half width");
  ExpectRefused("amount > 12.5",
                "at byte 9: expected an amount and its currency like \"12.50 CNY\"");
  ExpectRefused("display_name:''", "expected a part of the text; write display_name:*");
  ExpectRefused("create_time > '2024-02-30'", "expected a time like");
  ExpectRefused("create_time > '2024-03'", "or a date like");
  ExpectRefused("create_time > infinite-past", "expected a time like");
  ExpectRefused("create_time > '-5000-01-01T00:00:00Z'", "expected a time like");
  ExpectRefused("founded = 2023-02-29", "expected a date like");
  ExpectRefused("credit_limit = abc", "expected a number");
  ExpectRefused("response_time = 5", "expected a duration");
  ExpectRefused("response_time = 999999999999s", "expected a duration");
  ExpectRefused("owner = users/7", "expected a name like \"users/{uuid}\"");
  ExpectRefused("display_name = 'a*b'", "\"*\" may stand only at the start and at the end");
}

TEST(Compile, FunctionsMustFitTheField) {
  ExpectRefused("create_time > yesterday()",
                "at byte 14: there is no such function; there are ago(");
  ExpectRefused("employee_count > today()", "at byte 17: today() is compared with times and dates");
  ExpectRefused("display_name = ago('1d')", "compared with times and dates alone");
  ExpectRefused("create_time = ago('1d')", "at byte 14: a function gives one microsecond");
  ExpectRefused("founded > ago('3h')", "expected a length of d, w, mo or y beside a date");
  for (const char* length : {"", "d", "15", "1.5d", "-1d", "1M", "15 d", "101y", "36601d"}) {
    ExpectRefused("create_time > ago('" + std::string(length) + "')",
                  "at byte 18: expected a length of time like \"15d\"");
  }
  ExpectRefused("create_time > ago()", "at byte 18: expected a length");
  ExpectRefused("founded > today(1)", "at byte 16: expected today() without a value");
  for (const char* count : {"'1001'", "-1", "x", ""}) {
    ExpectRefused("founded > workdays_ago(" + std::string(count) + ")",
                  "at byte 23: expected a number of working days, 0 to 1000");
  }
}

// `code` is stored in capitals, without blanks at its ends and with single ones in it.
std::string CanonicalCode(absl::string_view filter) {
  Field code = MakeField("code", Kind::kString, "code");
  code.stored_form = [](absl::string_view text) {
    std::string form(text);
    absl::RemoveExtraAsciiWhitespace(&form);
    absl::AsciiStrToUpper(&form);
    return form;
  };
  Field codes = code;
  codes.path = "codes";
  codes.repeated = true;
  const auto checked = Compile(filter, Schema({code, codes}));
  return checked.ok() ? checked->canonical : std::string(checked.status().message());
}

TEST(Compile, TextsAreReadAsTheFieldStoresThem) {
  EXPECT_EQ(CanonicalCode("code = \" ab  c \""), "code = \"AB C\"");
  EXPECT_EQ(CanonicalCode("code != ab"), "NOT code = \"AB\"");
  EXPECT_EQ(CanonicalCode("code >= ab"), "code >= \"AB\"");
  EXPECT_EQ(CanonicalCode("code = \"  \""), "NOT code:*");
  EXPECT_EQ(CanonicalCode("codes:\" ab\""), "codes:\"AB\"");
  // At an end that is open a blank counts.
  EXPECT_EQ(CanonicalCode("code = \" ab *\""), "code = \"AB *\"");
  EXPECT_EQ(CanonicalCode("code = \"* ab \""), "code = \"* AB\"");
  EXPECT_EQ(CanonicalCode("code:\" ab　\""), "code = \"* AB　*\"");
  EXPECT_EQ(CanonicalCode("code:\" \""), "code = \"* *\"");
  EXPECT_EQ(CanonicalCode("code:ab"), "code = \"*AB*\"");
}

TEST(Compile, ADateBesideATimeIsTheStartOfItsDay) {
  EXPECT_EQ(Canonical("create_time > 2024-03-01"), "create_time > \"2024-03-01\"");
  EXPECT_EQ(Canonical("create_time <= '2024-03-01'"), "create_time <= \"2024-03-01\"");
  for (const char* op : {"=", "!=", ":"}) {
    ExpectRefused(std::string("create_time ") + op + " '2024-03-01'",
                  "write >= it and < the next one for the whole day");
  }
}

TEST(Compile, FieldsOnTheRightMustFit) {
  ExpectRefused(
      "employee_count > founded",
      "at byte 17: \"employee_count\" is a whole number and the field \"founded\" is a date");
  ExpectRefused("display_name = owner", "put the word in quotes if it is text");
  ExpectRefused("display_name:short_name", "parts of a text are found by a value");
  ExpectRefused("display_name = tags", "\"tags\" is repeated: it stands on the left");
  ExpectRefused("employee_count > custom.none", "at byte 17: field \"custom.none\": no such");
  EXPECT_EQ(Canonical("state = wanted_state"), "state = wanted_state");
}

TEST(Compile, CanonicalTextIsAFilterToo) {
  ExpectRefused("display_name = '" + std::string(4100, '"') + "'", "quotes and escapes included");
  // OR binds tighter than AND, which costs parentheses in canonical form.
  std::string deep = "state = LEAD";
  for (int i = 0; i < 20; ++i) {
    deep = "(key_account = true AND " + deep + " OR employee_count > " + std::to_string(i) + ")";
  }
  ExpectRefused(deep, "at most 32 nested groups");
}

TEST(Compile, ErrorsNeverQuoteTheValue) {
  EXPECT_THAT(Canonical("employee_count = 张三"), ::testing::Not(HasSubstr("张三")));
}

TEST(Compile, ResolverThatCannotAnswerIsNotTheClientsFault) {
  const FieldResolver down = [](absl::string_view, absl::string_view) {
    return absl::UnavailableError("database down");
  };
  EXPECT_THAT(Compile("custom.area = 1", TestSchema(), down),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST(Compile, ABareNullIsNoValue) {
  for (const char* filter :
       {"display_name = null", "display_name = NULL", "address.region_code:Null",
        "display_name = (\"a\" OR null)", "create_time > null", "custom.colour = undefined",
        "employee_count = nil", "tags:null"}) {
    ExpectRefused(filter, "is no value");
  }
  ExpectRefused("display_name = null", "NOT display_name:*");
  ExpectRefused("display_name != null", "display_name:*");
  EXPECT_EQ(Canonical("display_name = \"null\""), "display_name = \"null\"");
  EXPECT_EQ(Canonical("display_name = nullable"), "display_name = \"nullable\"");
}

TEST(Compile, TypographicQuotesAreNamed) {
  for (const char* filter :
       {"display_name = “华东”", "display_name = ‘华东’", "display_name = „Ost“",
        "display_name = «Est»", "display_name = 「東」", "display_name = ＂华东＂",
        "“display_name” = 华东", "display_name = (华东 OR “华南”)", "display_name = `x`",
        "create_time > “2024-03-01T08:00:00Z”"}) {
    ExpectRefused(filter, "straight quotes");
  }
  EXPECT_EQ(Canonical("display_name = \"“华东”\""), "display_name = \"“华东”\"");
  EXPECT_EQ(Canonical("display_name = L’Oréal"), "display_name = \"L’Oréal\"");
}

TEST(Compile, FullWidthOperatorsAreNamed) {
  for (const char* filter : {"display_name＝华东", "display_name ＝ \"华东\"", "state：ACTIVE",
                             "（state = ACTIVE）", "employee_count ＞ 5"}) {
    ExpectRefused(filter, "half width");
  }
  ExpectRefused("employee_count＞5", "at byte 14: write > instead of ＞");
  ExpectRefused("employee_count ≥ 5", "at byte 15: write >= instead of ≥");
  ExpectRefused("state =（ACTIVE OR LEAD）", "at byte 7: write ( instead of （");
  ExpectRefused("display_name = “x”", "at byte 15: write \" instead of “");
  EXPECT_EQ(Canonical("display_name = 华东（南）"), "display_name = \"华东（南）\"");
}

TEST(Compile, AnOffsetThatLostItsPlusIsExplained) {
  for (const char* filter :
       {"create_time > \"2024-03-01T16:00:00 08:00\"", "create_time > '2024-03-01T16:00:00.5 0800'",
        "create_time > 2024-03-01T16:00:00 08:00", "create_time > 2024-03-01T16:00:00"}) {
    ExpectRefused(filter, "%2B");
  }
}

TEST(Compile, OpenFieldsMayLieWithinOthers) {
  const Schema schema({}, {"custom", "parent.custom"});
  const FieldResolver resolver = [](absl::string_view prefix, absl::string_view key) {
    return key == "area" ? absl::StatusOr<Field>(MakeField(
                               "", prefix == "custom" ? Kind::kInt64 : Kind::kString, "area"))
                         : absl::NotFoundError("no such custom field");
  };
  const auto canonical = [&](absl::string_view filter) {
    const auto checked = Compile(filter, schema, resolver);
    return checked.ok() ? checked->canonical : std::string(checked.status().message());
  };
  EXPECT_EQ(canonical("custom.area = 7 parent.custom.area = 7"),
            "custom.area = 7 AND parent.custom.area = \"7\"");
  EXPECT_EQ(canonical("parent.custom:area"), "parent.custom.area:*");
  EXPECT_THAT(canonical("parent.custom.size = 7"), HasSubstr("no such custom field"));
  EXPECT_THAT(canonical("other.custom.area = 7"), HasSubstr("is not declared here"));
}

}  // namespace
}  // namespace guanxi::filter
