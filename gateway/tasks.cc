#include "gateway/tasks.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/flags/service_flags.h"
#include "common/service/service.h"
#include "gateway/access/bootstrap.h"
#include "gateway/access/password.h"
#include "gateway/access/signing_keys.h"
#include "gateway/config.h"
#include "gateway/directory/move_accounts.h"
#include "gateway/directory/operators_engine.h"
#include "gateway/directory/own_policies.h"
#include "gateway/directory/tidy_roles.h"
#include "gateway/services.h"

namespace guanxi::gateway {
namespace {

// Every account costs a hash of 80 ms.
constexpr absl::Duration kBootstrapLimit = absl::Minutes(10);

absl::StatusOr<std::unique_ptr<access::SigningKeys>> OpenKeys(const Config& config) {
  auto keys = access::SigningKeys::Open(config.signing_key_dir);
  if (keys.ok() || !config.generate_signing_key || Reason(keys.status()) != "NO_SIGNING_KEY") {
    return keys;
  }
  GUANXI_RETURN_IF_ERROR(access::SigningKeys::Add(config.signing_key_dir));
  return access::SigningKeys::Open(config.signing_key_dir);
}

absl::Status PutBootstrapFile(const Config& config) {
  GUANXI_ASSIGN_OR_RETURN(const std::string file,
                          ReadFlagFile("bootstrap_file", config.bootstrap_file));
  GUANXI_ASSIGN_OR_RETURN(const access::Bootstrap bootstrap, access::ParseBootstrap(file));
  GUANXI_ASSIGN_OR_RETURN(const ServiceFlags flags, ReadServiceFlags("gateway/schema"));
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(flags.database));
  GUANXI_ASSIGN_OR_RETURN(const auto operators, directory::OperatorsEngine::Create(database.get()));
  access::PasswordHasher hasher(config.password_checks);
  return access::PutBootstrap(bootstrap, database.get(), *operators.engine, *operators.resources,
                              &hasher, absl::Now() + kBootstrapLimit);
}

service::Definition MakeDefinition(const Config& config, access::SigningKeys* keys) {
  service::Definition definition;
  definition.name = "gateway";
  definition.min_schema = 16;
  definition.max_schema = 16;
  definition.has_operations = true;
  definition.make_services = [&config, keys](const service::Parts& parts) {
    return MakeServices(config, keys, parts);
  };
  definition.after_migration = [](db::Database* database) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(directory::MoveAccounts(database));
    return directory::TidyReadyRoles(database);
  };
  definition.own_policies = directory::OwnPolicies;
  definition.own_keys = [keys]() -> absl::StatusOr<std::string> { return keys->Current()->jwks; };
  definition.adjust = [&config](ServiceFlags* flags) {
    // Callers without a token share half of a lane, and passwords are checked in this one.
    auto& slow_lane = flags->pipeline.scan;
    slow_lane.threads = std::max(slow_lane.threads, 2 * config.password_checks);
  };
  return definition;
}

}  // namespace

absl::StatusOr<int> Run() {
  GUANXI_ASSIGN_OR_RETURN(const Config config, ReadConfig());
  std::unique_ptr<access::SigningKeys> keys;
  if (config.serves()) {
    GUANXI_ASSIGN_OR_RETURN(keys, OpenKeys(config));
    return service::Run(MakeDefinition(config, keys.get()));
  }
  if (config.add_signing_key) {
    GUANXI_RETURN_IF_ERROR(access::SigningKeys::Add(config.signing_key_dir));
  }
  if (config.migrate) {
    GUANXI_RETURN_IF_ERROR(service::Run(MakeDefinition(config, nullptr)).status());
  }
  if (!config.bootstrap_file.empty()) GUANXI_RETURN_IF_ERROR(PutBootstrapFile(config));
  return 0;
}

}  // namespace guanxi::gateway
