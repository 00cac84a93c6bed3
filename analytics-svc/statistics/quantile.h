// Quantiles of whole numbers, exact.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_QUANTILE_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_QUANTILE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "common/money/exact.h"

namespace guanxi::analytics {

// `numerator` / `denominator`, which is above zero: a place between whole numbers. Not reduced.
struct Fraction {
  money::Int numerator = 0;
  int64_t denominator = 1;

  double ToDouble() const;
  friend bool operator==(const Fraction& a, const Fraction& b) {
    return a.numerator * b.denominator == b.numerator * a.denominator;
  }
};

// Whether `value` is at `cut` or above it.
inline bool IsAtLeast(money::Int value, const Fraction& cut) {
  return value * cut.denominator >= cut.numerator;
}

// The quantile `part` / `parts` of `ascending`, which has one value at least, by linear
// interpolation between the two values around place (n - 1) * part / parts: type 7 of Hyndman and
// Fan, as R, NumPy and spreadsheets have it. 0 <= part <= parts. |value| * parts is below 2^127.
Fraction Quantile(absl::Span<const money::Int> ascending, int64_t part, int64_t parts);

// The middle value, or halfway between both.
inline Fraction Median(absl::Span<const money::Int> ascending) { return Quantile(ascending, 1, 2); }

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_QUANTILE_H_
