// What a new customer costs.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_ACQUISITION_REPORT_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_ACQUISITION_REPORT_H_

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_call.h"
#include "guanxi/analytics/v1/acquisition.pb.h"

namespace guanxi::analytics {

// Documented in the proto, errors among it.
absl::StatusOr<v1::AcquisitionCostReport> MakeAcquisitionReport(
    const ReportCall& call, const v1::GetAcquisitionCostRequest& request);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_ACQUISITION_REPORT_H_
