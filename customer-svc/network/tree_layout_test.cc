#include "customer-svc/network/tree_layout.h"

#include <algorithm>
#include <map>
#include <random>
#include <utility>

#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

TEST(TreeLayout, ARootStandsInTheMiddleOfItsChildren) {
  const std::vector<int> parents = {-1, 0, 0, 0};
  const std::vector<double> extents = {10, 10, 10, 10};
  const std::vector<TreePlace> places = LayOutTree(parents, extents);
  EXPECT_EQ(places[0].level, 0);
  EXPECT_DOUBLE_EQ(places[0].centre, 15);
  EXPECT_EQ(places[2].level, 1);
  EXPECT_DOUBLE_EQ(places[2].centre, 15);
  EXPECT_DOUBLE_EQ(TreeExtent(parents, extents), 30);
}

TEST(TreeLayout, AWideRootHasItsChildInTheMiddle) {
  const std::vector<TreePlace> places =
      LayOutTree(std::vector<int>{-1, 0}, std::vector<double>{40, 10});
  EXPECT_DOUBLE_EQ(places[0].centre, 20);
  EXPECT_DOUBLE_EQ(places[1].centre, 20);
}

// Of each level what is beside each other, for trees of 10, 100 and 1,000 nodes and of any shape.
TEST(TreeLayout, NothingOverlaps) {
  std::mt19937 random(3);
  for (const int nodes : {10, 100, 1000}) {
    std::vector<int> parents;
    std::vector<double> extents;
    for (int i = 0; i < nodes; ++i) {
      parents.push_back(i < 3 ? -1 : static_cast<int>(random() % i));
      extents.push_back(10 + static_cast<double>(random() % 90));
    }
    const std::vector<TreePlace> places = LayOutTree(parents, extents);
    std::map<int, std::vector<std::pair<double, double>>> levels;
    for (int i = 0; i < nodes; ++i) {
      levels[places[i].level].emplace_back(places[i].centre - extents[i] / 2,
                                           places[i].centre + extents[i] / 2);
    }
    for (auto& [level, stretches] : levels) {
      std::sort(stretches.begin(), stretches.end());
      EXPECT_GE(stretches.front().first, -1e-6);
      EXPECT_LE(stretches.back().second, TreeExtent(parents, extents) + 1e-6);
      for (size_t i = 1; i < stretches.size(); ++i) {
        EXPECT_GE(stretches[i].first, stretches[i - 1].second - 1e-6) << level;
      }
    }
  }
}

}  // namespace
}  // namespace guanxi::customer
