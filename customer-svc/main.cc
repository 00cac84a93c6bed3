// The customer service: customers, contacts, interactions, tags and custom fields. README.md has
// the flags.
#include <string>

#include "absl/flags/flag.h"
#include "common/service/service.h"
#include "customer-svc/services.h"

ABSL_FLAG(std::string, lead_svc, "",
          "gRPC target of lead-svc, whose opportunities customers sum up; empty: they say none");

namespace guanxi::customer {
namespace {

absl::StatusOr<service::Services> ServicesByFlags(const service::Parts& parts) {
  return MakeServices(parts, absl::GetFlag(FLAGS_lead_svc));
}

}  // namespace
}  // namespace guanxi::customer

int main(int argc, char** argv) {
  guanxi::service::Definition definition;
  definition.name = "customer-svc";
  definition.min_schema = 29;
  definition.max_schema = 29;
  definition.has_operations = true;
  definition.make_services = guanxi::customer::ServicesByFlags;
  definition.after_migration = guanxi::customer::FillNewColumns;
  return guanxi::service::Main(argc, argv, definition);
}
