// The customer service: customers, contacts and custom fields. README.md has the flags.
#include <memory>
#include <utility>

#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "common/auth/gateway_keys.h"
#include "common/auth/jwks_source.h"
#include "common/auth/token_verifier.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_ring.h"
#include "common/db/database.h"
#include "common/db/migrator.h"
#include "common/db/schema_gate.h"
#include "common/files/file_store.h"
#include "common/resource/engine.h"
#include "common/resource/fill_columns.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server_main.h"
#include "customer-svc/background.h"
#include "customer-svc/config.h"
#include "customer-svc/contact_service.h"
#include "customer-svc/customer_service.h"
#include "customer-svc/field_definition_service.h"
#include "customer-svc/resources.h"
#include "prometheus/registry.h"

namespace guanxi::customer {
namespace {

// The schema versions that this binary is built for; see db::CheckSchemaVersion.
constexpr int kMinSchema = 9;
constexpr int kMaxSchema = 9;

// Brings the schema and its rows up to date.
absl::Status Migrate(const Config& config) {
  GUANXI_RETURN_IF_ERROR(db::MigrateUp(config.service.database.server, config.service.schema_dir));
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(config.service.database));
  GUANXI_ASSIGN_OR_RETURN(const auto resources, Resources::Create());
  return resource::FillColumns(database.get(), *resources->customers, "credit_code").status();
}

absl::StatusOr<int> Run() {
  GUANXI_ASSIGN_OR_RETURN(Config config, ReadConfig());
  if (config.service.migrate) {
    GUANXI_RETURN_IF_ERROR(Migrate(config));
    return 0;
  }
  const auto registry = std::make_shared<prometheus::Registry>();
  config.service.database.metrics = registry.get();
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(config.service.database));
  GUANXI_ASSIGN_OR_RETURN(const auto sealing, crypto::KeyRing::Load(config.sealing_key_file));
  GUANXI_ASSIGN_OR_RETURN(const auto index_key, crypto::KeyRing::Load(config.blind_index_key_file));
  GUANXI_ASSIGN_OR_RETURN(
      const auto environment,
      resource::Environment::Create(SystemClock(), sealing, std::string(index_key.active_key())));
  GUANXI_ASSIGN_OR_RETURN(const auto resources, Resources::Create());
  const resource::Engine engine(database.get(), environment.get());

  JwksSource keys(FetchKeysFrom(config.gateway), JwksSource::Options());
  TokenVerifier verifier({config.issuer}, &keys, registry.get());
  rpc::Pipeline pipeline(
      config.service.pipeline, [&](absl::string_view token) { return verifier.Verify(token); },
      registry);
  files::FileStore::Options file_options;
  file_options.max_bytes = config.tenant_file_bytes;
  file_options.max_files = config.tenant_files;
  Background background(database.get(), &engine, resources.get(), &pipeline, file_options);
  CustomerServiceImpl customers(&pipeline, &engine, resources.get(), background.transfer());
  ContactServiceImpl contacts(&pipeline, &engine, resources.get());
  FieldDefinitionServiceImpl definitions(&pipeline, &engine, resources.get());
  db::SchemaGate schema(database.get(), kMinSchema, kMaxSchema, [&] { background.Start(); });
  return rpc::ServerMain(
      config.service.server, {&customers, &contacts, &definitions, background.operations()},
      {{"keys", [&] { return keys.Ready(); }}, {"schema", [&] { return schema.Check(); }}},
      registry);
}

}  // namespace
}  // namespace guanxi::customer

int main(int argc, char** argv) {
  guanxi::rpc::PrepareProcess();
  absl::SetProgramUsageMessage("Guanxi's customer service. See customer-svc/README.md.");
  absl::ParseCommandLine(argc, argv);
  const absl::StatusOr<int> code = guanxi::customer::Run();
  if (code.ok()) return *code;
  guanxi::Log(guanxi::Severity::kError, "customer_svc.failed",
              {{"error", code.status().message()}});
  return 1;
}
