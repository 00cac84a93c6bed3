// Every method of the gateway as everybody: the server is wired as the process wires it.
#include "common/rpc/testing/permission_matrix.h"

#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy_store.h"
#include "common/rpc/client.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "gateway/directory/test_directory.h"
#include "gateway/test_services.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace guanxi::gateway {
namespace {

TEST(PermissionMatrixTest, NobodyIsLetInWhoHasNotThePermission) {
  directory::TestDirectory directory;
  rpc::PermissionMatrix matrix({"guanxi.access.v1"});
  policy::PolicyStore store(matrix.fetch(), policy::PolicyStore::Options());
  const policy::Authorizer authorizer(&store);
  const auto registry = std::make_shared<prometheus::Registry>();
  rpc::Pipeline pipeline(
      rpc::PipelineOptions(), [&](absl::string_view token) { return matrix.Authenticate(token); },
      &authorizer, registry);
  UuidSource ids;
  service::Parts parts;
  parts.system_clock = &directory.clock;
  parts.business_clock = &directory.clock;
  parts.ids = &ids;
  parts.database = directory.database.get();
  parts.engine = directory.engine.get();
  parts.pipeline = &pipeline;
  parts.authorizer = &authorizer;
  const auto services = MakeTestServices(parts);
  ASSERT_TRUE(services.ok()) << services.status();
  const auto server = rpc::Server::Start(rpc::ServerOptions(), services->all(), {}, registry);
  ASSERT_TRUE(server.ok()) << server.status();
  rpc::ClientOptions options;
  options.target = absl::StrCat("127.0.0.1:", (*server)->ports().grpc);
  const auto faults = matrix.Run(rpc::NewChannel(options));
  EXPECT_TRUE(faults.empty()) << absl::StrJoin(faults, "\n");
  std::cout << matrix.calls() << " calls" << std::endl;
  EXPECT_GT(matrix.calls(), 500);
}

}  // namespace
}  // namespace guanxi::gateway
