// The lead service: pipelines and opportunities. README.md has the flags.
#include "absl/flags/flag.h"
#include "common/base/status_macros.h"
#include "common/service/service.h"
#include "guanxi/lead/v1/pipeline_service.adapter.h"
#include "guanxi/lead/v1/stage_service.adapter.h"
#include "lead-svc/opportunity_service.h"
#include "lead-svc/resources.h"

ABSL_FLAG(std::string, customer_svc, "", "gRPC target of customer-svc, whose customers are named");

namespace guanxi::lead {

absl::StatusOr<service::Services> MakeServices(const service::Parts& parts) {
  const std::string customer_svc = absl::GetFlag(FLAGS_customer_svc);
  if (customer_svc.empty()) return absl::InvalidArgumentError("--customer_svc is missing");
  service::Services made;
  GUANXI_ASSIGN_OR_RETURN(const Resources* const all, made.Own(Resources::Create()));
  GUANXI_ASSIGN_OR_RETURN(const resource::Catalog* const catalog,
                          made.Own(resource::Catalog::Create(parts.engine, all->all())));
  auto* const customers = made.Keep<CustomerNames>(customer_svc);
  auto* const moves = made.Keep<OpportunityServiceImpl>(parts.engine, all, catalog, customers);
  made.Serve<v1::PipelineServiceAdapter>(parts.pipeline, *catalog);
  made.Serve<v1::StageServiceAdapter>(parts.pipeline, *catalog);
  made.Serve<v1::OpportunityServiceAdapter>(parts.pipeline, *catalog, moves);
  return made;
}

}  // namespace guanxi::lead

int main(int argc, char** argv) {
  return guanxi::service::Main(
      argc, argv,
      {"lead-svc", /*min_schema=*/9, /*max_schema=*/9,
       /*has_operations=*/false, guanxi::lead::MakeServices, guanxi::lead::FillNewColumns});
}
