// The lead service: leads, pipelines and opportunities, prices and quotes, contracts. README.md has
// the flags.
#include "absl/flags/flag.h"
#include "common/service/service.h"
#include "lead-svc/resources.h"
#include "lead-svc/services.h"

ABSL_FLAG(std::string, customer_svc, "", "gRPC target of customer-svc, whose customers are named");
ABSL_FLAG(std::string, workflow_svc, "",
          "gRPC target of workflow-svc, whose breached clocks recycle leads; empty: none do");

namespace guanxi::lead {
namespace {

absl::StatusOr<service::Services> ServicesByFlags(const service::Parts& parts) {
  const std::string customer_svc = absl::GetFlag(FLAGS_customer_svc);
  if (customer_svc.empty()) return absl::InvalidArgumentError("--customer_svc is missing");
  return MakeServices(customer_svc, parts, absl::GetFlag(FLAGS_workflow_svc));
}

}  // namespace
}  // namespace guanxi::lead

int main(int argc, char** argv) {
  return guanxi::service::Main(
      argc, argv,
      {"lead-svc", /*min_schema=*/39, /*max_schema=*/39,
       /*has_operations=*/false, guanxi::lead::ServicesByFlags, guanxi::lead::FillNewColumns});
}
