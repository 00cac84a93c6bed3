// ReportService.GetBehaviorFunnel: how far visitors, leads and customers came along steps.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_BEHAVIOR_FUNNEL_REPORT_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_BEHAVIOR_FUNNEL_REPORT_H_

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_call.h"
#include "guanxi/analytics/v1/funnel.pb.h"

namespace guanxi::analytics {

// Documented in the proto, errors among it.
absl::StatusOr<v1::BehaviorFunnelReport> MakeBehaviorFunnelReport(
    const ReportCall& call, const v1::GetBehaviorFunnelRequest& request);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_BEHAVIOR_FUNNEL_REPORT_H_
