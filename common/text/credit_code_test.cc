#include "common/text/credit_code.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

using ::testing::HasSubstr;

constexpr char kCode[] = "91330106MA2XJ0TQ02";

TEST(ParseCreditCode, AcceptsTheUsualSpellings) {
  EXPECT_THAT(ParseCreditCode(kCode), IsOkAndHolds(kCode));
  EXPECT_THAT(ParseCreditCode(" 91330106 ma2xj0tq02 "), IsOkAndHolds(kCode));
  EXPECT_THAT(ParseCreditCode("９１３３０１０６ＭＡ２ＸＪ０ＴＱ０２"), IsOkAndHolds(kCode));
  EXPECT_THAT(ParseCreditCode("91-330106-MA2XJ0TQ0-2"), IsOkAndHolds(kCode));
  EXPECT_THAT(ParseCreditCode("９１３３０１０６ｍａ２ｘｊ０ｔｑ０２"), IsOkAndHolds(kCode));
  EXPECT_THAT(ParseCreditCode("91330106\u2014MA2XJ0\u200DTQ0\u00A02"), IsOkAndHolds(kCode));
}

TEST(ParseCreditCode, NamesTheExpectedCheckCharacter) {
  EXPECT_THAT(ParseCreditCode("91330106MA2XJ0TQ03"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "credit code: check character at position 18 is \"3\", want \"2\""));
}

TEST(ParseCreditCode, FindsEverySingleWrongCharacter) {
  for (int i = 0; i < 17; ++i) {
    std::string code = kCode;
    code[i] = code[i] == '1' ? '7' : '1';
    EXPECT_THAT(ParseCreditCode(code), StatusIs(absl::StatusCode::kInvalidArgument)) << i;
  }
}

TEST(ParseCreditCode, NamesTheWrongPosition) {
  EXPECT_THAT(ParseCreditCode("91330106MA2XJ0TI02"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"I\" at position 16")));
  EXPECT_THAT(ParseCreditCode("91330106MA2XJOTQ02"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"O\" at position 14")));
  EXPECT_THAT(ParseCreditCode("9133"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("4 characters, want 18")));
  EXPECT_THAT(ParseCreditCode("9133010杭MA2XJ0TQ02"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("only digits")));
  EXPECT_THAT(ParseCreditCode("\xFF"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(CreditCodeCheckCharacter, CoversItsWholeAlphabet) {
  std::string seen;
  for (char c : std::string("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
    const auto check =
        CreditCodeCheckCharacter(absl::StrCat(std::string(16, '0'), std::string(1, c)));
    ASSERT_THAT(check, IsOk());
    EXPECT_EQ(seen.find(*check), std::string::npos);
    seen.push_back(*check);
  }
  EXPECT_THAT(CreditCodeCheckCharacter("1"), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace guanxi::text
