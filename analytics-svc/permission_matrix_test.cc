// Every method of the service as everybody: the server is wired as the process wires it.
#include "common/rpc/testing/permission_matrix.h"

#include <iostream>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "analytics-svc/services.h"
#include "common/base/uuid.h"
#include "common/crypto/key_ring.h"
#include "common/db/database.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy_store.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "common/rpc/client.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace guanxi::analytics {
namespace {

// What asks of facts whatever the request: without a permission for the records, too, the answer is
// that the method is not allowed. query_rights_test has each of both missing.
const std::set<std::string> kOfSeveralPermissions = {
    "guanxi.analytics.v1.ReportService.ComputeRfm",
    "guanxi.analytics.v1.ReportService.GetAcquisitionCost",
    "guanxi.analytics.v1.ReportService.GetBehaviorFunnel",
    "guanxi.analytics.v1.ReportService.GetChurn",
    "guanxi.analytics.v1.ReportService.GetCohorts",
    "guanxi.analytics.v1.ReportService.GetFunnel",
    "guanxi.analytics.v1.ReportService.GetLifetimeValue",
    "guanxi.analytics.v1.ReportService.GetRanking",
    "guanxi.analytics.v1.ReportService.GetRfmMatrix",
    "guanxi.analytics.v1.RfmTagService.TagByRfm",
    "guanxi.analytics.v1.TicketBoardService.GetTicketBoard"};

TEST(PermissionMatrixTest, NobodyIsLetInWhoHasNotThePermission) {
  FakeClock clock(absl::FromUnixSeconds(1'790'000'000));
  const auto database =
      db::Database::Create({SharedMariaDb()->CreateSchema("analytics-svc/schema").value()}).value();
  const std::string key_file = absl::StrCat("1 ", std::string(64, 'a'));
  const auto environment =
      resource::Environment::Create(&clock, crypto::KeyRing::Parse(key_file).value(),
                                    std::string(32, 'k'))
          .value();
  const resource::Engine engine(database.get(), environment.get());
  rpc::PermissionMatrix matrix({"guanxi.analytics.v1"}, kOfSeveralPermissions);
  policy::PolicyStore store(matrix.fetch(), policy::PolicyStore::Options());
  const policy::Authorizer authorizer(&store);
  const auto registry = std::make_shared<prometheus::Registry>();
  rpc::Pipeline pipeline(
      rpc::PipelineOptions(), [&](absl::string_view token) { return matrix.Authenticate(token); },
      &authorizer, registry);
  UuidSource ids;
  service::Parts parts;
  parts.system_clock = &clock;
  parts.business_clock = &clock;
  parts.ids = &ids;
  parts.database = database.get();
  parts.engine = &engine;
  parts.pipeline = &pipeline;
  parts.authorizer = &authorizer;
  const auto services = MakeServices({}, parts);
  ASSERT_TRUE(services.ok()) << services.status();
  const auto server = rpc::Server::Start(rpc::ServerOptions(), services->all(), {}, registry);
  ASSERT_TRUE(server.ok()) << server.status();
  rpc::ClientOptions options;
  options.target = absl::StrCat("127.0.0.1:", (*server)->ports().grpc);
  const auto faults = matrix.Run(rpc::NewChannel(options));
  EXPECT_TRUE(faults.empty()) << absl::StrJoin(faults, "\n");
  std::cout << matrix.calls() << " calls" << std::endl;
  EXPECT_GT(matrix.calls(), 100);
}

}  // namespace
}  // namespace guanxi::analytics
