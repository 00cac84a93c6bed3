// ReportService.GetFunnel: a pipeline as a funnel.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_SALES_FUNNEL_REPORT_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_SALES_FUNNEL_REPORT_H_

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_call.h"
#include "guanxi/analytics/v1/funnel.pb.h"

namespace guanxi::analytics {

// Documented in the proto, errors among it.
absl::StatusOr<v1::FunnelReport> MakeFunnelReport(const ReportCall& call,
                                                  const v1::GetFunnelRequest& request);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_SALES_FUNNEL_REPORT_H_
