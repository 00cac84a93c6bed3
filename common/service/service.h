// The life of a service that holds resources: what its `main` does.
//
// From flags to database, keys, engine, token verifier, pipeline, files and operations, events,
// purges, schema gate and server; or, with --migrate, to a schema that is up to date, or with
// --renew_event_log to an event log of another id. What is particular to the service is said in a
// Definition.
#ifndef GUANXI_COMMON_SERVICE_SERVICE_H_
#define GUANXI_COMMON_SERVICE_SERVICE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/flags/service_flags.h"
#include "common/policy/policy_store.h"
#include "common/service/services.h"

namespace guanxi::service {

struct Definition {
  // "customer-svc": its migrations are the folder `schema` below it.
  std::string name;
  // The versions of the schema that the binary is built for; see db::CheckSchemaVersion.
  int min_schema = 0;
  int max_schema = 0;
  // Whether the migrations of common/jobs and common/files are among its own and it serves
  // google.longrunning.Operations. (`schedules`, out of common/jobs, every service has.)
  bool has_operations = false;
  // Makes its gRPC services, once, before the server starts. The schema may not fit yet: no I/O.
  std::function<absl::StatusOr<Services>(const Parts&)> make_services;
  // Brings stored rows up to date after the migrations. Safe to run again. Null: nothing to do.
  std::function<absl::Status(db::Database*)> after_migration = nullptr;
  // The keys that verify tokens, as a JSON Web Key Set, of the service that signs them itself.
  // Null: they are those of --gateway.
  std::function<absl::StatusOr<std::string>()> own_keys = nullptr;
  // Where policies come from, of the service that keeps the directory itself. Null: from --gateway.
  std::function<policy::PolicyStore::Fetch(db::Database*, Clock*)> own_policies = nullptr;
  // Changes what the flags say, before the service starts. Null: nothing.
  std::function<void(ServiceFlags*)> adjust = nullptr;
};

// What `main` returns. Operations, purges and schedules begin once the schema fits. An error at the
// start is one log line, `service.failed`, and exit code 1; else see rpc::ServerMain.
int Main(int argc, char** argv, const Definition& definition);

// The same after the command line has been read. Errors name what is missing or cannot be reached.
absl::StatusOr<int> Run(const Definition& definition);

}  // namespace guanxi::service

#endif  // GUANXI_COMMON_SERVICE_SERVICE_H_
