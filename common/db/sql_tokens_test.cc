#include "common/db/sql_tokens.h"

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::db {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Texts(absl::string_view sql) {
  std::vector<std::string> texts;
  const std::vector<Token> tokens = Tokenize(sql).value();
  for (const Token& token : tokens) texts.push_back(token.text);
  return texts;
}

TEST(TokenizeTest, WordsNamesNumbersAndOperators) {
  EXPECT_THAT(Texts("SELECT a.`b c`, x1 FROM t WHERE n>=1.5 AND s<>'o''k' AND @v:=?"),
              ElementsAre("SELECT", "a", ".", "b c", ",", "x1", "FROM", "t", "WHERE", "n",
                          ">=", "1.5", "AND", "s", "<>", "'o''k'", "AND", "@v", ":=", "?"));
  EXPECT_THAT(Texts("客户 = ?"), ElementsAre("客户", "=", "?"));
  EXPECT_THAT(Texts(""), IsEmpty());
}

TEST(TokenizeTest, CommentsAreDropped) {
  EXPECT_THAT(Texts("a -- b 'c\n# d\n/* e ; */ f"), ElementsAre("a", "f"));
  EXPECT_THAT(Texts("-- only"), IsEmpty());
}

TEST(TokenizeTest, QuotesMayHoldAnything) {
  EXPECT_THAT(Texts("'a;--b' \"c\\\"d\" `e``f`"), ElementsAre("'a;--b'", "\"c\\\"d\"", "e``f"));
}

TEST(TokenizeTest, RefusesWhatItCannotRead) {
  for (const char* sql : {"'open", "`open", "/* open", "/*! SELECT 1 */", "/*M!100 x */"}) {
    EXPECT_THAT(Tokenize(sql), StatusIs(absl::StatusCode::kInvalidArgument)) << sql;
  }
}

TEST(SplitStatementsTest, AtSemicolonsOutsideQuotesAndComments) {
  EXPECT_THAT(SplitStatements("-- first;\nSELECT ';' ;; /* ; */ SELECT 2 -- end\n"),
              IsOkAndHolds(ElementsAre("SELECT ';'", "SELECT 2")));
  EXPECT_THAT(SplitStatements(" ;; "), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace guanxi::db
