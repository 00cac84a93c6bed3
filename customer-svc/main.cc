// The customer service: customers, contacts, interactions, tags and custom fields. README.md has
// the flags.
#include "common/service/service.h"
#include "customer-svc/services.h"

int main(int argc, char** argv) {
  guanxi::service::Definition definition;
  definition.name = "customer-svc";
  definition.min_schema = 18;
  definition.max_schema = 18;
  definition.has_operations = true;
  definition.make_services = guanxi::customer::MakeServices;
  definition.after_migration = guanxi::customer::FillNewColumns;
  return guanxi::service::Main(argc, argv, definition);
}
