// The log is for whom `log.read` was granted: its methods as everybody. Every process serves it
// (common/service), so that it is in no service's own matrix.
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/events/log_service.h"
#include "common/events/testing.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy_store.h"
#include "common/rpc/client.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/rpc/testing/permission_matrix.h"
#include "gmock/gmock.h"
#include "guanxi/event/v1/log_service.adapter.h"
#include "prometheus/registry.h"

namespace guanxi::events {
namespace {

using LogPermissionTest = EventsTest;

TEST_F(LogPermissionTest, NobodyIsLetInWhoHasNotThePermission) {
  rpc::PermissionMatrix matrix({"guanxi.event.v1"});
  policy::PolicyStore store(matrix.fetch(), policy::PolicyStore::Options());
  const policy::Authorizer authorizer(&store);
  const auto registry = std::make_shared<prometheus::Registry>();
  rpc::Pipeline pipeline(
      rpc::PipelineOptions(), [&](absl::string_view token) { return matrix.Authenticate(token); },
      &authorizer, registry);
  event::v1::LogServiceAdapter service(&pipeline, &service_);
  const auto server = rpc::Server::Start(rpc::ServerOptions(), {&service}, {}, registry);
  ASSERT_THAT(server, IsOk());
  rpc::ClientOptions options;
  options.target = absl::StrCat("127.0.0.1:", (*server)->ports().grpc);
  const auto faults = matrix.Run(rpc::NewChannel(options));
  EXPECT_THAT(faults, ::testing::IsEmpty()) << absl::StrJoin(faults, "\n");
  std::cout << matrix.calls() << " calls" << std::endl;
  EXPECT_GT(matrix.calls(), 40);
}

}  // namespace
}  // namespace guanxi::events
