// What a panel of a dashboard asks.
#ifndef GUANXI_ANALYTICS_SVC_BOARDS_PANEL_QUESTION_H_
#define GUANXI_ANALYTICS_SVC_BOARDS_PANEL_QUESTION_H_

#include "absl/status/statusor.h"
#include "guanxi/analytics/v1/chart_service.pb.h"
#include "guanxi/analytics/v1/dashboard.pb.h"

namespace guanxi::analytics {

// As a request to draw it, which has nothing but its report; pure. Only whoever answers it can say
// whether the members and records that it names are there.
//   INVALID_ARGUMENT  INVALID_FIELD  about fields of the panel: `query` is no question of Cube's
//                                    form, there is no `report` of that name, or it takes no such
//                                    request
absl::StatusOr<v1::DrawReportRequest> AskedBy(const v1::DashboardPanel& panel);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_BOARDS_PANEL_QUESTION_H_
