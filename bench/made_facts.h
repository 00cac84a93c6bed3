// Made-up facts in an embedded DuckDB of their own, as the columnar copy has them: what questions
// and funnels are timed over, without a stack.
#ifndef GUANXI_BENCH_MADE_FACTS_H_
#define GUANXI_BENCH_MADE_FACTS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/engine/duck_options.h"
#include "common/base/uuid.h"

namespace guanxi::bench {

// Whose facts they are.
Uuid FactTenant();

// Makes the tables of all facts, empty: before they are filled.
absl::Status MakeFactTables(analytics::DuckDatabase* duck);

// Opportunities of two years, in the order of time: 50 owners, each in one of 7 departments, a
// third each open, won and lost.
absl::Status FillOpportunities(analytics::DuckDatabase* duck, int64_t count);

// Behaviour of 90 days from 2026-01-01 on, in the order of time: 200,000 visitors, of whom a
// quarter are known to be customers, 20 topics; of a hundred events 75 are visits, 17 clicks, 6
// downloads, 2 trial uses.
absl::Status FillBehavior(analytics::DuckDatabase* duck, int64_t count);

// Calls `body` with a new folder's options, those that analytics-svc has by itself, and removes the
// folder. UNAVAILABLE if there is no room for one.
absl::Status InNewFolder(const std::function<absl::Status(const analytics::DuckOptions&)>& body);

// Prints how much memory this process has against what the copy may take and what the process has
// besides: libraries, answers, what the allocator keeps.
void PrintResident(const std::string& name, const analytics::DuckOptions& options);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_MADE_FACTS_H_
