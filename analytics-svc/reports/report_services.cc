#include "analytics-svc/reports/report_services.h"

#include <utility>

#include "analytics-svc/reports/report_service.h"
#include "analytics-svc/reports/rfm_tags.h"
#include "analytics-svc/reports/tag_writer.h"
#include "common/base/status_macros.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "guanxi/analytics/v1/chart_service.adapter.h"
#include "guanxi/analytics/v1/report_service.adapter.h"
#include "guanxi/analytics/v1/rfm_tag_service.adapter.h"

namespace guanxi::analytics {

ReportContext MakeReportContext(const service::Parts& parts, SqlEngine* engine,
                                WatermarkOf watermark_of) {
  ReportContext context;
  context.engine = engine;
  context.moment_of = [engine = parts.engine](const Uuid& tenant) {
    return engine->environment().MomentOf(tenant);
  };
  context.purchase_basis_of = [authorizer =
                                   parts.authorizer](const rpc::Call& call) -> absl::StatusOr<int> {
    GUANXI_ASSIGN_OR_RETURN(const auto policy,
                            authorizer->PolicyOf(call.principal.tenant, call.deadline));
    return policy->snapshot().purchase_basis();
  };
  context.watermark_of = std::move(watermark_of);
  return context;
}

const ChartServiceImpl* ServeReports(const service::Parts& parts, SqlEngine* engine,
                                     WatermarkOf watermark_of, v1::QueryServiceMethods* queries,
                                     const std::string& customer_svc, service::Services* made) {
  const ReportContext context = MakeReportContext(parts, engine, std::move(watermark_of));
  auto* const reports = made->Keep<ReportServiceImpl>(context);
  made->Serve<v1::ReportServiceAdapter>(parts.pipeline, reports);
  auto* const charts = made->Keep<ChartServiceImpl>(reports, queries);
  made->Serve<v1::ChartServiceAdapter>(parts.pipeline, charts);
  made->Serve<v1::RfmTagServiceAdapter>(
      parts.pipeline,
      made->Keep<RfmTagServiceImpl>(context, made->Keep<CustomerTagWriter>(customer_svc)));
  return charts;
}

}  // namespace guanxi::analytics
