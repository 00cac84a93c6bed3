// Recency, frequency, money: how recently, how often and for how much customers buy, as scores.
//
// Pure. What a purchase is, and whose purchases count, is decided before.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_RFM_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_RFM_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "analytics-svc/statistics/quantile.h"
#include "common/money/exact.h"

namespace guanxi::analytics {

// What one customer who bought at least once did.
struct RfmValues {
  // Days from the last purchase to the day of the analysis; zero is the day itself.
  money::Int recency = 0;
  // How many purchases.
  money::Int frequency = 0;
  // What they came to, in whole parts of any one size.
  money::Int amount = 0;
};

// Where one score ends and the next begins: ascending; a value at a cut is above it, so that every
// interval is [low, high). n cuts make n + 1 scores. Equal cuts leave the scores between them
// empty.
struct RfmCuts {
  std::vector<Fraction> recency;
  std::vector<Fraction> frequency;
  std::vector<Fraction> amount;
};

// From 1, the worst, to one more than there are cuts. Of recency the lowest value scores highest.
struct RfmScores {
  int recency = 0;
  int frequency = 0;
  int amount = 0;
};

// Cuts by which each of `scores` scores has as many customers, as far as equal values let it: the
// quantiles and one unit more (a day, a purchase, `amount_unit` of the amount), so that who is at
// the quantile, or less than a unit above it, is below the cut. This is how the R package rfm has
// it, whose figures are the published ones. `scores` is 2 or more. Nobody: no cuts.
RfmCuts QuantileCuts(absl::Span<const RfmValues> customers, int scores, money::Int amount_unit);

// Pure functions of the values: equal values have equal scores, whoever else is there.
RfmScores ScoresOf(const RfmValues& values, const RfmCuts& cuts);

// The eight classes of value (客户价值分类): each of the scores is high or not. Values are the bits
// 4 for recency, 2 for frequency, 1 for the amount.
enum class ValueClass {
  kGeneralWinBack = 0,    // 一般挽留: none is high
  kImportantWinBack = 1,  // 重要挽留: spent much, but rarely, and long ago
  kGeneralKeep = 2,       // 一般保持
  kImportantKeep = 3,     // 重要保持: spends much and often, but not of late
  kGeneralDevelop = 4,    // 一般发展
  kImportantDevelop = 5,  // 重要发展: spends much, of late, but rarely
  kGeneralValue = 6,      // 一般价值
  kImportantValue = 7,    // 重要价值: all are high ("champions")
};

// A score is high from `high_from` on.
ValueClass ClassOf(const RfmScores& scores, int high_from);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_RFM_H_
