#include "analytics-svc/statistics/rfm.h"

#include <algorithm>

namespace guanxi::analytics {
namespace {

std::vector<Fraction> CutsOf(absl::Span<const RfmValues> customers,
                             money::Int RfmValues::*const member, int scores, money::Int unit) {
  std::vector<money::Int> values;
  values.reserve(customers.size());
  for (const RfmValues& one : customers) values.push_back(one.*member);
  std::sort(values.begin(), values.end());
  std::vector<Fraction> cuts;
  for (int part = 1; part < scores; ++part) {
    Fraction& cut = cuts.emplace_back(Quantile(values, part, scores));
    cut.numerator += unit * cut.denominator;
  }
  return cuts;
}

int CutsReached(money::Int value, const std::vector<Fraction>& cuts) {
  const auto above = std::partition_point(
      cuts.begin(), cuts.end(), [&](const Fraction& cut) { return IsAtLeast(value, cut); });
  return static_cast<int>(above - cuts.begin());
}

}  // namespace

RfmCuts QuantileCuts(absl::Span<const RfmValues> customers, int scores, money::Int amount_unit) {
  if (customers.empty()) return {};
  return {CutsOf(customers, &RfmValues::recency, scores, 1),
          CutsOf(customers, &RfmValues::frequency, scores, 1),
          CutsOf(customers, &RfmValues::amount, scores, amount_unit)};
}

RfmScores ScoresOf(const RfmValues& values, const RfmCuts& cuts) {
  const int scores = static_cast<int>(cuts.recency.size()) + 1;
  return {scores - CutsReached(values.recency, cuts.recency),
          1 + CutsReached(values.frequency, cuts.frequency),
          1 + CutsReached(values.amount, cuts.amount)};
}

ValueClass ClassOf(const RfmScores& scores, int high_from) {
  return static_cast<ValueClass>((scores.recency >= high_from ? 4 : 0) +
                                 (scores.frequency >= high_from ? 2 : 0) +
                                 (scores.amount >= high_from ? 1 : 0));
}

}  // namespace guanxi::analytics
