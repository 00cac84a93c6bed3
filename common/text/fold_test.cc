#include "common/text/fold.h"

#include <string>
#include <thread>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

TEST(NormalizeText, MakesOneStoredForm) {
  EXPECT_THAT(NormalizeText("  ＡＢＣ１２３　科技\t（杭州）\n"),
              IsOkAndHolds("ABC123 科技 (杭州)"));
  EXPECT_THAT(NormalizeText("ｶﾞｽ"), IsOkAndHolds("ガス"));
  EXPECT_THAT(NormalizeText("臺灣積體電路"), IsOkAndHolds("臺灣積體電路"));
  EXPECT_THAT(NormalizeText(" \t "), IsOkAndHolds(""));
}

TEST(NormalizeText, WhatShowsNothingIsBlank) {
  for (const char* text : {"\u3164", "\uFFA0", "\u115F", "\u1160", "\u2800", "\u3164 \u2800"}) {
    EXPECT_THAT(NormalizeText(text), IsOkAndHolds("")) << text;
  }
  EXPECT_THAT(NormalizeText("\u3164云\u2800帆\uFFA0"), IsOkAndHolds("云 帆"));
  EXPECT_THAT(NormalizeText("주식회사 한글"), IsOkAndHolds("주식회사 한글"));
}

TEST(NormalizeText, RemovesWhatNobodySees) {
  EXPECT_THAT(NormalizeText("\xEF\xBB\xBF杭\x01州\u200B云\u202E帆\u00AD"),
              IsOkAndHolds("杭州云帆"));
  EXPECT_THAT(NormalizeText("👨\u200D👩"), IsOkAndHolds("👨\u200D👩"));
}

TEST(NormalizeText, RefusesWhatIsNotUtf8) {
  EXPECT_THAT(NormalizeText("\xBA\xBC"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(NormalizeSentence, KeepsTheWidthOfWhatWasWritten) {
  EXPECT_THAT(NormalizeSentence("快！回访（上海），ＡＢＣ１"),
              IsOkAndHolds("快！回访（上海），ＡＢＣ１"));
  EXPECT_THAT(NormalizeSentence("\u3000快\t！\u200b\n回访 "), IsOkAndHolds("快 ！ 回访"));
  EXPECT_THAT(NormalizeSentence("cafe\u0301\u3164"), IsOkAndHolds("café"));
  EXPECT_THAT(NormalizeSentence("\xBA\xBC"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(FoldWords, KeepsWordsApart) {
  EXPECT_THAT(FoldWords("Crédit-Agricole（上海）"), IsOkAndHolds("credit agricole 上海"));
  EXPECT_THAT(FoldWords("  O'Brien & Söhne GmbH "), IsOkAndHolds("o brien sohne gmbh"));
  EXPECT_THAT(FoldWords("！！"), IsOkAndHolds(""));
  EXPECT_THAT(FoldWords("Straße"), IsOkAndHolds("strasse"));
}

TEST(FoldForMatch, UnifiesScriptWidthAndCase) {
  EXPECT_THAT(FoldForMatch("臺灣積體電路（股）"), IsOkAndHolds("台湾积体电路股"));
  EXPECT_THAT(FoldForMatch("ＡＢＣ 科技·有限公司"), IsOkAndHolds("abc科技有限公司"));
  EXPECT_THAT(FoldForMatch("ГАЗПРОМ"), IsOkAndHolds("газпром"));
}

TEST(FoldForMatch, KeepsMarksThatMakeLetters) {
  EXPECT_THAT(FoldForMatch("ガス"), IsOkAndHolds("ガス"));
  EXPECT_THAT(FoldForMatch("हिन्दी"), IsOkAndHolds("हिन्दी"));
}

// What search leans on: a part of a text folds to a part of the folded text. OpenCC's phrases
// would keep 乾 in 乾隆 and turn the single character into 干.
TEST(FoldForMatch, FoldsEachCharacterAlone) {
  EXPECT_THAT(FoldForMatch("乾隆"), IsOkAndHolds("干隆"));
  EXPECT_THAT(FoldForMatch("乾"), IsOkAndHolds("干"));
  EXPECT_THAT(FoldForMatch("著名皇后後來"), IsOkAndHolds("著名皇后后来"));
}

TEST(FoldForMatch, IsIdempotent) {
  for (const char* text :
       {"Crédit-Agricole（上海）", "臺灣積體電路", "İstanbul", "ﬁﬂ ①②", "㈱東芝"}) {
    const auto once = FoldForMatch(text);
    ASSERT_THAT(once, IsOk());
    EXPECT_THAT(FoldForMatch(*once), IsOkAndHolds(*once)) << text;
  }
}

TEST(FoldForMatch, RunsInParallel) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int n = 0; n < 200; ++n) EXPECT_THAT(FoldForMatch("臺灣Ａ"), IsOkAndHolds("台湾a"));
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(NormalizeCode, LeavesPlainDigitsAndDashes) {
  EXPECT_THAT(NormalizeCode("0571\u2014８８\u2212\u0661\u06F2 \u200D\u200B\u00AD7\uFEFF"),
              IsOkAndHolds("0571-88-12 7"));
  EXPECT_THAT(NormalizeCode("8\u301C9"), IsOkAndHolds("8\u301C9")) << "a range";
  EXPECT_THAT(NormalizeCode("\xFF"), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace guanxi::text
