// What a customer bought, day by day, and what the models want to know of it.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_PURCHASES_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_PURCHASES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "analytics-svc/statistics/bg_nbd.h"
#include "analytics-svc/statistics/gamma_gamma.h"
#include "analytics-svc/statistics/rfm.h"
#include "common/money/exact.h"

namespace guanxi::analytics {

// All that was bought on one day: orders of the same day are one purchase.
struct Purchase {
  absl::CivilDay day;
  // In whole parts of any one size.
  money::Int amount = 0;
};

// The same by day, ascending, one of each.
std::vector<Purchase> ByDay(std::vector<Purchase> purchases);

// Those of `by_day` that are not after `last`.
absl::Span<const Purchase> Until(absl::Span<const Purchase> by_day, absl::CivilDay last);

// What is known of a customer at the end of `as_of`, in weeks. Nothing of who has bought nothing by
// then.
std::optional<PurchaseHistory> HistoryOf(absl::Span<const Purchase> by_day, absl::CivilDay as_of);

// What purchases after the first came to, in `unit` of the amount. Nothing where there are none, or
// they came to nothing: goods that are given away have no price to learn from.
std::optional<RepeatSpend> RepeatSpendOf(absl::Span<const Purchase> by_day, money::Int unit);

// Nothing of who has bought nothing by then.
std::optional<RfmValues> RfmValuesOf(absl::Span<const Purchase> by_day, absl::CivilDay as_of);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_PURCHASES_H_
