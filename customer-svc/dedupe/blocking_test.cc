#include "customer-svc/dedupe/blocking.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "customer-svc/dedupe/record.h"
#include "gtest/gtest.h"

namespace guanxi::dedupe {
namespace {

std::vector<uint64_t> Keys(Kind kind, const std::string& raw) {
  Record record;
  record.fields = {{MakeValue(kind, raw)}};
  return KeysOf({{"f", kind}}, record);
}

bool Meet(Kind kind, const std::string& a, const std::string& b) {
  const std::vector<uint64_t> one = Keys(kind, a);
  const std::vector<uint64_t> other = Keys(kind, b);
  std::vector<uint64_t> common;
  std::set_intersection(one.begin(), one.end(), other.begin(), other.end(),
                        std::back_inserter(common));
  return !common.empty();
}

TEST(KeysOf, SurviveASlip) {
  EXPECT_TRUE(Meet(Kind::kPersonName, "Robert Allen", "Alen Robert"));
  EXPECT_TRUE(Meet(Kind::kPersonName, "张伟", "章伟"));
  EXPECT_TRUE(Meet(Kind::kPersonName, "张伟", "zhang wei"));
  EXPECT_TRUE(Meet(Kind::kBrand, "凯智通", "凯智达"));
  EXPECT_TRUE(Meet(Kind::kPhone, "+8657188881234", "0571-88881234"));
  EXPECT_TRUE(Meet(Kind::kEmail, "zhangwei@a.cn", "zhangwei@b.cn"));
  EXPECT_TRUE(Meet(Kind::kAddress, "435 S. La Cienega Blvd.", "435 la cienega boulevard"));
}

TEST(KeysOf, AreNotOfWhatManyHave) {
  EXPECT_TRUE(Keys(Kind::kPlace, "杭州").empty());
  EXPECT_TRUE(Keys(Kind::kTrade, "科技").empty());
  EXPECT_TRUE(Keys(Kind::kCode, "12").empty());
  EXPECT_FALSE(Meet(Kind::kEmail, "info@a.cn", "info@b.cn"));
}

TEST(KeysOf, AreFew) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "word" + std::to_string(i) + " ";
  EXPECT_LE(Keys(Kind::kPersonName, name).size(), kMaxKeys);
}

TEST(CandidatePairs, AreThoseWithAKeyInCommon) {
  const std::vector<std::vector<uint64_t>> keys = {{1, 2}, {2}, {3}, {1, 2}};
  EXPECT_EQ(CandidatePairs(keys, 0), (std::vector<Pair>{{0, 1}, {0, 3}, {1, 3}}));
}

TEST(CandidatePairs, OfTwoListsAreAcrossThem) {
  const std::vector<std::vector<uint64_t>> keys = {{1}, {1}, {1}};
  EXPECT_EQ(CandidatePairs(keys, 2), (std::vector<Pair>{{0, 2}, {1, 2}}));
}

TEST(CandidatePairs, PassOverKeysOfMany) {
  BlockingLimits limits;
  limits.block = 3;
  std::vector<std::vector<uint64_t>> keys(4, {1});
  EXPECT_TRUE(CandidatePairs(keys, 0, limits).empty());
  keys[3] = {2};
  EXPECT_EQ(CandidatePairs(keys, 0, limits).size(), 3U);
}

TEST(CandidatePairs, KeepTheBestOfEach) {
  BlockingLimits limits;
  limits.best = 1;
  // 0 and 1 share two keys, all three share one.
  EXPECT_EQ(CandidatePairs({{1, 2}, {1, 2}, {1}, {1}}, 0, limits),
            (std::vector<Pair>{{0, 1}, {0, 2}, {0, 3}}));
}

}  // namespace
}  // namespace guanxi::dedupe
