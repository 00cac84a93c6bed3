#include "analytics-svc/statistics/ranking.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

namespace guanxi::analytics {

Ranking MakeRanking(const std::map<std::string, money::Int>& values, int64_t most) {
  std::vector<RankedValue> all;
  all.reserve(values.size());
  for (const auto& [key, value] : values) all.push_back({key, value, 0, 0});
  std::stable_sort(all.begin(), all.end(),
                   [](const RankedValue& a, const RankedValue& b) { return a.value > b.value; });
  for (size_t first = 0, next = 0; first < all.size(); first = next) {
    while (next < all.size() && all[next].value == all[first].value) ++next;
    for (size_t i = first; i < next; ++i) {
      all[i].rank = static_cast<int64_t>(first) + 1;
      all[i].tied = static_cast<int64_t>(next - first);
    }
  }
  Ranking ranking;
  ranking.total = static_cast<int64_t>(all.size());
  if (ranking.total > most) {
    const RankedValue& last = all[static_cast<size_t>(most) - 1];
    ranking.tied_beyond = last.rank - 1 + last.tied - most;
    all.resize(static_cast<size_t>(most));
  }
  ranking.ranked = std::move(all);
  return ranking;
}

std::map<std::string, RankedValue> PlacesOf(const std::map<std::string, money::Int>& values) {
  std::map<std::string, RankedValue> places;
  const Ranking ranking = MakeRanking(values, std::numeric_limits<int64_t>::max());
  for (const RankedValue& one : ranking.ranked) places[one.key] = one;
  return places;
}

}  // namespace guanxi::analytics
