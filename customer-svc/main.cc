// The customer service: customers, contacts, interactions, tags and custom fields. README.md has
// the flags.
#include <string>

#include "absl/flags/flag.h"
#include "common/outgoing/transfer.h"
#include "common/service/service.h"
#include "customer-svc/services.h"

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
namespace {

absl::StatusOr<service::Services> ServicesByFlags(const service::Parts& parts) {
  outgoing::Options outgoing;
  outgoing.allowed_hosts = outgoing::ParseHosts(absl::GetFlag(FLAGS_outgoing_allowed_hosts));
  outgoing.ca_file = absl::GetFlag(FLAGS_outgoing_ca_file);
  return MakeServices(parts, absl::GetFlag(FLAGS_lead_svc), absl::GetFlag(FLAGS_workflow_svc),
                      absl::GetFlag(FLAGS_analytics_svc), outgoing);
}

}  // namespace
}  // namespace guanxi::customer

int main(int argc, char** argv) {
  guanxi::service::Definition definition;
  definition.name = "customer-svc";
  definition.min_schema = 49;
  definition.max_schema = 49;
  definition.has_operations = true;
  definition.make_services = guanxi::customer::ServicesByFlags;
  definition.after_migration = guanxi::customer::FillNewColumns;
  return guanxi::service::Main(argc, argv, definition);
}
