// The workflow service: to-dos, reminders, working calendars, automation rules and clocks of
// service levels. README.md has the flags.
#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "common/outgoing/transfer.h"
#include "common/service/service.h"
#include "workflow-svc/notifications/wiring.h"
#include "workflow-svc/services.h"

ABSL_FLAG(std::string, customer_svc, "", "gRPC target of customer-svc, whose records are named");
ABSL_FLAG(std::string, lead_svc, "", "gRPC target of lead-svc, whose records are named");

ABSL_FLAG(std::string, analytics_svc, "",
          "gRPC target of analytics-svc, by which people are told of days; empty: they wait");

ABSL_FLAG(
    std::string, outgoing_allowed_hosts, "",
    "hosts, with commas between them, that channels may call though they are not on the public "
    "internet, and without TLS: a mail relay of one's own");
ABSL_FLAG(std::string, outgoing_ca_file, "",
          "certificates that servers of channels are trusted by instead of the system's; empty: "
          "those");
ABSL_DECLARE_FLAG(std::string, gateway);

namespace guanxi::workflow {
namespace {

absl::StatusOr<service::Services> ServicesByFlags(const service::Parts& parts) {
  const std::string customer_svc = absl::GetFlag(FLAGS_customer_svc);
  const std::string lead_svc = absl::GetFlag(FLAGS_lead_svc);
  if (customer_svc.empty()) return absl::InvalidArgumentError("--customer_svc is missing");
  if (lead_svc.empty()) return absl::InvalidArgumentError("--lead_svc is missing");
  ServiceOptions options;
  options.analytics_svc = absl::GetFlag(FLAGS_analytics_svc);
  options.gateway = absl::GetFlag(FLAGS_gateway);
  options.outgoing.allowed_hosts =
      outgoing::ParseHosts(absl::GetFlag(FLAGS_outgoing_allowed_hosts));
  options.outgoing.ca_file = absl::GetFlag(FLAGS_outgoing_ca_file);
  return MakeServices({{"customer-svc", customer_svc}, {"lead-svc", lead_svc}}, parts, options);
}

}  // namespace
}  // namespace guanxi::workflow

int main(int argc, char** argv) {
  return guanxi::service::Main(argc, argv,
                               {"workflow-svc", /*min_schema=*/24, /*max_schema=*/24,
                                /*has_operations=*/true, guanxi::workflow::ServicesByFlags});
}
