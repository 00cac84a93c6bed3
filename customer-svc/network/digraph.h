// A directed graph of numbered nodes, as algorithms walk over it: out of plain values, no I/O.
#ifndef GUANXI_CUSTOMER_SVC_NETWORK_DIGRAPH_H_
#define GUANXI_CUSTOMER_SVC_NETWORK_DIGRAPH_H_

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace guanxi::customer {

// Immutable, thus thread-safe. Nodes are 0 to size() - 1.
class Digraph {
 public:
  using Edge = std::pair<int, int>;  // from, to

  // An edge that stands twice counts once, one from a node to itself not at all. Both ends of each
  // are below `nodes`.
  Digraph(int nodes, absl::Span<const Edge> edges);

  int size() const { return static_cast<int>(starts_.size()) - 1; }
  size_t edges() const { return targets_.size(); }
  // Whom a node points to, ascending.
  absl::Span<const int> From(int node) const {
    return absl::MakeConstSpan(targets_).subspan(starts_[node], starts_[node + 1] - starts_[node]);
  }

  // The same nodes, each edge both ways.
  Digraph Undirected() const;

 private:
  std::vector<size_t> starts_;  // of each node's targets; one more at the end
  std::vector<int> targets_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_NETWORK_DIGRAPH_H_
