// guanxi.analytics.v1.DashboardService: what the engine does not do alone.
#ifndef GUANXI_ANALYTICS_SVC_BOARDS_PANEL_SERVICE_H_
#define GUANXI_ANALYTICS_SVC_BOARDS_PANEL_SERVICE_H_

#include "absl/status/statusor.h"
#include "analytics-svc/reports/chart_service.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "common/resource/resource.h"
#include "common/rpc/call.h"
#include "guanxi/analytics/v1/dashboard_service.adapter.h"

namespace guanxi::analytics {

// Draws what a panel asks, as a request that names it; its title and its form are the panel's.
//   FAILED_PRECONDITION  PANEL_NOT_DRAWN  about `dashboard`; see DrawPanel
// Other errors are those of DrawReport about style and report.
absl::StatusOr<google::api::HttpBody> DrawPanelOf(const ChartServiceImpl& charts,
                                                  const rpc::Call& call,
                                                  const v1::Dashboard& dashboard,
                                                  const v1::DrawPanelRequest& request);

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class DashboardServiceImpl : public v1::DashboardServiceMethods {
 public:
  DashboardServiceImpl(const resource::Engine* engine, const resource::Resource* dashboards,
                       const ChartServiceImpl* charts)
      : type_(dashboards->type()), dashboards_(engine, dashboards), charts_(charts) {}

  absl::StatusOr<google::api::HttpBody> DrawPanel(const rpc::Call& call,
                                                  const v1::DrawPanelRequest& request) override;

 private:
  const resource::ResourceType& type_;
  const resource::Methods dashboards_;
  const ChartServiceImpl* const charts_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_BOARDS_PANEL_SERVICE_H_
