#include <algorithm>

#include "customer-svc/network/centrality.h"

namespace guanxi::customer {
namespace {

// The shortest paths from one node, and what of them goes through whom.
class Sweep {
 public:
  explicit Sweep(const Digraph& graph)
      : graph_(graph),
        steps_(graph.size()),
        paths_(graph.size()),
        shares_(graph.size()),
        before_(graph.size()) {}

  void Add(int source, std::vector<double>* sums) {
    Reach(source);
    // The farthest first: what goes on from a node is known when those before it are asked.
    for (size_t i = reached_.size(); i-- > 1;) {
      const int node = reached_[i];
      for (const int earlier : before_[node]) {
        shares_[earlier] += paths_[earlier] / paths_[node] * (1 + shares_[node]);
      }
      (*sums)[node] += shares_[node];
    }
  }

 private:
  void Reach(int source) {
    std::fill(steps_.begin(), steps_.end(), -1);
    std::fill(paths_.begin(), paths_.end(), 0.0);
    std::fill(shares_.begin(), shares_.end(), 0.0);
    for (std::vector<int>& earlier : before_) earlier.clear();
    steps_[source] = 0;
    paths_[source] = 1;
    reached_.assign(1, source);
    for (size_t i = 0; i < reached_.size(); ++i) {
      const int node = reached_[i];
      for (const int next : graph_.From(node)) {
        if (steps_[next] < 0) {
          steps_[next] = steps_[node] + 1;
          reached_.push_back(next);
        }
        if (steps_[next] != steps_[node] + 1) continue;
        paths_[next] += paths_[node];
        before_[next].push_back(node);
      }
    }
  }

  const Digraph& graph_;
  std::vector<int> steps_;     // from the source; -1: not reached
  std::vector<double> paths_;  // how many shortest ones there are
  std::vector<double> shares_;
  std::vector<std::vector<int>> before_;
  std::vector<int> reached_;  // the nearest first
};

}  // namespace

std::vector<double> Betweenness(const Digraph& graph) {
  const double n = graph.size();
  std::vector<double> sums(graph.size(), 0.0);
  if (graph.size() < 3) return sums;
  Sweep sweep(graph);
  for (int source = 0; source < graph.size(); ++source) sweep.Add(source, &sums);
  for (double& sum : sums) sum /= (n - 1) * (n - 2);
  return sums;
}

}  // namespace guanxi::customer
