#include "common/service/service.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "common/audit/refusals.h"
#include "common/auth/gateway_keys.h"
#include "common/auth/jwks_source.h"
#include "common/auth/service_account.h"
#include "common/auth/token_verifier.h"
#include "common/base/log.h"
#include "common/base/moved_clock.h"
#include "common/base/secret.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/crypto/key_ring.h"
#include "common/db/migrator.h"
#include "common/db/schema_gate.h"
#include "common/events/event_log.h"
#include "common/events/log_service.h"
#include "common/events/record_pages.h"
#include "common/filter/moment.h"
#include "common/jobs/operations_service.h"
#include "common/policy/authorizer.h"
#include "common/policy/gateway_policies.h"
#include "common/policy/policy.h"
#include "common/policy/policy_store.h"
#include "common/rpc/server_main.h"
#include "common/service/background.h"
#include "common/service/config.h"
#include "common/service/process.h"
#include "common/service/stores.h"
#include "common/telemetry/span_exporter.h"
#include "prometheus/registry.h"

namespace guanxi::service {
namespace {

absl::Status Migrate(const Definition& definition, const ServiceFlags& flags) {
  GUANXI_RETURN_IF_ERROR(db::MigrateUp(flags.database.server, flags.schema_dir));
  if (definition.after_migration == nullptr) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(flags.database));
  return definition.after_migration(database.get());
}

absl::Status RenewEventLog(const ServiceFlags& flags) {
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(flags.database));
  UuidSource ids;
  return events::EventLog(database.get(), SystemClock(), &ids).Renew();
}

// The machine's time and, beside it, the one that a test moves.
absl::StatusOr<std::unique_ptr<MovedClock>> OpenBusinessClock(const std::string& file) {
  if (file.empty()) return nullptr;
  auto clock = MovedClock::Open(file, SystemClock());
  if (!clock.ok()) {
    return absl::Status(clock.status().code(),
                        absl::StrCat("--business_clock_file: ", clock.status().message()));
  }
  Log(Severity::kWarning, "service.business_clock_moved", {{"file", file}});
  return clock;
}

// `*policies` may become something later; until then, and of a tenant that says nothing, the zone
// is that of the flags.
absl::StatusOr<std::unique_ptr<resource::Environment>> NewEnvironment(
    const Config& config, const Clocks& clocks, policy::PolicyStore* const* policies) {
  GUANXI_ASSIGN_OR_RETURN(const auto sealing, crypto::KeyRing::Load(config.sealing_key_file));
  GUANXI_ASSIGN_OR_RETURN(const auto index_key, crypto::KeyRing::Load(config.blind_index_key_file));
  const auto place_of = [zone = config.time_zone, policies](const Uuid& tenant) {
    filter::Moment place;
    place.zone = zone;
    if (*policies == nullptr) return place;
    return (*policies)->Place(tenant).value_or(place);
  };
  return resource::Environment::Create(clocks, sealing, std::string(index_key.active_key()),
                                       place_of);
}

// Where policies come from: the gateway, by the service's account, or the service that has none.
policy::PolicyStore::Fetch PoliciesFor(const Definition& definition, const Config& config,
                                       db::Database* database, ServiceAccount* account) {
  if (account == nullptr) return definition.own_policies(database, SystemClock());
  return policy::FetchPoliciesFrom(config.gateway, [account] { return account->Token(); });
}

// Traces go to a collector, where one is named. `*spans` has to outlive the pipeline.
void ExportSpans(telemetry::SpanExporter::Options options, prometheus::Registry* registry,
                 std::optional<telemetry::SpanExporter>* spans, rpc::Pipeline* pipeline) {
  if (options.target.empty()) return;
  options.registry = registry;
  spans->emplace(std::move(options));
  pipeline->OnAnswer([spans](const rpc::Answered& answered) { (*spans)->Note(answered); });
}

// The event log, and what other services read it by.
struct EventLogParts {
  EventLogParts(const Parts& parts, const Services& services)
      : log(parts.database, parts.system_clock, parts.ids),
        records(parts.database, services.catalog),
        methods(&log, &records, parts.system_clock),
        service(parts.pipeline, &methods) {}

  events::EventLog log;
  const events::RecordPages records;
  events::LogServiceImpl methods;
  event::v1::LogServiceAdapter service;
};

