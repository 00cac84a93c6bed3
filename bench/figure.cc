#include "bench/figure.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "nlohmann/json.hpp"

namespace guanxi::bench {
namespace {

double AtRank(absl::Span<const double> values, double share) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const auto rank = static_cast<size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<size_t>(rank, 1) - 1];
}

}  // namespace

void Print(const Figure& figure) {
  nlohmann::ordered_json line = {{"name", figure.name}, {"ours", figure.ours}};
  if (figure.limit > 0) {
    line["limit"] = figure.limit;
    line["ratio"] = figure.less_is_better ? figure.limit / figure.ours : figure.ours / figure.limit;
  }
  line["unit"] = figure.unit;
  if (figure.goal > 0) line["goal"] = figure.goal;
  std::printf("%s\n", line.dump().c_str());
  std::fflush(stdout);
}

double Median(absl::Span<const double> values) { return AtRank(values, 0.5); }

double Percentile(absl::Span<const double> values, double rank) { return AtRank(values, rank); }

}  // namespace guanxi::bench
