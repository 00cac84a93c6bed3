// How long the view of a customer and a page of his time line take, among all customers.
#ifndef GUANXI_BENCH_VIEWS_H_
#define GUANXI_BENCH_VIEWS_H_

#include "absl/status/status.h"
#include "bench/target.h"

namespace guanxi::bench {

// Prints p99 of GetCustomerView, one call after the other, of customers from everywhere, each with
// the history that FillHistories gives him.
absl::Status MeasureViews(const Target& target);
// Prints p99 of pages of 50 of ListTimeline: of such customers, and of one with very many entries,
// from its first page to its last.
absl::Status MeasureTimelines(const Target& target);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_VIEWS_H_
