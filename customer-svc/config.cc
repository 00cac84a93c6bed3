#include "customer-svc/config.h"

#include "absl/flags/flag.h"

ABSL_FLAG(std::string, analytics_svc, "",
          "gRPC target of analytics-svc, which says what customers are worth; empty: they do not");

ABSL_FLAG(std::string, lead_svc, "",
          "gRPC target of lead-svc, whose opportunities customers sum up; empty: they say none");

ABSL_FLAG(
    std::string, workflow_svc, "",
    "gRPC target of workflow-svc, which approves data access requests and keeps the to-dos of "
    "action plans; empty: none can be submitted or made");

ABSL_FLAG(std::string, outgoing_allowed_hosts, "",
          "hosts, with commas between them, that feeds may be asked at though they are not on the "
          "public internet, and without TLS");
ABSL_FLAG(
    std::string, outgoing_ca_file, "",
    "certificates that servers of feeds are trusted by instead of the system's; empty: those");

namespace guanxi::customer {

Config ReadConfig() {
  Config config;
  config.lead_svc = absl::GetFlag(FLAGS_lead_svc);
  config.workflow_svc = absl::GetFlag(FLAGS_workflow_svc);
  config.analytics_svc = absl::GetFlag(FLAGS_analytics_svc);
  config.outgoing.allowed_hosts = outgoing::ParseHosts(absl::GetFlag(FLAGS_outgoing_allowed_hosts));
  config.outgoing.ca_file = absl::GetFlag(FLAGS_outgoing_ca_file);
  return config;
}

}  // namespace guanxi::customer
