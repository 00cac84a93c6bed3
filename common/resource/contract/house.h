// A service's gRPC server over a schema of its own on a real MariaDB.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_HOUSE_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_HOUSE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/policy/authorizer.h"
#include "common/resource/contract/caller.h"
#include "common/resource/contract/world.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/service/services.h"
#include "common/testing/fake_clock.h"
#include "prometheus/registry.h"

namespace guanxi::contract {

// What a service gives its process, by which `main` serves it, too.
using MakeServices = std::function<absl::StatusOr<service::Services>(const service::Parts&)>;

// Serves until destroyed. Whoever has a token is who it says (Who::token). No operations and no
// files. Ends the process if something does not start.
class House {
 public:
  // Over a schema that was made before.
  House(const db::Server& server, const MakeServices& make_services);
  // Over a new one by the migrations in the folder.
  House(const std::string& migrations, const MakeServices& make_services);

  // Of all `resources`, through the server.
  Grounds grounds(std::vector<const resource::Resource*> resources,
                  std::vector<Sample> samples = {});
  std::string target() const;

 private:
  FakeClock clock_{absl::FromUnixSeconds(1790000000)};
  const std::shared_ptr<prometheus::Registry> registry_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<resource::Environment> environment_;
  const resource::Engine engine_;
  const policy::Authorizer authorizer_;
  rpc::Pipeline pipeline_;
  const service::Services services_;
  std::unique_ptr<rpc::Server> server_;
  GrpcCaller caller_;
};

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_HOUSE_H_
