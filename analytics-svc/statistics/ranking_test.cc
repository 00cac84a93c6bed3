#include "analytics-svc/statistics/ranking.h"

#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

const std::map<std::string, money::Int> kValues = {{"a", 10}, {"b", 30}, {"c", 20},
                                                   {"d", 20}, {"e", 20}, {"f", -5}};

TEST(Ranking, EqualValuesShareARank) {
  const Ranking ranking = MakeRanking(kValues, 10);
  ASSERT_EQ(ranking.ranked.size(), 6u);
  EXPECT_EQ(ranking.ranked[0].key, "b");
  EXPECT_EQ(ranking.ranked[0].tied, 1);
  for (size_t i = 1; i <= 3; ++i) {
    EXPECT_EQ(ranking.ranked[i].rank, 2);
    EXPECT_EQ(ranking.ranked[i].tied, 3);
  }
  EXPECT_EQ(ranking.ranked[1].key, "c");
  EXPECT_EQ(ranking.ranked[4].rank, 5);
  EXPECT_EQ(ranking.ranked[5].key, "f");
  EXPECT_EQ(ranking.tied_beyond, 0);
}

TEST(Ranking, WhoIsCutOffWithTheValueOfTheLastIsCounted) {
  const Ranking ranking = MakeRanking(kValues, 2);
  ASSERT_EQ(ranking.ranked.size(), 2u);
  EXPECT_EQ(ranking.total, 6);
  EXPECT_EQ(ranking.tied_beyond, 2);
  EXPECT_EQ(MakeRanking(kValues, 4).tied_beyond, 0);
}

TEST(Ranking, OfNobodyIsEmpty) { EXPECT_TRUE(MakeRanking({}, 3).ranked.empty()); }

}  // namespace
}  // namespace guanxi::analytics