// What must hold for the process to serve: of those that do not the first is named.
std::vector<rpc::Readiness> ReadinessOf(JwksSource* keys, db::SchemaGate* schema,
                                        const Services& services) {
  std::vector<rpc::Readiness> all = {{"keys", [keys] { return keys->Ready(); }},
                                     {"schema", [schema] { return schema->Check(); }}};
  all.insert(all.end(), services.readiness.begin(), services.readiness.end());
  return all;
}

// Serves until the process is told to end.
absl::StatusOr<int> Serve(const Definition& definition, Config config) {
  if (definition.adjust != nullptr) definition.adjust(&config.service);
  const auto registry = std::make_shared<prometheus::Registry>();
  config.service.database.metrics = registry.get();
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(config.service.database));
  policy::PolicyStore* known_policies = nullptr;
  GUANXI_ASSIGN_OR_RETURN(const auto moved, OpenBusinessClock(config.business_clock_file));
  const Clocks clocks(SystemClock(), moved != nullptr ? moved.get() : SystemClock());
  GUANXI_ASSIGN_OR_RETURN(const auto environment, NewEnvironment(config, clocks, &known_policies));
  const resource::Engine engine(database.get(), environment.get());
  JwksSource keys(
      definition.own_keys != nullptr ? definition.own_keys : FetchKeysFrom(config.gateway),
      JwksSource::Options());
  TokenVerifier verifier({config.issuer}, &keys, registry.get());
  std::optional<ServiceAccount> account;  // of all but the service that keeps the directory
  if (definition.own_policies == nullptr) {
    GUANXI_ASSIGN_OR_RETURN(const Secret secret,
                            ReadFlagSecret("service_secret_file", config.service_secret_file));
    account.emplace(ServiceAccount::Options{config.gateway, definition.name, secret});
  }
  ServiceAccount* const own_account = account.has_value() ? &*account : nullptr;
  policy::PolicyStore policies(PoliciesFor(definition, config, database.get(), own_account),
                               policy::PolicyStore::Options());
  known_policies = &policies;
  const policy::Authorizer authorizer(&policies);
  // Among what business time dates in the audit.
  audit::Refusals refusals(database.get(), &environment->uuids(), clocks.business);
  std::optional<telemetry::SpanExporter> spans;
  rpc::Pipeline pipeline(
      config.service.pipeline, [&](absl::string_view token) { return verifier.Verify(token); },
      &authorizer, registry);
  pipeline.OnRefusal([&](const Principal& principal, absl::string_view method,
                         const absl::Status& status) { refusals.Note(principal, method, status); });

  ExportSpans({config.service.otlp_target, definition.name}, registry.get(), &spans, &pipeline);
  Parts parts = {clocks.system, clocks.business, &environment->uuids(), database.get(),
                 &engine,       &pipeline,       &authorizer,           own_account};
  std::optional<Stores> stores;
  std::optional<jobs::OperationsService> operations;
  if (definition.has_operations) {
    stores.emplace(parts.database, parts.system_clock, parts.ids, config.files);
    operations.emplace(&pipeline, &stores->operations);
    parts.files = &stores->files;
    parts.operations = &stores->operations;
  }
  GUANXI_ASSIGN_OR_RETURN(const Services services, definition.make_services(parts));
  std::vector<grpc::Service*> all = services.all();
  if (operations.has_value()) all.push_back(&*operations);

  EventLogParts log(parts, services);
  all.push_back(&log.service);

  Background background(parts, services, &log.log, {definition.name, config.redis, registry.get()});
  db::SchemaGate schema(database.get(), definition.min_schema, definition.max_schema,
                        [&] { background.Start(); });
  return rpc::ServerMain(config.service.server, all, ReadinessOf(&keys, &schema, services),
                         registry);
}

}  // namespace

absl::StatusOr<int> Run(const Definition& definition) {
  GUANXI_ASSIGN_OR_RETURN(const Config config,
                          ReadConfig(absl::StrCat(definition.name, "/schema"),
                                     /*needs_gateway=*/definition.own_keys == nullptr));
  if (config.service.migrate) {
    GUANXI_RETURN_IF_ERROR(Migrate(definition, config.service));
    return 0;
  }
  if (config.renew_event_log) {
    GUANXI_RETURN_IF_ERROR(RenewEventLog(config.service));
    return 0;
  }
  return Serve(definition, config);
}

int Main(int argc, char** argv, const Definition& definition) {
  absl::SetProgramUsageMessage(absl::StrCat(definition.name, ": see its README.md."));
  return RunProcess(argc, argv, "service.failed", [&] { return Run(definition); });
}

}  // namespace guanxi::service
