// What is asked of a funnel of behaviour. Private to its report.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_BEHAVIOR_FUNNEL_REQUEST_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_BEHAVIOR_FUNNEL_REQUEST_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "analytics-svc/reports/days.h"
#include "analytics-svc/statistics/window_funnel.h"
#include "guanxi/analytics/v1/funnel.pb.h"

namespace guanxi::analytics {

// What a request asks for, checked.
struct BehaviorFunnelAsked {
  Instants instants;
  int64_t window = 0;  // seconds
  FunnelMode mode = FunnelMode::kDefault;
};

// INVALID_ARGUMENT, INVALID_FIELD with all that is wrong.
absl::StatusOr<BehaviorFunnelAsked> TakeBehaviorFunnel(const v1::GetBehaviorFunnelRequest& request,
                                                       const absl::TimeZone& company_zone);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_BEHAVIOR_FUNNEL_REQUEST_H_
