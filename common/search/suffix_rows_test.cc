#include "common/search/suffix_rows.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/names.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::search {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::vector<SuffixRow> Rows(const std::vector<Name>& names) {
  return SuffixRows(FoldNames(names).value());
}

// "text|pinyin|initials" of each row.
std::vector<std::string> Keys(const std::vector<Name>& names) {
  std::vector<std::string> keys;
  for (const SuffixRow& row : Rows(names)) {
    keys.push_back(absl::StrCat(row.text, "|", row.pinyin, "|", row.initials));
  }
  return keys;
}

TEST(SuffixRows, OnePerCharacterOfAChineseName) {
  EXPECT_THAT(Keys({{"杭州云"}}),
              ElementsAre("杭州云|hangzhouyun|hzy", "州云|zhouyun|zy", "云|yun|y"));
}

TEST(SuffixRows, OnePerWordOfALatinName) {
  EXPECT_THAT(Keys({{"Acme Trading 2000"}}),
              ElementsAre("|acmetrading2000|", "|trading2000|", "|2000|"));
  EXPECT_THAT(Keys({{"ABC科技"}}), ElementsAre("abc科技|abckeji|abckj", "科技|keji|kj", "技|ji|j"));
  EXPECT_THAT(Keys({{"Газпром"}}), ElementsAre("газпром||"));
}

TEST(SuffixRows, SpellsAPolyphoneInAllWays) {
  EXPECT_THAT(Keys({{"厦门"}}), ElementsAre("厦门|xiamen|xm", "|shamen|sm", "门|men|m"));
  EXPECT_THAT(Keys({{"南山"}}), ElementsAre("南山|nanshan|ns", "|nashan|", "山|shan|s"));
  EXPECT_THAT(
      Keys({{"长行", text::NameKind::kOther}}),
      UnorderedElementsAre("长行|zhangxing|zx", "|zhanghang|zh", "|zhangheng|cx", "|changxing|ch",
                           "|changhang|", "|changheng|", "行|xing|x", "|hang|h", "|heng|"));
}

TEST(SuffixRows, BoundsEveryKey) {
  const auto rows = Rows({{"杭州云帆网络科技股份有限公司宁波市江北区分公司"}});
  EXPECT_EQ(rows[0].text, "杭州云帆网络科技股份有限公司宁波");
  EXPECT_EQ(rows[0].pinyin.size(), kPinyinKeyBytes);
  EXPECT_EQ(rows[0].initials, "hzyfwl");
  EXPECT_EQ(Rows({{std::string(500, 'a')}})[0].pinyin.size(), kPinyinKeyBytes);
}

TEST(SuffixRows, CutsSpellingsThatDoNotFit) {
  const auto rows = Rows({{"长行长行长行长行长行长行"}});
  EXPECT_LE(rows.size(), kMaxRows);
  std::set<std::string> texts;
  bool cut = false;
  for (const SuffixRow& row : rows) {
    if (!row.text.empty()) texts.insert(row.text);
    cut |= !row.pinyin.empty() && row.pinyin.back() == kCutMark;
    EXPECT_NE(row.pinyin, std::string(1, kCutMark));
  }
  EXPECT_EQ(texts.size(), 12u) << "every place has its row";
  EXPECT_TRUE(cut);
}

TEST(SuffixRows, NumbersTellThePlace) {
  const auto rows = Rows({{"杭州云帆科技有限公司"}, {"Yunfan Tech"}});
  EXPECT_EQ(rows[0].number, 0);
  std::set<int> numbers;
  std::map<std::string, Place> places;
  for (const SuffixRow& row : rows) {
    numbers.insert(row.number);
    places[row.text.empty() ? row.pinyin : row.text] = PlaceOf(row.number);
  }
  EXPECT_EQ(places["杭州云帆科技有限公司"], Place::kNameStart);
  EXPECT_EQ(places["云帆科技有限公司"], Place::kBrandStart);
  EXPECT_EQ(places["科技有限公司"], Place::kInside);
  EXPECT_EQ(places["yunfantech"], Place::kOtherNameStart);
  EXPECT_EQ(numbers.size(), rows.size());
  EXPECT_FALSE(IsLessUsual(Rows({{"厦门"}})[0].number));
  EXPECT_TRUE(IsLessUsual(Rows({{"厦门"}})[1].number));
}

TEST(SuffixRows, StopsAtTheBound) {
  std::string name;
  for (int i = 0; i < 50; ++i) name += "杭";
  EXPECT_EQ(Rows({{name}}).size(), kMaxRows);
  EXPECT_EQ(Rows({{""}, {"★"}}).size(), 0u);
}

TEST(SuffixRows, AreAbout15ACompany) {
  NameGenerator names(1);
  size_t total = 0;
  constexpr size_t kNames = 2000;
  for (size_t i = 0; i < kNames; ++i) {
    const size_t rows = Rows({{names.Company()}}).size();
    ASSERT_LE(rows, kMaxRows);
    total += rows;
  }
  const double average = static_cast<double>(total) / kNames;
  RecordProperty("rows_per_company", std::to_string(average));
  EXPECT_GT(average, 10);
  EXPECT_LT(average, 20);
}

}  // namespace
}  // namespace guanxi::search
