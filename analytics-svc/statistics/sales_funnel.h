// A pipeline as a funnel: of those that came in, how many came how far.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_SALES_FUNNEL_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_SALES_FUNNEL_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "common/money/exact.h"

namespace guanxi::analytics {

enum class Outcome { kOpen, kWon, kLost };

// Of opportunities that are alike: how far they came, and what became of them.
struct FunnelPart {
  // The furthest stage they were ever in, whether they went back or not: 0 is the first one. Stages
  // that were skipped on the way count as reached; who won reached all.
  int furthest = 0;
  Outcome outcome = Outcome::kOpen;
  int64_t count = 0;
  // What they are worth, in whole parts of any one size.
  money::Int amount = 0;
};

// A stage, or, behind the last one, the winning.
struct FunnelStep {
  // How many came here or further, and what they are worth.
  int64_t reached = 0;
  money::Int reached_amount = 0;
  // Of those: who came no further yet, and may still; who was lost without coming further.
  int64_t open = 0;
  int64_t lost = 0;
  // Who came further. reached = open + lost + advanced, save of the winning, where all have
  // arrived.
  int64_t advanced = 0;

  // The share of those whose lot is cast here (advanced + lost) that came further; nothing where
  // there are none yet.
  std::optional<double> Conversion() const;
};

struct SalesFunnel {
  // One more than there are stages.
  std::vector<FunnelStep> steps;
  // The step, before the winning, from which the smallest share came further, among those where at
  // least `least_decided` lots are cast; of equal ones the first. Nothing where there is no such
  // step, or nobody was lost in any.
  std::optional<int> bottleneck;
};

// `stages` is 1 or more; 0 <= `furthest` < `stages`; `least_decided` is 1 or more.
SalesFunnel MakeSalesFunnel(absl::Span<const FunnelPart> parts, int stages, int64_t least_decided);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_SALES_FUNNEL_H_
