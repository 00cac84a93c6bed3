// ReportService.GetChurn: who left.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_CHURN_REPORT_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_CHURN_REPORT_H_

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_call.h"
#include "guanxi/analytics/v1/retention.pb.h"

namespace guanxi::analytics {

// Documented in the proto, errors among it.
absl::StatusOr<v1::ChurnReport> MakeChurnReport(const ReportCall& call,
                                                const v1::GetChurnRequest& request);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_CHURN_REPORT_H_
