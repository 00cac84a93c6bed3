#include "common/text/nothing.h"

#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

TEST(IsNothing, KnowsTheUsualWords) {
  for (const char* word : {"无",   "無",     "暂无",   "未知",   "-",    "—",    "——",
                           "－",   "/",      "N/A",    "n/a",    "#N/A", "NULL", "null",
                           "None", "（无）", "(空白)", "<null>", " - ",  "\\N",  "0000-00-00"}) {
    EXPECT_TRUE(IsNothing(word)) << word;
  }
  for (const char* word : {"", "0", "无锡", "no", "A", "()", "--1", "13800138000", "\xFF"}) {
    EXPECT_FALSE(IsNothing(word)) << word;
  }
}

TEST(Nothing, DependsOnWhatTheTextMayBe) {
  for (const char* word : {"无", "無", "-", "--", "——", "/", "N/A", "#N/A", "暂无", "null", "NULL",
                           "none", "（空）", "未知", "...", "[无]", "0000-00-00"}) {
    EXPECT_TRUE(IsNothing(word)) << word;
  }
  for (const char* word : {"a", "0", "无锡", "-1", "/x", "nullius", "13800138000"}) {
    EXPECT_FALSE(IsNothing(word)) << word;
  }
  // People are called Null, and 无 is an answer.
  EXPECT_FALSE(IsNothingInName("Null"));
  EXPECT_TRUE(IsNothingInName("暂无"));
  EXPECT_FALSE(IsNothingInCustom("无"));
  EXPECT_TRUE(IsNothingInCustom("-"));
}

}  // namespace
}  // namespace guanxi::text
