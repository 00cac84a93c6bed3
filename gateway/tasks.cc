#include "gateway/tasks.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/db/migrator.h"
#include "gateway/access/access_store.h"
#include "gateway/access/bootstrap.h"
#include "gateway/access/password.h"
#include "gateway/access/signing_keys.h"

namespace guanxi::gateway {
namespace {

// Every account costs a hash of 80 ms.
constexpr absl::Duration kBootstrapLimit = absl::Minutes(10);

absl::Status Bootstrap(const Config& config) {
  GUANXI_ASSIGN_OR_RETURN(const std::string file,
                          ReadFlagFile("bootstrap_file", config.bootstrap_file));
  GUANXI_ASSIGN_OR_RETURN(const auto tenants, access::ParseBootstrap(file));
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(config.service.database));
  access::AccessStore store(database.get());
  access::PasswordHasher hasher(config.password_checks);
  return access::Bootstrap(tenants, &store, &hasher, absl::Now() + kBootstrapLimit);
}

}  // namespace

absl::StatusOr<bool> RunTasks(const Config& config) {
  if (config.add_signing_key) {
    GUANXI_RETURN_IF_ERROR(access::SigningKeys::Add(config.signing_key_dir));
  }
  if (config.service.migrate) {
    GUANXI_RETURN_IF_ERROR(
        db::MigrateUp(config.service.database.server, config.service.schema_dir));
  }
  if (!config.bootstrap_file.empty()) GUANXI_RETURN_IF_ERROR(Bootstrap(config));
  return config.add_signing_key || config.service.migrate || !config.bootstrap_file.empty();
}

}  // namespace guanxi::gateway
