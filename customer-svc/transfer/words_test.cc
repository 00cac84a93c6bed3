#include "customer-svc/transfer/words.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

TEST(Words, SayYesOrNo) {
  for (const char* word : {"是", "有", "true", "Yes", "Y", "1", "√"}) {
    EXPECT_EQ(FindBool(word), true) << word;
  }
  for (const char* word : {"否", "无", "false", "no", "N", "0", "×"}) {
    EXPECT_EQ(FindBool(word), false) << word;
  }
  for (const char* word : {"", "也许", "2", "ja"}) EXPECT_EQ(FindBool(word), std::nullopt) << word;
}

TEST(Words, SayThatThereIsNothing) {
  for (const char* word : {"无", "無", "-", "--", "——", "/", "N/A", "#N/A", "暂无", "null", "NULL",
                           "none", "（空）", "未知", "..."}) {
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

TEST(Words, TellErrorsOfSpreadsheets) {
  for (const char* cell : {"#REF!", "#value!", "########"}) EXPECT_TRUE(IsSpreadsheetError(cell));
  for (const char* cell : {"", "#1", "#N/A"}) EXPECT_FALSE(IsSpreadsheetError(cell));
}

}  // namespace
}  // namespace guanxi::customer
