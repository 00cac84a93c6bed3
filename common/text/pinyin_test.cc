#include "common/text/pinyin.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/text/utf8.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The preferred reading of each character.
std::string Preferred(const std::string& name, NameKind kind = NameKind::kOther) {
  std::vector<absl::string_view> first;
  for (const Readings& readings : ReadingsOfName(DecodeUtf8(name), kind)) {
    first.push_back(readings.empty() ? "-" : readings[0]);
  }
  return absl::StrJoin(first, " ");
}

TEST(ReadingsOf, ListsTheMostCommonFirst) {
  EXPECT_THAT(ReadingsOf(U'重'), ElementsAre("zhong", "chong"));
  EXPECT_THAT(ReadingsOf(U'行'), ElementsAre("xing", "hang", "heng"));
  EXPECT_THAT(ReadingsOf(U'单'), ElementsAre("dan", "chan", "shan"));
  EXPECT_THAT(ReadingsOf(U'杭'), ElementsAre("hang"));
}

TEST(ReadingsOf, WritesUmlautAsVAndAsU) {
  EXPECT_THAT(ReadingsOf(U'吕'), ElementsAre("lv", "lu"));
  EXPECT_THAT(ReadingsOf(U'略'), ElementsAre("lve", "lue"));
  EXPECT_THAT(ReadingsOf(U'女'), ElementsAre("nv", "nu"));
}

TEST(ReadingsOf, KnowsRareAndTraditionalCharacters) {
  EXPECT_THAT(ReadingsOf(U'龘'), ElementsAre("da"));
  EXPECT_THAT(ReadingsOf(U'臺'), Contains("tai"));
  EXPECT_THAT(ReadingsOf(U'𠀀'), ElementsAre("he"));
}

TEST(ReadingsOf, IsEmptyForTheRest) {
  for (char32_t c : std::u32string(U"a1あ가 \U0010FFFF")) EXPECT_THAT(ReadingsOf(c), IsEmpty());
}

TEST(ReadingsOfName, FollowsPlacesAndWords) {
  EXPECT_EQ(Preferred("重庆长城银行"), "chong qing chang cheng yin hang");
  EXPECT_EQ(Preferred("厦门东莞成都六安"), "xia men dong guan cheng du lu an");
  EXPECT_EQ(Preferred("杭州A公司"), "hang zhou - gong si");
}

TEST(ReadingsOfName, PrefersSurnamesOfPersons) {
  EXPECT_EQ(Preferred("曾国藩", NameKind::kPerson), "zeng guo fan");
  EXPECT_EQ(Preferred("单田芳", NameKind::kPerson), "shan tian fang");
  EXPECT_EQ(Preferred("尉迟恭", NameKind::kPerson), "yu chi gong");
  EXPECT_EQ(Preferred("万俟卨", NameKind::kPerson), "mo qi xie");
  EXPECT_EQ(Preferred("曾经", NameKind::kOther), "ceng jing");
}

TEST(ReadingsOfName, KeepsTheOtherReadings) {
  EXPECT_THAT(ReadingsOfName(U"曾国藩", NameKind::kPerson)[0], ElementsAre("zeng", "ceng"));
  EXPECT_THAT(ReadingsOfName(U"银行", NameKind::kOther)[1], ElementsAre("hang", "xing", "heng"));
  EXPECT_THAT(ReadingsOfName(U"六安", NameKind::kOther)[0], ElementsAre("lu", "liu"));
}

}  // namespace
}  // namespace guanxi::text
