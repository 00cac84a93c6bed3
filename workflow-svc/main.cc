// The workflow service: to-dos, reminders, working calendars and automation rules. README.md has the flags.
#include "absl/flags/flag.h"
#include "common/service/service.h"
#include "workflow-svc/services.h"

ABSL_FLAG(std::string, customer_svc, "", "gRPC target of customer-svc, whose records are named");
ABSL_FLAG(std::string, lead_svc, "", "gRPC target of lead-svc, whose records are named");

namespace guanxi::workflow {
namespace {

absl::StatusOr<service::Services> ServicesByFlags(const service::Parts& parts) {
  const std::string customer_svc = absl::GetFlag(FLAGS_customer_svc);
  const std::string lead_svc = absl::GetFlag(FLAGS_lead_svc);
  if (customer_svc.empty()) return absl::InvalidArgumentError("--customer_svc is missing");
  if (lead_svc.empty()) return absl::InvalidArgumentError("--lead_svc is missing");
  return MakeServices({{"customer-svc", customer_svc}, {"lead-svc", lead_svc}}, parts);
}

}  // namespace
}  // namespace guanxi::workflow

int main(int argc, char** argv) {
  return guanxi::service::Main(argc, argv,
                               {"workflow-svc", /*min_schema=*/14, /*max_schema=*/14,
                                /*has_operations=*/true, guanxi::workflow::ServicesByFlags});
}
