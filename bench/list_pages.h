// How long a page of a list takes, on the declared list paths of Customer that Population fills:
// its customers have no pool, no credit code, no parent and nobody who serves them by name.
#ifndef GUANXI_BENCH_LIST_PAGES_H_
#define GUANXI_BENCH_LIST_PAGES_H_

#include <string>

#include "absl/status/status.h"
#include "bench/target.h"

namespace guanxi::bench {

// Prints p99 of ListCustomers, one call after the other, with pages of 50: the first page, and
// pages from farther down the list. `tag` (tags/{tag}) is what Population gave customers.
absl::Status MeasureLists(const Target& target, const std::string& tag);
// Prints p95 of first pages of what no path serves, with and without a count.
absl::Status MeasureCombinations(const Target& target, const std::string& order_by);
// Prints p99 of pages by target.limited_token, of customers in orders that have an index by
// department and in one that has none, and of interactions of all customers; `scope` says in the
// figures' names what the token sees.
absl::Status MeasureScopedLists(const Target& target, const std::string& scope);
// Prints how long the first page of a list takes that reads the whole filter index. Call it once,
// after a start of the database.
absl::Status MeasureColdList(const Target& target);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_LIST_PAGES_H_
