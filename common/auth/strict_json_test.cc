#include "common/auth/strict_json.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

TEST(StrictJsonTest, ReadsAnObject) {
  const auto object = ParseStrictObject(R"({"a":"b","n":{"a":1},"l":[{"a":1},{"a":2}]})", 100);
  ASSERT_TRUE(object.has_value());
  EXPECT_EQ(TextMember(*object, "a"), "b");
  EXPECT_EQ(TextMember(*object, "n"), std::nullopt);
  EXPECT_EQ(TextMember(*object, "none"), std::nullopt);
}

TEST(StrictJsonTest, RefusesEverythingElse) {
  for (const char* text :
       {"", " ", "null", "[]", "\"a\"", "1", "{", "{}x", "{}{}", "{a:1}", "{'a':1}", "{\"a\":1,}",
        "{\"a\":NaN}", "{\"a\":\"\xff\"}", "// comment\n{}"}) {
    EXPECT_FALSE(ParseStrictObject(text, 100).has_value()) << text;
  }
}

TEST(StrictJsonTest, RefusesAKeyTwiceAtAnyDepth) {
  EXPECT_FALSE(ParseStrictObject(R"({"a":1,"a":1})", 100).has_value());
  EXPECT_FALSE(ParseStrictObject(R"({"x":[{"a":1,"b":2,"a":3}]})", 100).has_value());
  EXPECT_FALSE(ParseStrictObject(R"({"a":1,"\u0061":1})", 100).has_value());
}

TEST(StrictJsonTest, RefusesWhatIsLongOrDeep) {
  EXPECT_FALSE(ParseStrictObject(R"({"a":"0123456789"})", 10).has_value());
  const std::string deep =
      absl::StrCat(R"({"a":)", std::string(50, '['), std::string(50, ']'), "}");
  EXPECT_FALSE(ParseStrictObject(deep, 1000).has_value());
}

TEST(Base64UrlTest, HasOneFormForEachValue) {
  EXPECT_EQ(EncodeBase64Url("\xfb\xff"), "-_8");
  EXPECT_EQ(DecodeBase64Url("-_8"), "\xfb\xff");
  EXPECT_EQ(DecodeBase64Url(""), "");
  for (const char* text : {"-_8=", "+/8", "-_9", "-_8 ", "\n-_8", "a", "äö"}) {
    EXPECT_EQ(DecodeBase64Url(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace guanxi
