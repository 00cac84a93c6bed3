#include "customer-svc/dedupe/blocking.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace guanxi::dedupe {
namespace {

// An occurrence of a key.
struct Entry {
  uint64_t key;
  uint32_t record;

  bool operator<(const Entry& other) const {
    return key != other.key ? key < other.key : record < other.record;
  }
};

struct Weighed {
  Pair pair;
  float weight;
};

std::vector<Entry> SortedEntries(absl::Span<const std::vector<uint64_t>> keys) {
  std::vector<Entry> entries;
  for (size_t i = 0; i < keys.size(); ++i) {
    for (const uint64_t key : keys[i]) entries.push_back({key, static_cast<uint32_t>(i)});
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

// A pair for each key that both have, with the weight of the key: how rare it is.
std::vector<Weighed> PairsByKey(absl::Span<const std::vector<uint64_t>> keys, size_t split,
                                size_t max_block) {
  const std::vector<Entry> entries = SortedEntries(keys);
  std::vector<Weighed> pairs;
  for (size_t first = 0, end = 0; first < entries.size(); first = end) {
    while (end < entries.size() && entries[end].key == entries[first].key) ++end;
    const size_t size = end - first;
    if (size < 2 || size > max_block) continue;
    const auto weight = static_cast<float>(std::log2(static_cast<double>(keys.size()) / size));
    for (size_t i = first; i < end; ++i) {
      for (size_t k = i + 1; k < end; ++k) {
        const Pair pair{entries[i].record, entries[k].record};
        if (split > 0 && (pair.a >= split || pair.b < split)) continue;
        pairs.push_back({pair, weight});
      }
    }
  }
  return pairs;
}

// Each pair once, with the sum of its weights.
void AddUp(std::vector<Weighed>* pairs) {
  std::sort(pairs->begin(), pairs->end(),
            [](const Weighed& x, const Weighed& y) { return x.pair < y.pair; });
  size_t kept = 0;
  for (size_t i = 0; i < pairs->size(); ++i) {
    if (kept > 0 && (*pairs)[kept - 1].pair == (*pairs)[i].pair) {
      (*pairs)[kept - 1].weight += (*pairs)[i].weight;
    } else {
      (*pairs)[kept++] = (*pairs)[i];
    }
  }
  pairs->resize(kept);
}

}  // namespace

std::vector<Pair> CandidatePairs(absl::Span<const std::vector<uint64_t>> keys, size_t split,
                                 const BlockingLimits& limits) {
  std::vector<Weighed> pairs = PairsByKey(keys, split, limits.block);
  AddUp(&pairs);
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Weighed& x, const Weighed& y) { return x.weight > y.weight; });
  std::vector<uint32_t> taken(keys.size(), 0);
  std::vector<Pair> best;
  for (const auto& [pair, weight] : pairs) {
    // It is a candidate of the one, or of the other.
    if (taken[pair.a] >= limits.best && taken[pair.b] >= limits.best) continue;
    ++taken[pair.a];
    ++taken[pair.b];
    best.push_back(pair);
  }
  std::sort(best.begin(), best.end());
  return best;
}

}  // namespace guanxi::dedupe
