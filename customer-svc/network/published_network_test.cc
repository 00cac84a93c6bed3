// The measures of a real network against its published ones.
#include <map>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/testing/published_data.h"
#include "customer-svc/network/centrality.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

// Mails within a European research institution: email-Eu-core of SNAP, without those who wrote to
// themselves alone.
struct Published {
  std::vector<double> page_rank, betweenness;
  std::vector<int> core;
  std::map<std::string, int> numbers;
  std::vector<Digraph::Edge> edges;
};

Published Read() {
  Published published;
  for (const auto& row : PublishedRows("graph/email-Eu-core_expected.csv")) {
    published.numbers.emplace(row[0], static_cast<int>(published.numbers.size()));
    double rank = 0;
    double between = 0;
    int core = 0;
    EXPECT_TRUE(absl::SimpleAtod(row[1], &rank));
    EXPECT_TRUE(absl::SimpleAtod(row[2], &between));
    EXPECT_TRUE(absl::SimpleAtoi(row[4], &core));
    published.page_rank.push_back(rank);
    published.betweenness.push_back(between);
    published.core.push_back(core);
  }
  const std::string text = PublishedText("graph/email-Eu-core.txt");
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> ends =
        absl::StrSplit(line, absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
    if (ends.size() != 2 || ends[0] == ends[1]) continue;
    published.edges.emplace_back(published.numbers.at(ends[0]), published.numbers.at(ends[1]));
  }
  return published;
}

TEST(PublishedNetwork, MeasuresAreThePublishedOnes) {
  const Published published = Read();
  if (published.numbers.empty()) GTEST_SKIP() << "the data is not beside the checkout";
  ASSERT_EQ(published.numbers.size(), 986u);
  const Digraph graph(static_cast<int>(published.numbers.size()), published.edges);
  const std::vector<double> ranks = PageRank(graph);
  const std::vector<double> between = Betweenness(graph);
  const std::vector<int> cores = CoreNumbers(graph);
  for (const auto& [name, node] : published.numbers) {
    EXPECT_NEAR(ranks[node], published.page_rank[node], 1e-6) << name;
    EXPECT_NEAR(between[node], published.betweenness[node], 1e-9) << name;
    EXPECT_EQ(cores[node], published.core[node]) << name;
  }
}

}  // namespace
}  // namespace guanxi::customer
