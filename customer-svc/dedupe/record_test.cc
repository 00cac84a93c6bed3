#include "customer-svc/dedupe/record.h"

#include <string>
#include <vector>

#include "common/text/utf8.h"
#include "gtest/gtest.h"

namespace guanxi::dedupe {
namespace {

std::vector<std::string> TermsOf(Kind kind, const std::string& raw) {
  std::vector<std::string> terms;
  for (const Term& term : MakeValue(kind, raw).terms) terms.push_back(text::EncodeUtf8(term.text));
  return terms;
}

using Texts = std::vector<std::string>;

TEST(MakeValue, HasOneFormForAllSpellings) {
  EXPECT_EQ(MakeValue(Kind::kBrand, "云帆").text, MakeValue(Kind::kBrand, " 雲帆 ").text);
  EXPECT_EQ(MakeValue(Kind::kPhone, "310/246-1501").text,
            MakeValue(Kind::kPhone, "(310) 246 1501").text);
  EXPECT_EQ(MakeValue(Kind::kDate, "1990-03-05").text, U"19900305");
  EXPECT_EQ(MakeValue(Kind::kEmail, " A@B.cn ").text, U"a@b.cn");
}

TEST(MakeValue, SaysNothingWhereThereIsNothing) {
  for (const Kind kind :
       {Kind::kPersonName, Kind::kAddress, Kind::kPlace, Kind::kPhone, Kind::kEmail, Kind::kCode}) {
    EXPECT_TRUE(MakeValue(kind, " ").text.empty());
    EXPECT_TRUE(MakeValue(kind, "").terms.empty());
  }
  EXPECT_TRUE(MakeValue(Kind::kBrand, "\xff").text.empty());  // no UTF-8
}

TEST(MakeValue, TakesWordsAndPairsOfNeighbours) {
  EXPECT_EQ(TermsOf(Kind::kAddress, "12224 Ventura Boulevard"),
            (Texts{"12224", "blvd", "ventura"}));
  EXPECT_EQ(TermsOf(Kind::kAddress, "4th St."), (Texts{"4", "st"}));
  EXPECT_EQ(TermsOf(Kind::kAddress, "文三路88号"), (Texts{"88", "三路", "号", "文三"}));
  EXPECT_EQ(TermsOf(Kind::kPersonName, "曾国藩"), Texts{"曾国藩"});
}

TEST(MakeValue, KnowsTheSoundOfNames) {
  EXPECT_EQ(MakeValue(Kind::kPersonName, "曾国藩").pinyin, "zengguofan");
  EXPECT_EQ(MakeValue(Kind::kBrand, "云帆").pinyin, MakeValue(Kind::kBrand, "芸帆").pinyin);
  EXPECT_EQ(MakeValue(Kind::kBrand, "Acme").pinyin, "");
}

TEST(MakeValue, IsBounded) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "w" + std::to_string(i) + " ";
  EXPECT_LE(MakeValue(Kind::kText, text).terms.size(), 16U);
}

TEST(HashOf, IsStored) { EXPECT_EQ(HashOf("a"), 0xaf63dc4c8601ec8cU); }

}  // namespace
}  // namespace guanxi::dedupe
