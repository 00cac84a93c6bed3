// What happened with the customers that views and time lines are measured over, written straight
// into the tables.
#ifndef GUANXI_BENCH_HISTORIES_H_
#define GUANXI_BENCH_HISTORIES_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/target.h"
#include "common/base/uuid.h"

namespace guanxi::bench {

inline constexpr int kInteractionsEach = 20;
inline constexpr int kBusyInteractions = 10'000;

// Gives each customer of the tenant kInteractionsEach interactions, a ticket, an opportunity, a
// contract with a payment plan, a to-do, and five entries of what happened to them; one customer
// kBusyInteractions. Does nothing where the busy one has them already. Returns that one.
absl::StatusOr<Uuid> FillHistories(const Target& target);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_HISTORIES_H_
