// What contracts cover, read customer by customer.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_COVERAGE_READER_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_COVERAGE_READER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "analytics-svc/reports/report_call.h"
#include "analytics-svc/statistics/churn.h"
#include "common/base/uuid.h"

namespace guanxi::analytics {

struct CustomerCoverage {
  Uuid customer;
  std::vector<Coverage> coverages;  // never empty
  // Why the contract ended that covers the last of all days; "" if that is not said.
  std::string end_reason;
};

// Calls `take` for each customer with contracts that were signed and say from when to when they
// are in force; a terminated one is until the day of its termination in the zone. In pages. Errors
// are those of ReportCall::Rows and Run, and those of `take`, which end it.
absl::Status ForEachCoverage(const ReportCall& call, const RecordFilter& filter,
                             const absl::TimeZone& zone,
                             const std::function<absl::Status(CustomerCoverage)>& take);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_COVERAGE_READER_H_
