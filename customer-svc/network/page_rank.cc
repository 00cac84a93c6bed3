#include <cmath>

#include "customer-svc/network/centrality.h"

namespace guanxi::customer {
namespace {

constexpr int kMostRounds = 1000;
constexpr double kSettled = 1e-12;

}  // namespace

std::vector<double> PageRank(const Digraph& graph, double damping) {
  const int n = graph.size();
  if (n == 0) return {};
  std::vector<double> rank(n, 1.0 / n);
  std::vector<double> next(n);
  for (int round = 0; round < kMostRounds; ++round) {
    double idle = 0;  // the attention of those who point to nobody
    for (int node = 0; node < n; ++node) {
      if (graph.From(node).empty()) idle += rank[node];
    }
    next.assign(n, (1 - damping + damping * idle) / n);
    for (int node = 0; node < n; ++node) {
      const absl::Span<const int> targets = graph.From(node);
      if (targets.empty()) continue;
      const double part = damping * rank[node] / static_cast<double>(targets.size());
      for (const int target : targets) next[target] += part;
    }
    double moved = 0;
    for (int node = 0; node < n; ++node) moved += std::abs(next[node] - rank[node]);
    rank.swap(next);
    // What is still to come is at most this, times damping / (1 - damping).
    if (moved * damping <= kSettled * (1 - damping)) break;
  }
  return rank;
}

}  // namespace guanxi::customer
