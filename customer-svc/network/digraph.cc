#include "customer-svc/network/digraph.h"

#include <algorithm>
#include <iterator>

namespace guanxi::customer {

Digraph::Digraph(int nodes, absl::Span<const Edge> edges) {
  std::vector<Edge> sorted;
  std::copy_if(edges.begin(), edges.end(), std::back_inserter(sorted),
               [](const Edge& edge) { return edge.first != edge.second; });
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  starts_.assign(static_cast<size_t>(nodes) + 1, 0);
  targets_.reserve(sorted.size());
  for (const auto& [from, to] : sorted) {
    ++starts_[static_cast<size_t>(from) + 1];
    targets_.push_back(to);
  }
  for (size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
}

Digraph Digraph::Undirected() const {
  std::vector<Edge> both;
  both.reserve(2 * targets_.size());
  for (int from = 0; from < size(); ++from) {
    for (const int to : From(from)) {
      both.emplace_back(from, to);
      both.emplace_back(to, from);
    }
  }
  return Digraph(size(), both);
}

}  // namespace guanxi::customer
