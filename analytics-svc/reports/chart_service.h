// The methods of guanxi.analytics.v1.ChartService.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_CHART_SERVICE_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_CHART_SERVICE_H_

#include <string>

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_charts.h"
#include "guanxi/analytics/v1/chart_service.adapter.h"
#include "guanxi/analytics/v1/query_service.adapter.h"
#include "guanxi/analytics/v1/report_service.adapter.h"

namespace guanxi::analytics {

// Documented in the proto. Thread-safe. Owns nothing that it is given: those who make the reports.
class ChartServiceImpl : public v1::ChartServiceMethods {
 public:
  ChartServiceImpl(v1::ReportServiceMethods* reports, v1::QueryServiceMethods* queries)
      : reports_(reports), queries_(queries) {}

  absl::StatusOr<google::api::HttpBody> DrawReport(const rpc::Call& call,
                                                   const v1::DrawReportRequest& request) override;

 private:
  absl::StatusOr<std::string> DrawQuery(const rpc::Call& call, const v1::RunQueryRequest& request,
                                        const ChartStyle& style) const;

  v1::ReportServiceMethods* const reports_;
  v1::QueryServiceMethods* const queries_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_CHART_SERVICE_H_
