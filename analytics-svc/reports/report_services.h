// Adds the services of reports and pictures to the process.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_REPORT_SERVICES_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_REPORT_SERVICES_H_

#include <string>

#include "analytics-svc/engine/sql_engine.h"
#include "analytics-svc/reports/chart_service.h"
#include "analytics-svc/reports/report_context.h"
#include "common/service/services.h"
#include "guanxi/analytics/v1/query_service.adapter.h"

namespace guanxi::analytics {

// What reports of this process stand on. `engine` lives as long as what is made of it.
ReportContext MakeReportContext(const service::Parts& parts, SqlEngine* engine,
                                WatermarkOf watermark_of);

// `engine` and `queries` live as long as what is `made`. `customer_svc` is the gRPC target of
// customer-svc, where customers are tagged. Returns what draws, for others who have something to.
const ChartServiceImpl* ServeReports(const service::Parts& parts, SqlEngine* engine,
                                     WatermarkOf watermark_of, v1::QueryServiceMethods* queries,
                                     const std::string& customer_svc, service::Services* made);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_REPORT_SERVICES_H_
