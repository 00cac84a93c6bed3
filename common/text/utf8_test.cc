#include "common/text/utf8.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

TEST(ValidateUtf8, AcceptsEveryLength) {
  EXPECT_THAT(ValidateUtf8(""), IsOk());
  EXPECT_THAT(ValidateUtf8("a é 杭 𠮷"), IsOk());
}

TEST(ValidateUtf8, NamesTheByteOfTheFirstFault) {
  for (const std::string& bad : {std::string("ab\xFFz"), std::string("ab\xC0\xAF"),
                                 std::string("ab\xED\xA0\x80"), std::string("ab\xE6\x9D")}) {
    EXPECT_THAT(ValidateUtf8(bad),
                StatusIs(absl::StatusCode::kInvalidArgument, "not valid UTF-8 at byte 2"));
  }
}

TEST(Utf8, DecodesAndEncodes) {
  EXPECT_EQ(DecodeUtf8("a杭𠮷"), U"a杭𠮷");
  EXPECT_EQ(EncodeUtf8(U"a杭𠮷"), "a杭𠮷");
  EXPECT_EQ(DecodeUtf8("a\xFF"), U"a\uFFFD");
}

TEST(TruncateUtf8, NeverSplitsACharacter) {
  EXPECT_EQ(TruncateUtf8("杭州", 6), "杭州");
  EXPECT_EQ(TruncateUtf8("杭州", 5), "杭");
  EXPECT_EQ(TruncateUtf8("杭州", 2), "");
  EXPECT_EQ(TruncateUtf8("abc", 2), "ab");
}

TEST(IsHan, KnowsChineseCharactersOfAllPlanes) {
  for (char32_t c : std::u32string(U"杭㐀𠮷〇々")) EXPECT_TRUE(IsHan(c)) << static_cast<int>(c);
  for (char32_t c : std::u32string(U"aあ가、1")) EXPECT_FALSE(IsHan(c)) << static_cast<int>(c);
}

}  // namespace
}  // namespace guanxi::text
