// The customer service: customers, contacts, interactions, tags and custom fields. README.md has
// the flags.
#include <string>

#include "absl/flags/flag.h"
#include "common/base/status_macros.h"
#include "common/service/service.h"
#include "customer-svc/services.h"

ABSL_FLAG(std::string, lead_svc, "",
          "gRPC target of lead-svc, whose opportunities customers sum up; empty: they say none");

namespace guanxi::customer {
namespace {

absl::StatusOr<service::Services> ServicesByFlags(const service::Parts& parts) {
  GUANXI_ASSIGN_OR_RETURN(service::Services made, MakeServices(parts));
  const std::string lead_svc = absl::GetFlag(FLAGS_lead_svc);
  if (!lead_svc.empty()) GUANXI_RETURN_IF_ERROR(AddConsumers(lead_svc, parts, &made));
  return made;
}

}  // namespace
}  // namespace guanxi::customer

int main(int argc, char** argv) {
  guanxi::service::Definition definition;
  definition.name = "customer-svc";
  definition.min_schema = 22;
  definition.max_schema = 22;
  definition.has_operations = true;
  definition.make_services = guanxi::customer::ServicesByFlags;
  definition.after_migration = guanxi::customer::FillNewColumns;
  return guanxi::service::Main(argc, argv, definition);
}
