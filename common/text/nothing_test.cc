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

}  // namespace
}  // namespace guanxi::text
