#include "analytics-svc/figures.h"

#include <utility>
#include <vector>

#include "analytics-svc/reports/report_services.h"
#include "analytics-svc/semantic/export_record.h"
#include "analytics-svc/semantic/query_service.h"
#include "analytics-svc/semantic/questioner.h"
#include "common/base/status_macros.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "guanxi/analytics/v1/query_service.adapter.h"

namespace guanxi::analytics {
namespace {

Uuid DepartmentIn(const std::string& name) {
  return resource::ParseReference("departments", name).value_or(Uuid());
}

// The tree as the directory has it now, which is what rights go by.
Questioner::DepartmentsOf DepartmentsBy(const policy::Authorizer* authorizer) {
  return [authorizer](const rpc::Call& call) -> absl::StatusOr<std::vector<DepartmentNode>> {
    GUANXI_ASSIGN_OR_RETURN(const auto policy,
                            authorizer->PolicyOf(call.principal.tenant, call.deadline));
    std::vector<DepartmentNode> nodes;
    for (const auto& department : policy->snapshot().departments()) {
      nodes.push_back({DepartmentIn(department.name()), DepartmentIn(department.parent())});
    }
    return nodes;
  };
}

}  // namespace

Figures ServeFigures(const service::Parts& parts, const Answering& answering,
                     FactServiceImpl* facts, const std::string& export_folder,
                     const std::string& customer_svc, service::Services* made) {
  const WatermarkOf watermark_of = [facts](const rpc::Call& call) {
    return facts->GetWatermark(call, v1::GetWatermarkRequest());
  };
  const auto* const questioner = made->Keep<Questioner>(
      answering.engine(), &parts.engine->environment(), DepartmentsBy(parts.authorizer),
      /*has_rollups=*/answering.replica() != nullptr);
  ExportTools exports;
  if (!export_folder.empty()) exports.duck = answering.duck();
  exports.folder = export_folder;
  exports.ids = parts.ids;
  exports.record = ExportRecorder(parts.database, parts.ids, parts.business_clock);
  auto* const queries = made->Keep<QueryServiceImpl>(questioner, watermark_of, std::move(exports));
  made->Serve<v1::QueryServiceAdapter>(parts.pipeline, queries);
  return {questioner,
          ServeReports(parts, answering.engine(), watermark_of, queries, customer_svc, made)};
}

}  // namespace guanxi::analytics
