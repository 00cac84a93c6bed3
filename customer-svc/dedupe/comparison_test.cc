#include "customer-svc/dedupe/comparison.h"

#include <string>
#include <vector>

#include "customer-svc/dedupe/record.h"
#include "customer-svc/dedupe/terms.h"
#include "gtest/gtest.h"

namespace guanxi::dedupe {
namespace {

Record RecordWith(Kind kind, const std::vector<std::string>& raws) {
  Record record;
  record.fields.resize(1);
  for (const std::string& raw : raws) record.fields[0].push_back(MakeValue(kind, raw));
  return record;
}

Level LevelOf(Kind kind, const std::string& a, const std::string& b) {
  const Terms terms(1);
  return Compare({{"f", kind}}, terms, RecordWith(kind, {a}), RecordWith(kind, {b}))[0].level;
}

TEST(Compare, NamesOfPersonsWhateverTheOrder) {
  EXPECT_EQ(LevelOf(Kind::kPersonName, "Caleb Rowe", "Rowe Caleb"), kSame);
  EXPECT_EQ(LevelOf(Kind::kPersonName, "Theodore Morris", "Theodoer Morris"), kNear);
  EXPECT_EQ(LevelOf(Kind::kPersonName, "Kayla Harrington", "Harrington"), kSimilar);
  EXPECT_EQ(LevelOf(Kind::kPersonName, "T. Morris", "Theodore Morris"), kNear);
  EXPECT_EQ(LevelOf(Kind::kPersonName, "Jane Doe", "Robert Allen"), kDifferent);
}

TEST(Compare, HanNamesBySound) {
  EXPECT_EQ(LevelOf(Kind::kPersonName, "张伟", "張偉"), kSame);
  EXPECT_EQ(LevelOf(Kind::kPersonName, "张伟", "章伟"), kNear);
  EXPECT_EQ(LevelOf(Kind::kPersonName, "张伟", "Zhang Wei"), kNear);
  EXPECT_EQ(LevelOf(Kind::kPersonName, "Wei Zhang", "张伟"), kNear);
  EXPECT_EQ(LevelOf(Kind::kPersonName, "张伟", "张强"), kDifferent);
  EXPECT_EQ(LevelOf(Kind::kPersonName, "欧阳娜娜", "欧阳娜拉"), kRelated);
}

TEST(Compare, Brands) {
  EXPECT_EQ(LevelOf(Kind::kBrand, "云帆", "雲帆"), kSame);
  EXPECT_EQ(LevelOf(Kind::kBrand, "云帆", "芸帆"), kNear);
  EXPECT_EQ(LevelOf(Kind::kBrand, "云帆", "云帆在线"), kSimilar);
  EXPECT_EQ(LevelOf(Kind::kBrand, "云帆", "海帆"), kDifferent);
  EXPECT_EQ(LevelOf(Kind::kBrand, "hotel bel air", "Bel-Air Hotel"), kSame);
}

TEST(Compare, Trades) {
  EXPECT_EQ(LevelOf(Kind::kTrade, "网络科技", "科技"), kSimilar);
  EXPECT_EQ(LevelOf(Kind::kTrade, "网络科技", "商贸"), kDifferent);
}

TEST(Compare, AddressesOfOtherHousesAreAtMostRelated) {
  EXPECT_EQ(LevelOf(Kind::kAddress, "435 S. La Cienega Blvd.", "435 south la cienega boulevard"),
            kSame);
  EXPECT_EQ(LevelOf(Kind::kAddress, "3595 Las Vegas Blvd. S.", "3200 Las Vegas Blvd. S."),
            kRelated);
  EXPECT_EQ(LevelOf(Kind::kAddress, "文三路88号", "学院路12号"), kDifferent);
}

TEST(Compare, Places) {
  EXPECT_EQ(LevelOf(Kind::kPlace, "New York", "new york city"), kNear);
  EXPECT_EQ(LevelOf(Kind::kSeat, "江苏南京", "南京"), kNear);
  EXPECT_EQ(LevelOf(Kind::kPlace, "London", "Lonon"), kNear);
  EXPECT_EQ(LevelOf(Kind::kPlace, "杭州", "宁波"), kDifferent);
}

TEST(Compare, PhonesWithAndWithoutCodes) {
  EXPECT_EQ(LevelOf(Kind::kPhone, "+86 571 8888 1234", "0571-88881234"), kNear);
  EXPECT_EQ(LevelOf(Kind::kPhone, "13800138000", "13800138001"), kSimilar);
  EXPECT_EQ(LevelOf(Kind::kPhone, "13800138000", "13912345678"), kDifferent);
}

TEST(Compare, Emails) {
  EXPECT_EQ(LevelOf(Kind::kEmail, "robert255@smith.net", "robert255@smth.net"), kNear);
  EXPECT_EQ(LevelOf(Kind::kEmail, "zhangwei@a.cn", "zhangwei@company.com.cn"), kSimilar);
  EXPECT_EQ(LevelOf(Kind::kEmail, "info@a.cn", "sales@company.com.cn"), kDifferent);
}

TEST(Compare, DatesAndCodes) {
  EXPECT_EQ(LevelOf(Kind::kDate, "1971-06-24", "1971-06-42"), kNear);
  EXPECT_EQ(LevelOf(Kind::kDate, "1971-06-24", "1971-12-24"), kSimilar);
  EXPECT_EQ(LevelOf(Kind::kDate, "1971-06-24", "1971-12-03"), kRelated);
  EXPECT_EQ(LevelOf(Kind::kDate, "1971-06-24", "1985-12-03"), kDifferent);
  EXPECT_EQ(LevelOf(Kind::kCode, "6988048", "6988084"), kNear);
  EXPECT_EQ(LevelOf(Kind::kCode, "69", "6"), kRelated);
}

TEST(Compare, TakesTheNearestOfSeveralValuesAndKnowsNothingOfNone) {
  const Schema schema = {{"f", Kind::kPhone}};
  const Terms terms(1);
  const Record several = RecordWith(Kind::kPhone, {"13912345678", "13800138000"});
  const Record one = RecordWith(Kind::kPhone, {"13800138000"});
  EXPECT_EQ(Compare(schema, terms, several, one)[0].level, kSame);
  EXPECT_EQ(Compare(schema, terms, several, RecordWith(Kind::kPhone, {}))[0].level, kUnknown);
}

TEST(Compare, SharingWhatIsRareTellsMore) {
  const Schema schema = {{"f", Kind::kBrand}};
  Terms terms(1);
  for (int i = 0; i < 1000; ++i) terms.Add(RecordWith(Kind::kBrand, {"palm"}));
  terms.Add(RecordWith(Kind::kBrand, {"zarela"}));
  const auto bits = [&](const std::string& name) {
    const Record record = RecordWith(Kind::kBrand, {name});
    return Compare(schema, terms, record, record)[0].bits;
  };
  EXPECT_LT(bits("palm"), .1);
  EXPECT_GT(bits("zarela"), 9);
}

}  // namespace
}  // namespace guanxi::dedupe
