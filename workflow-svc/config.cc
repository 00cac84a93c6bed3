#include "workflow-svc/config.h"

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "common/outgoing/transfer.h"

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

absl::StatusOr<Config> ReadConfig() {
  Config config;
  config.targets = {{"customer-svc", absl::GetFlag(FLAGS_customer_svc)},
                    {"lead-svc", absl::GetFlag(FLAGS_lead_svc)}};
  if (config.targets["customer-svc"].empty()) {
    return absl::InvalidArgumentError("--customer_svc is missing");
  }
  if (config.targets["lead-svc"].empty()) {
    return absl::InvalidArgumentError("--lead_svc is missing");
  }
  ServiceOptions& options = config.options;
  options.analytics_svc = absl::GetFlag(FLAGS_analytics_svc);
  options.gateway = absl::GetFlag(FLAGS_gateway);
  options.outgoing.allowed_hosts =
      outgoing::ParseHosts(absl::GetFlag(FLAGS_outgoing_allowed_hosts));
  options.outgoing.ca_file = absl::GetFlag(FLAGS_outgoing_ca_file);
  return config;
}

}  // namespace guanxi::workflow
