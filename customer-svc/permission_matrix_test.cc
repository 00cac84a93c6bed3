// Every method of the service as everybody: the server is wired as the process wires it.
#include "common/rpc/testing/permission_matrix.h"

#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/jobs/operations_service.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy_store.h"
#include "common/rpc/client.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/service/stores.h"
#include "customer-svc/services.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace guanxi::customer {
namespace {

TEST(PermissionMatrixTest, NobodyIsLetInWhoHasNotThePermission) {
  TestService service;
  rpc::PermissionMatrix matrix({"guanxi.customer.v1", "guanxi.metadata.v1", "google.longrunning"});
  policy::PolicyStore store(matrix.fetch(), policy::PolicyStore::Options());
  const policy::Authorizer authorizer(&store);
  const auto registry = std::make_shared<prometheus::Registry>();
  rpc::Pipeline pipeline(
      rpc::PipelineOptions(), [&](absl::string_view token) { return matrix.Authenticate(token); },
      &authorizer, registry);
  UuidSource ids;
  service::Stores stores(service.database.get(), &service.clock, &ids, files::FileStore::Options());
  service::Parts parts;
  parts.system_clock = &service.clock;
  parts.business_clock = &service.clock;
  parts.ids = &ids;
  parts.database = service.database.get();
  parts.engine = service.engine.get();
  parts.pipeline = &pipeline;
  parts.authorizer = &authorizer;
  parts.files = &stores.files;
  parts.operations = &stores.operations;
  const auto services = MakeServices(parts);
  ASSERT_TRUE(services.ok()) << services.status();
  jobs::OperationsService operations(&pipeline, &stores.operations);
  std::vector<grpc::Service*> all = services->all();
  all.push_back(&operations);
  const auto server = rpc::Server::Start(rpc::ServerOptions(), all, {}, registry);
  ASSERT_TRUE(server.ok()) << server.status();
  rpc::ClientOptions options;
  options.target = absl::StrCat("127.0.0.1:", (*server)->ports().grpc);
  const auto faults = matrix.Run(rpc::NewChannel(options));
  EXPECT_TRUE(faults.empty()) << absl::StrJoin(faults, "\n");
  std::cout << matrix.calls() << " calls" << std::endl;
  EXPECT_GT(matrix.calls(), 500);
}

}  // namespace
}  // namespace guanxi::customer
