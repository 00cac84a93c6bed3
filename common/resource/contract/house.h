// A service's gRPC server over a schema of its own on a real MariaDB.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_HOUSE_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_HOUSE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/jobs/leases.h"
#include "common/jobs/operations_service.h"
#include "common/jobs/runner.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy_store.h"
#include "common/resource/contract/caller.h"
#include "common/resource/contract/world.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/service/services.h"
#include "common/service/stores.h"
#include "common/testing/fake_clock.h"
#include "prometheus/registry.h"

namespace guanxi::contract {

// What a service gives its process, by which `main` serves it, too.
using MakeServices = std::function<absl::StatusOr<service::Services>(const service::Parts&)>;

struct HouseOptions {
  // What callers may do; null: everything.
  policy::PolicyStore::Fetch policies = nullptr;
  // Whether the schema has the tables of files and operations: then work is done, too.
  bool has_operations = false;
};

// Serves until destroyed. Whoever has a token is who it says (Who::token). Ends the process if
// something does not start.
class House {
 public:
  // Over a schema that was made before.
  House(const db::Server& server, const MakeServices& make_services,
        const HouseOptions& options = HouseOptions());
  // Over a new one by the migrations in the folder.
  House(const std::string& migrations, const MakeServices& make_services,
        const HouseOptions& options = HouseOptions());

  // Of all `resources`, through the server.
  Grounds grounds(std::vector<const resource::Resource*> resources,
                  std::vector<Sample> samples = {});
  std::string target() const;

 private:
  service::Parts Parts();
  std::vector<grpc::Service*> AllServices();
  void Relay();

  FakeClock clock_{absl::FromUnixSeconds(1790000000)};
  const std::shared_ptr<prometheus::Registry> registry_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<resource::Environment> environment_;
  const resource::Engine engine_;
  std::optional<policy::PolicyStore> policies_;
  const policy::Authorizer authorizer_;
  rpc::Pipeline pipeline_;
  std::optional<service::Stores> stores_;
  std::optional<jobs::OperationsService> operations_;
  const service::Services services_;
  std::optional<jobs::Leases> leases_;
  std::optional<jobs::Runner> runner_;
  std::unique_ptr<rpc::Server> server_;
  GrpcCaller caller_;
};

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_HOUSE_H_
