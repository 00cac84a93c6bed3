#include "common/search/query.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::search {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

Term Text(const std::string& folded) { return {Term::Kind::kText, folded}; }
Term Latin(const std::string& folded) { return {Term::Kind::kLatin, folded}; }

SearchQuery Parse(const std::string& text) { return ParseQuery(text, "CN").value(); }

// Whether `query` finds a record of one name.
bool Finds(const std::string& query, const std::string& name,
           text::NameKind kind = text::NameKind::kOther) {
  return Matches(FoldNames({{name, kind}}).value(), Parse(query));
}

bool FindsPerson(const std::string& query, const std::string& name) {
  return Finds(query, name, text::NameKind::kPerson);
}

TEST(ParseQuery, FoldsAndCutsIntoWords) {
  EXPECT_THAT(Parse(" 雲帆  ＡＢＣ ").terms, ElementsAre(Text("云帆"), Latin("abc")));
  EXPECT_EQ(Parse("雲帆 ABC").joined, Text("云帆abc"));
  EXPECT_THAT(Parse("Coca-Cola").terms, ElementsAre(Latin("cocacola")));
  EXPECT_THAT(Parse("杭州，杭州 杭州").terms, ElementsAre(Text("杭州杭州"), Text("杭州")));
  EXPECT_THAT(Parse("a a").terms, ElementsAre(Latin("a")));
}

TEST(ParseQuery, RecognizesContacts) {
  EXPECT_THAT(Parse("138 1234 5678").phone, Optional(std::string("+8613812345678")));
  EXPECT_THAT(Parse("021-61234567转8").phone, Optional(std::string("+862161234567;ext=8")));
  EXPECT_THAT(Parse("5678").last_digits, Optional(std::string("5678")));
  EXPECT_THAT(Parse("５６７８").last_digits, Optional(std::string("5678")));
  EXPECT_THAT(Parse("Li@Example.com").email, Optional(std::string("li@example.com")));
  const SearchQuery name = Parse("杭州云帆");
  EXPECT_FALSE(name.phone || name.last_digits || name.email);
  EXPECT_FALSE(Parse("567").last_digits);
}

TEST(ParseQuery, RefusesWhatFindsNothing) {
  EXPECT_THAT(ParseQuery("", "CN"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseQuery(" ！？ ", "CN"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseQuery("\xFF", "CN"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseQuery(std::string(257, 'a'), "CN"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(Matches, FindsInnerPartsOfChineseNames) {
  for (const char* query : {"杭州云帆网络科技有限公司", "云帆", "帆网", "司", "雲帆", "（云帆）"}) {
    EXPECT_TRUE(Finds(query, "杭州云帆网络科技有限公司")) << query;
  }
  EXPECT_FALSE(Finds("云网", "杭州云帆网络科技有限公司"));
  EXPECT_TRUE(Finds("台积电", "臺積電"));
}

TEST(Matches, FindsWordStartsOfLatinNames) {
  for (const char* query :
       {"north", "Northwind", "trad", "northwindtra", "ltd", "trading ltd", "Northwind-Trading"}) {
    EXPECT_TRUE(Finds(query, "Northwind Trading Ltd.")) << query;
  }
  EXPECT_FALSE(Finds("orth", "Northwind Trading Ltd."));
  EXPECT_TRUE(Finds("credit", "Crédit Agricole"));
  EXPECT_TRUE(Finds("søren", "Søren A/S"));
}

TEST(Matches, FindsPinyinAndInitialsFromAnySyllable) {
  for (const char* query : {"hangzhou", "hangz", "yunfan", "fanwangluo", "hz", "hzyf", "yfwl", "gs",
                            "Hang Zhou", "hang zhou yun"}) {
    EXPECT_TRUE(Finds(query, "杭州云帆网络公司")) << query;
  }
  for (const char* query : {"angzhou", "hanzhou", "hzf", "yunf an w x"}) {
    EXPECT_FALSE(Finds(query, "杭州云帆网络公司")) << query;
  }
}

TEST(Matches, MixesLettersOfTheNameWithPinyin) {
  for (const char* query : {"abckeji", "abckj", "abc科", "3a", "keji"}) {
    EXPECT_TRUE(Finds(query, "3ABC科技")) << query;
  }
}

TEST(Matches, KnowsEveryReadingOfAPolyphone) {
  const struct {
    const char* name;
    std::vector<const char*> queries;
  } kCases[] = {
      {"厦门", {"xiamen", "xm", "shamen", "sm"}},
      {"重庆", {"chongqing", "cq", "zhongqing", "zq"}},
      {"中国银行", {"zhongguoyinhang", "yinhang", "zgyh", "yinxing"}},
      {"长城汽车", {"changcheng", "ccqc", "zhangcheng"}},
      {"吕氏", {"lvshi", "lushi", "ls"}},
      {"六安", {"luan", "liuan"}},
  };
  for (const auto& c : kCases) {
    for (const char* query : c.queries) EXPECT_TRUE(Finds(query, c.name)) << query;
  }
  for (const char* query : {"zengguofan", "cengguofan", "zgf", "cgf"}) {
    EXPECT_TRUE(FindsPerson(query, "曾国藩")) << query;
  }
  for (const char* query : {"shantianfang", "dantianfang", "chantianfang", "stf"}) {
    EXPECT_TRUE(FindsPerson(query, "单田芳")) << query;
  }
}

TEST(Matches, TakesWordsInAnyOrderAndName) {
  const auto names = FoldNames({{"杭州云帆科技有限公司"}, {"Yunfan Tech"}}).value();
  for (const char* query : {"科技 云帆", "杭州 tech", "hz 科技", "tech yunfan"}) {
    EXPECT_TRUE(Matches(names, Parse(query))) << query;
  }
  EXPECT_FALSE(Matches(names, Parse("云帆 宁波")));
}

}  // namespace
}  // namespace guanxi::search
