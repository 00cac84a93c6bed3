// ReportService.GetRfmMatrix: classes of value across what customers are.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_RFM_MATRIX_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_RFM_MATRIX_H_

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_call.h"
#include "guanxi/analytics/v1/customer_value.pb.h"

namespace guanxi::analytics {

// Documented in the proto, errors among it.
absl::StatusOr<v1::RfmMatrix> MakeRfmMatrix(const ReportCall& call,
                                            const v1::GetRfmMatrixRequest& request);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_RFM_MATRIX_H_
