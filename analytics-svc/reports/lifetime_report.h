// ReportService.GetLifetimeValue: what customers without a contract may be worth.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_LIFETIME_REPORT_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_LIFETIME_REPORT_H_

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_call.h"
#include "guanxi/analytics/v1/lifetime_value.pb.h"

namespace guanxi::analytics {

// Documented in the proto, errors among it.
absl::StatusOr<v1::LifetimeValueReport> MakeLifetimeReport(
    const ReportCall& call, const v1::GetLifetimeValueRequest& request);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_LIFETIME_REPORT_H_
