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

// How the picture is to look, and whether there is one to draw: INVALID_ARGUMENT, INVALID_FIELD.
absl::StatusOr<ChartStyle> TakeStyle(const v1::DrawReportRequest& request);

// Documented in the proto. Thread-safe. Owns nothing that it is given: those who make the reports.
class ChartServiceImpl : public v1::ChartServiceMethods {
 public:
  ChartServiceImpl(v1::ReportServiceMethods* reports, v1::QueryServiceMethods* queries)
      : reports_(reports), queries_(queries) {}

  absl::StatusOr<google::api::HttpBody> DrawReport(const rpc::Call& call,
                                                   const v1::DrawReportRequest& request) override;
  // The same in a style of one's own.
  absl::StatusOr<google::api::HttpBody> Draw(const rpc::Call& call,
                                             const v1::DrawReportRequest& request,
                                             const ChartStyle& style) const;

 private:
  absl::StatusOr<std::string> DrawPicture(const rpc::Call& call,
                                          const v1::DrawReportRequest& request,
                                          const ChartStyle& style) const;
  absl::StatusOr<std::string> DrawQuery(const rpc::Call& call, const v1::RunQueryRequest& request,
                                        const ChartStyle& style) const;

  v1::ReportServiceMethods* const reports_;
  v1::QueryServiceMethods* const queries_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_CHART_SERVICE_H_
