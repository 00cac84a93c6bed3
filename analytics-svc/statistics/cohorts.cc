#include "analytics-svc/statistics/cohorts.h"

#include <cstddef>
#include <map>

namespace guanxi::analytics {

std::vector<Cohort> MakeCohorts(absl::Span<const CohortPart> parts, int64_t current) {
  std::map<int64_t, Cohort> by_period;
  for (const CohortPart& part : parts) {
    if (part.period > current || part.period < part.cohort) continue;
    const auto [at, is_new] = by_period.try_emplace(part.cohort);
    Cohort& cohort = at->second;
    if (is_new) {
      cohort.cohort = part.cohort;
      cohort.cells.resize(static_cast<size_t>(current - part.cohort) + 1);
      cohort.cells.back().is_partial = true;
    }
    CohortCell& cell = cohort.cells[static_cast<size_t>(part.period - part.cohort)];
    cell.customers += part.customers;
    cell.amount += part.amount;
  }
  std::vector<Cohort> cohorts;
  for (auto& [period, cohort] : by_period) {
    cohort.size = cohort.cells.front().customers;
    if (cohort.size > 0) cohorts.push_back(cohort);
  }
  return cohorts;
}

double RetentionAfter(absl::Span<const Cohort> cohorts, int64_t offset) {
  int64_t came = 0;
  int64_t stayed = 0;
  for (const Cohort& cohort : cohorts) {
    const auto at = static_cast<size_t>(offset);
    if (at >= cohort.cells.size() || cohort.cells[at].is_partial) continue;
    came += cohort.size;
    stayed += cohort.cells[at].customers;
  }
  return came == 0 ? -1 : static_cast<double>(stayed) / static_cast<double>(came);
}

}  // namespace guanxi::analytics
