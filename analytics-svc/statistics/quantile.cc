#include "analytics-svc/statistics/quantile.h"

#include <cstddef>

namespace guanxi::analytics {

double Fraction::ToDouble() const {
  // The whole part and the rest apart: a sum of money has more digits than a double.
  const money::Int whole = numerator / denominator;
  const money::Int rest = numerator % denominator;
  return static_cast<double>(whole) + static_cast<double>(rest) / static_cast<double>(denominator);
}

Fraction Quantile(absl::Span<const money::Int> ascending, int64_t part, int64_t parts) {
  const money::Int place = money::Int(static_cast<int64_t>(ascending.size()) - 1) * part;
  const auto below = static_cast<size_t>(static_cast<int64_t>(place / parts));
  const money::Int rest = place % parts;
  const money::Int low = ascending[below];
  const money::Int high = rest == 0 ? low : ascending[below + 1];
  return {low * parts + (high - low) * rest, parts};
}

}  // namespace guanxi::analytics
