#include "customer-svc/dedupe/linkage.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "customer-svc/dedupe/blocking.h"
#include "gtest/gtest.h"

namespace guanxi::dedupe {
namespace {

using Found = std::vector<std::vector<uint32_t>>;

// Weights of some pairs; others have -10.
struct Weights {
  std::map<std::pair<uint32_t, uint32_t>, Linked> of;

  Found Link(size_t records, const LinkageLimits& limits = {}) const {
    std::vector<Pair> pairs;
    for (const auto& [pair, linked] : of) pairs.push_back({pair.first, pair.second});
    const PairJudge judge = [&](uint32_t a, uint32_t b) {
      const auto found = of.find({std::min(a, b), std::max(a, b)});
      return found == of.end() ? Linked{-10} : found->second;
    };
    const Found clusters = Clusters(records, pairs, judge, limits);
    std::reverse(pairs.begin(), pairs.end());
    EXPECT_EQ(Clusters(records, pairs, judge, limits), clusters);
    return clusters;
  }
};

TEST(Clusters, JoinWhatAgreesOnTheWhole) {
  EXPECT_EQ((Weights{{{{0, 1}, {5}}, {{2, 3}, {5}}}}).Link(5), (Found{{0, 1}, {2, 3}}));
}

TEST(Clusters, AChainDoesNotMakeOne) {
  // 0-1-2-3, each next to the other alike, the ends far apart.
  const Weights chain{{{{0, 1}, {6}}, {{1, 2}, {5}}, {{2, 3}, {6}}}};
  EXPECT_EQ(chain.Link(4), (Found{{0, 1}, {2, 3}}));
}

TEST(Clusters, OneDoubtfulPairDoesNotPartManyGoodOnes) {
  EXPECT_EQ((Weights{{{{0, 1}, {9}}, {{0, 2}, {9}}, {{1, 2}, {-3}}}}).Link(3), (Found{{0, 1, 2}}));
}

TEST(Clusters, CannotIsStrongerThanMust) {
  const Weights weights{
      {{{0, 1}, {9, Bond::kMust}}, {{1, 2}, {9, Bond::kMust}}, {{0, 2}, {15, Bond::kCannot}}}};
  EXPECT_EQ(weights.Link(3), (Found{{0, 1}}));
}

TEST(Clusters, MustJoinsWhateverTheWeight) {
  EXPECT_EQ((Weights{{{{0, 1}, {-30, Bond::kMust}}}}).Link(2), (Found{{0, 1}}));
}

TEST(Clusters, NeedTheWeightAskedFor) {
  LinkageLimits limits;
  limits.weight = 5;
  EXPECT_TRUE((Weights{{{{0, 1}, {5}}}}).Link(2, limits).empty());
  EXPECT_EQ((Weights{{{{0, 1}, {5.1}}}}).Link(2, limits).size(), 1U);
}

TEST(Clusters, TakeHugeGroupsApartByTheirBestPairs) {
  LinkageLimits limits;
  limits.together = 3;
  Weights weights;
  for (uint32_t i = 0; i < 9; ++i) weights.of[{i, i + 1}] = {i % 2 == 0 ? 12.0 : 1.0};
  EXPECT_EQ(weights.Link(10, limits), (Found{{0, 1}, {2, 3}, {4, 5}, {6, 7}, {8, 9}}));
}

}  // namespace
}  // namespace guanxi::dedupe
