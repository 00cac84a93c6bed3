// Every method of the service as everybody: the server is wired as the process wires it.
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
#include "gtest/gtest.h"
#include "lead-svc/services.h"
#include "lead-svc/test_service.h"
#include "prometheus/registry.h"

namespace guanxi::lead {
namespace {

TEST(PermissionMatrixTest, NobodyIsLetInWhoHasNotThePermission) {
  TestService service;
  rpc::PermissionMatrix matrix({"guanxi.lead.v1"});
  policy::PolicyStore store(matrix.fetch(), policy::PolicyStore::Options());
  const policy::Authorizer authorizer(&store);
  const auto registry = std::make_shared<prometheus::Registry>();
  rpc::Pipeline pipeline(
      rpc::PipelineOptions(), [&](absl::string_view token) { return matrix.Authenticate(token); },
      &authorizer, registry);
  UuidSource ids;
  service::Parts parts;
  parts.system_clock = &service.clock;
  parts.business_clock = &service.clock;
  parts.ids = &ids;
  parts.database = service.database.get();
  parts.engine = service.engine.get();
  parts.pipeline = &pipeline;
  parts.authorizer = &authorizer;
  const auto services = MakeServices(service.customer_server.target(), parts);
  ASSERT_TRUE(services.ok()) << services.status();
  const auto server = rpc::Server::Start(rpc::ServerOptions(), services->all(), {}, registry);
  ASSERT_TRUE(server.ok()) << server.status();
  rpc::ClientOptions options;
  options.target = absl::StrCat("127.0.0.1:", (*server)->ports().grpc);
  const auto faults = matrix.Run(rpc::NewChannel(options));
  EXPECT_TRUE(faults.empty()) << absl::StrJoin(faults, "\n");
  std::cout << matrix.calls() << " calls" << std::endl;
  EXPECT_GT(matrix.calls(), 300);
}

}  // namespace
}  // namespace guanxi::lead
