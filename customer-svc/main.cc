// The customer service: customers, contacts, interactions, tags and custom fields. README.md has
// the flags.
#include "common/service/service.h"
#include "customer-svc/config.h"
#include "customer-svc/services.h"

namespace guanxi::customer {
namespace {

absl::StatusOr<service::Services> ServicesByFlags(const service::Parts& parts) {
  const Config config = ReadConfig();
  return MakeServices(parts, config.lead_svc, config.workflow_svc, config.analytics_svc,
                      config.outgoing);
}

}  // namespace
}  // namespace guanxi::customer

int main(int argc, char** argv) {
  guanxi::service::Definition definition;
  definition.name = "customer-svc";
  definition.min_schema = 50;
  definition.max_schema = 50;
  definition.has_operations = true;
  definition.make_services = guanxi::customer::ServicesByFlags;
  definition.after_migration = guanxi::customer::FillNewColumns;
  return guanxi::service::Main(argc, argv, definition);
}
