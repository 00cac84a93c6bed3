#include <algorithm>
#include <utility>

#include "customer-svc/network/centrality.h"

namespace guanxi::customer {

std::vector<int> CoreNumbers(const Digraph& graph) {
  const Digraph ties = graph.Undirected();
  const int n = ties.size();
  std::vector<int> degree(n);
  int most = 0;
  for (int node = 0; node < n; ++node) {
    degree[node] = static_cast<int>(ties.From(node).size());
    most = std::max(most, degree[node]);
  }
  // Nodes in the order of their degrees, and where those of each degree begin.
  std::vector<int> begins(static_cast<size_t>(most) + 2, 0);
  for (const int d : degree) ++begins[d + 1];
  for (size_t d = 1; d < begins.size(); ++d) begins[d] += begins[d - 1];
  std::vector<int> order(n);
  std::vector<int> place(n);
  std::vector<int> next = begins;
  for (int node = 0; node < n; ++node) {
    place[node] = next[degree[node]]++;
    order[place[node]] = node;
  }
  for (int i = 0; i < n; ++i) {
    const int node = order[i];
    for (const int other : ties.From(node)) {
      if (degree[other] <= degree[node]) continue;
      // It loses a neighbour: to the front of those of its degree, which begin one later now.
      const int front = begins[degree[other]];
      const int moved = order[front];
      std::swap(order[place[other]], order[front]);
      std::swap(place[other], place[moved]);
      ++begins[degree[other]];
      --degree[other];
    }
  }
  return degree;
}

}  // namespace guanxi::customer
