// BareService as a process of its own, with the flags that a service of ours takes.
#include <memory>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "bench/bare_service.h"
#include "common/auth/gateway_keys.h"
#include "common/auth/jwks_source.h"
#include "common/auth/token_verifier.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/flags/service_flags.h"
#include "common/policy/authorizer.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server_main.h"
#include "prometheus/registry.h"

ABSL_FLAG(std::string, issuer, "https://guanxi.local", "whose tokens are accepted (their `iss`)");
ABSL_FLAG(std::string, gateway, "", "gRPC target of the gateway, which publishes the tokens' keys");

namespace guanxi::bench {
namespace {

absl::StatusOr<int> Run() {
  GUANXI_ASSIGN_OR_RETURN(ServiceFlags flags, ReadServiceFlags("customer-svc/schema"));
  const auto registry = std::make_shared<prometheus::Registry>();
  flags.database.metrics = registry.get();
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(flags.database));
  JwksSource keys(FetchKeysFrom(absl::GetFlag(FLAGS_gateway)), JwksSource::Options());
  TokenVerifier verifier({absl::GetFlag(FLAGS_issuer)}, &keys, registry.get());
  const policy::Authorizer authorizer;
  rpc::Pipeline pipeline(
      rpc::PipelineOptions(), [&](absl::string_view token) { return verifier.Verify(token); },
      &authorizer, registry);
  BareService service(&pipeline, database.get());
  return rpc::ServerMain(flags.server, {&service}, {{"keys", [&] { return keys.Ready(); }}},
                         registry);
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  guanxi::rpc::PrepareProcess();
  absl::ParseCommandLine(argc, argv);
  const absl::StatusOr<int> code = guanxi::bench::Run();
  if (code.ok()) return *code;
  guanxi::Log(guanxi::Severity::kError, "bare_server.failed", {{"error", code.status().message()}});
  return 1;
}
