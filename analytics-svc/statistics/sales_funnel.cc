#include "analytics-svc/statistics/sales_funnel.h"

#include <cstddef>

namespace guanxi::analytics {
namespace {

// Shares without division: whether that of `a` is smaller.
bool ConvertsLess(const FunnelStep& a, const FunnelStep& b) {
  return money::Int(a.advanced) * (b.advanced + b.lost) <
         money::Int(b.advanced) * (a.advanced + a.lost);
}

std::optional<int> BottleneckOf(const std::vector<FunnelStep>& steps, int64_t least_decided) {
  std::optional<int> worst;
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    const FunnelStep& step = steps[i];
    if (step.lost == 0 || step.advanced + step.lost < least_decided) continue;
    if (!worst.has_value() || ConvertsLess(step, steps[static_cast<size_t>(*worst)])) {
      worst = static_cast<int>(i);
    }
  }
  return worst;
}

}  // namespace

std::optional<double> FunnelStep::Conversion() const {
  if (advanced + lost == 0) return std::nullopt;
  return static_cast<double>(advanced) / static_cast<double>(advanced + lost);
}

SalesFunnel MakeSalesFunnel(absl::Span<const FunnelPart> parts, int stages, int64_t least_decided) {
  SalesFunnel funnel;
  funnel.steps.resize(static_cast<size_t>(stages) + 1);
  for (const FunnelPart& part : parts) {
    const bool is_won = part.outcome == Outcome::kWon;
    const auto last = static_cast<size_t>(is_won ? stages : part.furthest);
    for (size_t i = 0; i <= last; ++i) {
      FunnelStep& step = funnel.steps[i];
      step.reached += part.count;
      step.reached_amount += part.amount;
      if (i < last) step.advanced += part.count;
    }
    if (part.outcome == Outcome::kOpen) funnel.steps[last].open += part.count;
    if (part.outcome == Outcome::kLost) funnel.steps[last].lost += part.count;
  }
  funnel.bottleneck = BottleneckOf(funnel.steps, least_decided);
  return funnel;
}

}  // namespace guanxi::analytics
