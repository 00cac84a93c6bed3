#include "common/text/json_check.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

using ::testing::HasSubstr;

std::string Nested(int depth) {
  return absl::StrCat(std::string(depth, '['), std::string(depth, ']'));
}

TEST(CheckJson, AcceptsEveryKindOfValue) {
  for (const char* text : {"1", "-0.5e3", "\"\\ud83d\\ude00\"", "null", "[]", " {} ",
                           R"({"a":[1,{"b":true}],"c":{"a":"x"}})"}) {
    EXPECT_THAT(CheckJson(text), IsOk()) << text;
  }
}

TEST(CheckJson, RefusesWhatIsNoJson) {
  for (const char* text : {"", "{", "{a:1}", "{'a':1}", "[1,]", "{}{}", "NaN", "1e999", "\"\xff\"",
                           "\"\\ud83d\"", "// x\n1", "01", "\"\t\"", "\xEF\xBB\xBF{}"}) {
    EXPECT_THAT(CheckJson(text),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not JSON at byte")))
        << text;
  }
}

TEST(CheckJson, NamesAKeyThatStandsTwice) {
  EXPECT_THAT(CheckJson(R"({"x":[{},{"a":1,"b":2,"\u0061":3}]})"),
              StatusIs(absl::StatusCode::kInvalidArgument, "x[1].a: stands twice"));
  EXPECT_THAT(CheckJson(R"({"a_b":1,"aB":2})"), IsOk());
  JsonLimits limits;
  limits.either_case = true;
  EXPECT_THAT(CheckJson(R"({"a_b":1,"aB":2})", limits),
              StatusIs(absl::StatusCode::kInvalidArgument, "aB: stands twice"));
}

TEST(CheckJson, BoundsDepthAndValues) {
  EXPECT_THAT(CheckJson(Nested(32)), IsOk());
  EXPECT_THAT(CheckJson(Nested(33)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("more than 32 levels")));
  // Enough for a parser that recurses to leave its stack.
  EXPECT_THAT(CheckJson(absl::StrCat(R"({"nosuch":)", Nested(130'000), "}")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("nosuch[0]")));
  std::string wide = "{";
  for (int i = 0; i < 30'000; ++i) absl::StrAppend(&wide, i == 0 ? "" : ",", "\"k", i, "\":1");
  EXPECT_THAT(CheckJson(wide + "}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("more than 2000 values")));
}

}  // namespace
}  // namespace guanxi::text
