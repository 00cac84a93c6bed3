// Who of those that came in one period was still active in later ones.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_COHORTS_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_COHORTS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "common/money/exact.h"

namespace guanxi::analytics {

// Of customers who came in one period: those who were active in one. Periods are numbered.
struct CohortPart {
  int64_t cohort = 0;
  int64_t period = 0;  // `cohort` or later
  int64_t customers = 0;
  money::Int amount = 0;
};

// What a cohort did `n` periods after it came.
struct CohortCell {
  int64_t customers = 0;
  money::Int amount = 0;
  // Whether the period goes on: the figures still grow.
  bool is_partial = false;
};

struct Cohort {
  int64_t cohort = 0;
  // How many came: those active in the first period, who are all of them.
  int64_t size = 0;
  // From the first period to the current one, without gaps.
  std::vector<CohortCell> cells;
};

// Cohorts in their order, without those in which nobody came. `current` is the period that goes on;
// parts of later ones are left out.
std::vector<Cohort> MakeCohorts(absl::Span<const CohortPart> parts, int64_t current);

// The share of all customers who came `offset` periods ago or earlier and were active then: cohorts
// weigh by their size, and those whose period goes on, or is still to come, are left out. Negative
// where there are none.
double RetentionAfter(absl::Span<const Cohort> cohorts, int64_t offset);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_COHORTS_H_
