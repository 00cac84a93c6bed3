// ReportService.ComputeRfm: customers by what they did.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_RFM_REPORT_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_RFM_REPORT_H_

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_call.h"
#include "guanxi/analytics/v1/customer_value.pb.h"

namespace guanxi::analytics {

// Documented in the proto, errors among it.
absl::StatusOr<v1::RfmReport> MakeRfmReport(const ReportCall& call,
                                            const v1::ComputeRfmRequest& request);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_RFM_REPORT_H_
