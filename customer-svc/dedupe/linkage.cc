#include "customer-svc/dedupe/linkage.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <utility>

#include "absl/container/btree_map.h"

namespace guanxi::dedupe {
namespace {

using Members = std::vector<uint32_t>;

// No pair outweighs others by more: two records that agree on everything are no bridge to a third.
constexpr double kMaxWeight = 15;
constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr double kAlways = 1e6;

// Which records hang together: only these are looked at together.
class Groups {
 public:
  explicit Groups(size_t records) : above_(records) { std::iota(above_.begin(), above_.end(), 0U); }
  uint32_t Find(uint32_t record) {
    while (above_[record] != record) record = above_[record] = above_[above_[record]];
    return record;
  }
  void Join(uint32_t a, uint32_t b) {
    a = Find(a);
    b = Find(b);
    above_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<uint32_t> above_;
};

struct Edge {
  Pair pair;
  double weight;
};

// The records of each group that edges of at least `weight` make, and their edges.
struct Group {
  Members members;
  std::vector<Edge> edges;
};
std::vector<Group> GroupsOf(size_t records, absl::Span<const Edge> edges, double weight) {
  Groups groups(records);
  for (const Edge& edge : edges) {
    if (edge.weight >= weight) groups.Join(edge.pair.a, edge.pair.b);
  }
  absl::btree_map<uint32_t, Group> by_first;
  for (const Edge& edge : edges) {
    if (edge.weight < weight) continue;
    Group& group = by_first[groups.Find(edge.pair.a)];
    group.edges.push_back(edge);
    group.members.push_back(edge.pair.a);
    group.members.push_back(edge.pair.b);
  }
  std::vector<Group> all;
  for (auto& [first, group] : by_first) {
    std::sort(group.members.begin(), group.members.end());
    group.members.erase(std::unique(group.members.begin(), group.members.end()),
                        group.members.end());
    all.push_back(std::move(group));
  }
  return all;
}

// The sums of weights across any two clusters; a cluster that was joined to another is empty.
class Joining {
 public:
  Joining(const Members& members, const PairJudge& judge) : size_(members.size()) {
    for (const uint32_t member : members) clusters_.push_back({member});
    sums_.assign(size_ * size_, 0);
    for (size_t i = 0; i < size_; ++i) {
      for (size_t k = i + 1; k < size_; ++k) {
        const Linked linked = judge(members[i], members[k]);
        double weight = std::clamp(linked.weight, -kMaxWeight, kMaxWeight);
        if (linked.bond == Bond::kMust) weight = kAlways;
        if (linked.bond == Bond::kCannot) weight = kNever;
        sums_[i * size_ + k] = sums_[k * size_ + i] = weight;
      }
    }
  }

  // Joins the best two as long as they are above `least`.
  std::vector<Members> Run(double least) {
    while (JoinBest(least)) {
    }
    std::vector<Members> found;
    for (Members& cluster : clusters_) {
      if (cluster.size() < 2) continue;
      std::sort(cluster.begin(), cluster.end());
      found.push_back(std::move(cluster));
    }
    return found;
  }

 private:
  bool JoinBest(double least) {
    double best = least;
    size_t one = size_;
    size_t other = size_;
    for (size_t i = 0; i < size_; ++i) {
      if (clusters_[i].empty()) continue;
      for (size_t k = i + 1; k < size_; ++k) {
        if (clusters_[k].empty()) continue;
        const double pairs = static_cast<double>(clusters_[i].size() * clusters_[k].size());
        const double mean = sums_[i * size_ + k] / pairs;
        if (mean > best) best = mean, one = i, other = k;
      }
    }
    if (one == size_) return false;
    for (size_t k = 0; k < size_; ++k) {
      sums_[one * size_ + k] += sums_[other * size_ + k];
      sums_[k * size_ + one] = sums_[one * size_ + k];
    }
    clusters_[one].insert(clusters_[one].end(), clusters_[other].begin(), clusters_[other].end());
    clusters_[other].clear();
    return true;
  }

  const size_t size_;
  std::vector<Members> clusters_;
  std::vector<double> sums_;
};

}  // namespace

std::vector<std::vector<uint32_t>> Clusters(size_t records, absl::Span<const Pair> pairs,
                                            const PairJudge& judge, const LinkageLimits& limits) {
  std::vector<Edge> edges;
  for (const Pair& pair : pairs) {
    const Linked linked = judge(pair.a, pair.b);
    if (linked.bond == Bond::kCannot) continue;
    const double weight = linked.bond == Bond::kMust ? kAlways : linked.weight;
    if (weight > limits.weight) edges.push_back({pair, weight});
  }
  std::vector<Members> found;
  // Groups to do, each with the weight by which it hangs together.
  std::vector<std::pair<double, Group>> open;
  for (Group& group : GroupsOf(records, edges, limits.weight)) {
    open.push_back({limits.weight, std::move(group)});
  }
  while (!open.empty()) {
    auto [weight, group] = std::move(open.back());
    open.pop_back();
    if (group.members.size() > limits.together && weight < kMaxWeight) {
      for (Group& part : GroupsOf(records, group.edges, weight + 1)) {
        open.push_back({weight + 1, std::move(part)});
      }
      continue;
    }
    // What no weight takes apart goes piece by piece.
    for (size_t first = 0; first < group.members.size(); first += limits.together) {
      const size_t end = std::min(group.members.size(), first + limits.together);
      const Members piece(group.members.begin() + static_cast<std::ptrdiff_t>(first),
                          group.members.begin() + static_cast<std::ptrdiff_t>(end));
      for (Members& cluster : Joining(piece, judge).Run(limits.weight)) {
        found.push_back(std::move(cluster));
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace guanxi::dedupe
