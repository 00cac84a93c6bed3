// What a measurement found, as the line that bench/run reads.
#ifndef GUANXI_BENCH_FIGURE_H_
#define GUANXI_BENCH_FIGURE_H_

#include <string>

#include "absl/types/span.h"

namespace guanxi::bench {

// Prints one figure: ours against the limit of the same machine in the same run. `ratio` is
// ours/limit, or limit/ours where less is better: more is better, always. 0 as goal: none.
//
// A figure without a limit stands beside the others for orientation: limit 0.
struct Figure {
  std::string name;
  double ours = 0;
  double limit = 0;
  std::string unit;
  double goal = 0;
  bool less_is_better = false;
};
void Print(const Figure& figure);

// The median, and the value below which the part `rank` of the values lies. Values are not empty.
double Median(absl::Span<const double> values);
double Percentile(absl::Span<const double> values, double rank);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_FIGURE_H_
