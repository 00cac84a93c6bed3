// ReportService.GetCohorts: who of those that came in one period bought in later ones.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_COHORT_REPORT_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_COHORT_REPORT_H_

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_call.h"
#include "guanxi/analytics/v1/retention.pb.h"

namespace guanxi::analytics {

// Documented in the proto, errors among it.
absl::StatusOr<v1::CohortReport> MakeCohortReport(const ReportCall& call,
                                                  const v1::GetCohortsRequest& request);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_COHORT_REPORT_H_
