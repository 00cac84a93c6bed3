// How long a search takes, and whether it finds everything.
#ifndef GUANXI_BENCH_SEARCHES_H_
#define GUANXI_BENCH_SEARCHES_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "bench/target.h"

namespace guanxi::bench {

// Of a tenant with Population's first `rows` customers of seed 1. Prints p99 of SearchCustomers,
// one call after the other, for each kind of query: parts of names, their pinyin and initials,
// numbers and addresses, of customers from all over the tenant.
absl::Status MeasureSearches(const Target& target, int64_t rows);

// The same by target.limited_token; `scope` says in the figures' names what that sees.
absl::Status MeasureScopedSearches(const Target& target, int64_t rows, const std::string& scope);

// Walks all pages of searches for parts of names and prints how many of the customers it finds
// that LIKE finds. An error if it finds others.
absl::Status MeasureRecall(const Target& target, int64_t rows);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_SEARCHES_H_
