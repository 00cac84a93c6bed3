// Who has most, with ties said.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_RANKING_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_RANKING_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/money/exact.h"

namespace guanxi::analytics {

struct RankedValue {
  std::string key;
  money::Int value = 0;
  // One more than there are with more: 1, 2, 2, 4.
  int64_t rank = 0;
  // How many have the same value, this one among them.
  int64_t tied = 0;
};

struct Ranking {
  // The first `most`, in the order of value, then of key.
  std::vector<RankedValue> ranked;
  // How many there are in all, and how many that are left out have the value of the last.
  int64_t total = 0;
  int64_t tied_beyond = 0;
};

// `most` is 1 or more.
Ranking MakeRanking(const std::map<std::string, money::Int>& values, int64_t most);

// The places of all of them, by key.
std::map<std::string, RankedValue> PlacesOf(const std::map<std::string, money::Int>& values);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_RANKING_H_
