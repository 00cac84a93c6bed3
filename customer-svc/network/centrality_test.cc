#include "customer-svc/network/centrality.h"

#include <numeric>

#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Digraph, EdgesCountOnceAndLoopsNever) {
  const Digraph graph(3, std::vector<Digraph::Edge>{{0, 2}, {0, 1}, {0, 2}, {1, 1}});
  EXPECT_EQ(graph.edges(), 2u);
  EXPECT_THAT(graph.From(0), ElementsAre(1, 2));
  EXPECT_THAT(graph.From(1), IsEmpty());
  const Digraph both = graph.Undirected();
  EXPECT_THAT(both.From(2), ElementsAre(0));
  EXPECT_THAT(both.From(0), ElementsAre(1, 2));
}

// Who points to nobody gives to all alike: with ranks a, b and damping d, b = (1 - d) / 2 + d a +
// d b / 2 and a + b = 1.
TEST(PageRank, AttentionOfWhoPointsToNobodyIsSpread) {
  const std::vector<double> ranks = PageRank(Digraph(2, std::vector<Digraph::Edge>{{0, 1}}));
  const double d = 0.85;
  const double b = ((1 - d) / 2 + d) / (1 + d / 2);
  EXPECT_THAT(ranks, ElementsAre(DoubleNear(1 - b, 1e-9), DoubleNear(b, 1e-9)));
}

TEST(PageRank, RanksSumToOne) {
  const std::vector<double> ranks =
      PageRank(Digraph(5, std::vector<Digraph::Edge>{{0, 1}, {1, 2}, {2, 0}, {3, 0}}));
  EXPECT_NEAR(std::accumulate(ranks.begin(), ranks.end(), 0.0), 1, 1e-9);
  EXPECT_GT(ranks[0], ranks[3]);
  EXPECT_THAT(PageRank(Digraph(0, {})), IsEmpty());
}

TEST(Betweenness, PathsAreSharedAmongEqualOnes) {
  // 0 → 1 → 3 and 0 → 2 → 3 are equally short; 3 → 4 goes on.
  const Digraph graph(5, std::vector<Digraph::Edge>{{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 4}});
  const double pairs = 4 * 3;
  EXPECT_THAT(Betweenness(graph), ElementsAre(DoubleNear(0, 1e-12), DoubleNear(1 / pairs, 1e-12),
                                              DoubleNear(1 / pairs, 1e-12),
                                              DoubleNear(3 / pairs, 1e-12), DoubleNear(0, 1e-12)));
}

TEST(Betweenness, TwoHaveNobodyBetweenThem) {
  EXPECT_THAT(Betweenness(Digraph(2, std::vector<Digraph::Edge>{{0, 1}})), ElementsAre(0, 0));
}

TEST(CoreNumbers, ATriangleWithATail) {
  const Digraph graph(5, std::vector<Digraph::Edge>{{0, 1}, {1, 2}, {2, 0}, {2, 3}});
  EXPECT_THAT(CoreNumbers(graph), ElementsAre(2, 2, 2, 1, 0));
}

}  // namespace
}  // namespace guanxi::customer
