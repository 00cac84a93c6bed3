#include "common/text/form_data.h"

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(FormDataTest, NamesAndValuesAreDecodedInTheirOrder) {
  EXPECT_THAT(ParseForm("b=1+2&a=%E7%8E%8B&&c&a=x%3Dy=z"),
              IsOkAndHolds(ElementsAre(Pair("b", "1 2"), Pair("a", "王"), Pair("c", ""),
                                       Pair("a", "x=y=z"))));
  EXPECT_THAT(ParseForm(""), IsOkAndHolds(ElementsAre()));
}

TEST(FormDataTest, APercentSignNeedsTwoDigits) {
  for (const char* text : {"a=%", "a=%4", "a=%4g", "%zz=1"}) {
    EXPECT_THAT(ParseForm(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
  EXPECT_THAT(DecodeFormText("%41%62"), IsOkAndHolds("Ab"));
}

TEST(FormDataTest, ParametersAndCaseOfTheTypeDoNotCount) {
  EXPECT_TRUE(IsFormType("application/x-www-form-urlencoded"));
  EXPECT_TRUE(IsFormType("Application/X-WWW-Form-Urlencoded ; charset=utf-8"));
  EXPECT_FALSE(IsFormType("application/json"));
  EXPECT_FALSE(IsFormType(""));
}

}  // namespace
}  // namespace guanxi::text
