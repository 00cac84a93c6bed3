#include "gateway/envoy/check/json_text.h"

#include "gateway/envoy/check/utf8.h"
#include "gtest/gtest.h"

namespace guanxi::edge {
namespace {

TEST(Utf8Test, OnlyCharactersAreTaken) {
  for (const char* text : {"", "a", "abcdefgh关系", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
  for (const char* text :
       {"\x80", "abcdefg\xff", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xE5\x85", "abcdefgh\xE5"}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
}

// The fault of a string whose opening quote is left out, or "".
std::string FaultOf(std::string_view text) {
  const StringEnd end = FindStringEnd(text, 0);
  return end.fault != nullptr ? end.fault : "";
}

TEST(JsonTextTest, StringsEndAtTheirQuote) {
  EXPECT_EQ(FindStringEnd("ab\"c", 0).place, 2u);
  EXPECT_FALSE(FindStringEnd("ab\"c", 0).escapes);
  EXPECT_EQ(FindStringEnd(R"(a\"b\\"c)", 0).place, 6u);
  EXPECT_TRUE(FindStringEnd(R"(a\"b\\"c)", 0).escapes);
}

TEST(JsonTextTest, FaultsOfStringsAreTold) {
  EXPECT_EQ(FaultOf("ab"), "a string does not end");
  EXPECT_EQ(FaultOf("a\tb\""), "a string holds a control character: escape it");
  EXPECT_EQ(FaultOf(std::string_view("a\0\"", 3)), "a string holds a control character: escape it");
  for (const char* text : {R"(\x41")", R"(\u12")", R"(\u12g4")", R"(\)"}) {
    EXPECT_EQ(FaultOf(text), "a string holds a backslash that begins no escape of JSON") << text;
  }
  for (const char* text : {R"(\ud800")", R"(\udc00")", R"(\ud800\u0041")", R"(\ud800\ud800")",
                           R"(\ud83dx)", R"(\ud83x)"}) {
    EXPECT_EQ(FaultOf(text), "a string holds half of a surrogate pair") << text;
  }
  EXPECT_EQ(FaultOf(R"(\ud83d\ude00 \\ud800 \/")"), "");
}

TEST(JsonTextTest, EscapesStandForCharacters) {
  EXPECT_EQ(Unescaped(R"(a\n\t\"\\\/\u0041\u5173\ud83d\ude00\\u0041)"),
            "a\n\t\"\\/A\u5173\xF0\x9F\x98\x80\\u0041");
  EXPECT_EQ(Unescaped(R"(\u007f\u0080\u07ff\u0800)"), "\x7f\xC2\x80\xDF\xBF\xE0\xA0\x80");
}

TEST(JsonTextTest, NumbersAndWordsAreThoseOfJson) {
  for (const char* text : {"0", "-0", "10", "1.5", "1e5", "1E+05", "-0.5e-3", "true", "null"}) {
    EXPECT_EQ(PastWordOrNumber(text, 0), std::string_view(text).size()) << text;
  }
  EXPECT_EQ(PastWordOrNumber("1,", 0), 1u);
  for (const char* text : {"", "-", "01", "1.", ".5", "+1", "1e", "1e+", "0x1", "1_0", "tru",
                           "True", "truex", "NaN", "Infinity", "-Infinity", "'a'"}) {
    EXPECT_EQ(PastWordOrNumber(text, 0), kNoValue) << text;
  }
}

}  // namespace
}  // namespace guanxi::edge
