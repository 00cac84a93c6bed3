// The gateway: issues tokens and publishes the keys that verify them. README.md has the flags.
#include <algorithm>
#include <memory>

#include "absl/flags/usage.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/db/schema_gate.h"
#include "common/errors/errors.h"
#include "common/policy/authorizer.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server_main.h"
#include "common/service/process.h"
#include "gateway/access/access_store.h"
#include "gateway/access/password.h"
#include "gateway/access/signing_keys.h"
#include "gateway/access/token_issuer.h"
#include "gateway/access/token_service.h"
#include "gateway/config.h"
#include "gateway/tasks.h"
#include "prometheus/registry.h"

namespace guanxi::gateway {
namespace {

absl::StatusOr<std::unique_ptr<access::SigningKeys>> OpenKeys(const Config& config) {
  auto keys = access::SigningKeys::Open(config.signing_key_dir);
  if (keys.ok() || !config.generate_signing_key || Reason(keys.status()) != "NO_SIGNING_KEY") {
    return keys;
  }
  GUANXI_RETURN_IF_ERROR(access::SigningKeys::Add(config.signing_key_dir));
  return access::SigningKeys::Open(config.signing_key_dir);
}

absl::StatusOr<int> Run() {
  GUANXI_ASSIGN_OR_RETURN(Config config, ReadConfig());
  GUANXI_ASSIGN_OR_RETURN(const bool done, RunTasks(config));
  if (done) return 0;

  // Forms have 8 KiB at most, and nobody has shown a token yet.
  config.service.server.max_receive_bytes = 64 << 10;
  // Callers without a token share half of a lane, and passwords are checked in this one.
  auto& slow_lane = config.service.pipeline.scan;
  slow_lane.threads = std::max(slow_lane.threads, 2 * config.password_checks);

  const auto registry = std::make_shared<prometheus::Registry>();
  config.service.database.metrics = registry.get();
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(config.service.database));
  GUANXI_ASSIGN_OR_RETURN(const auto keys, OpenKeys(config));
  access::AccessStore store(database.get());
  access::PasswordHasher hasher(config.password_checks);
  access::TokenIssuer issuer({config.issuer, {}}, &store, &hasher, keys.get());
  const policy::Authorizer authorizer;  // its methods are public
  rpc::Pipeline pipeline(config.service.pipeline, /*authenticator=*/nullptr, &authorizer, registry);
  access::TokenServiceImpl tokens(&pipeline, &issuer, keys.get());

  db::SchemaGate schema(database.get(), kMinSchema, kMaxSchema);
  return rpc::ServerMain(config.service.server, {&tokens},
                         {{"schema", [&] { return schema.Check(); }}}, registry);
}

}  // namespace
}  // namespace guanxi::gateway

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("Guanxi's gateway: tokens and keys. See gateway/README.md.");
  return guanxi::service::RunProcess(argc, argv, "gateway.failed", guanxi::gateway::Run);
}
