#include "common/rpc/server.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <prometheus/registry.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "common/rpc/self_dial.h"
#include "common/rpc/testing/echo_server.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

using ::testing::HasSubstr;

// What grpc.health.v1.Health/Check says: HealthCheckResponse is one enum in field 1.
enum Health { kUnreachable = -1, kUnknown = 0, kServing = 1, kNotServing = 2 };

// Calls a method of a service that is not ours, with an empty request.
grpc::Status CallForeign(int port, const std::string& method, grpc::ByteBuffer* response) {
  ClientOptions options;
  options.target = absl::StrCat("127.0.0.1:", port);
  grpc::GenericStub stub(NewChannel(options));
  grpc::ClientContext context;
  Prepare(absl::Seconds(10), "", &context);
  const grpc::Slice empty;
  const grpc::ByteBuffer request(&empty, 1);
  Mutex mutex;
  CondVar changed;
  bool done = false;
  grpc::Status status;
  stub.UnaryCall(&context, method, grpc::StubOptions(), &request, response,
                 [&](grpc::Status result) {
                   MutexLock lock(&mutex);
                   status = result;
                   done = true;
                   changed.SignalAll();
                 });
  MutexLock lock(&mutex);
  while (!done) changed.Wait(&mutex);
  return status;
}

Health Check(int port) {
  grpc::ByteBuffer response;
  if (!CallForeign(port, "/grpc.health.v1.Health/Check", &response).ok()) return kUnreachable;
  grpc::Slice slice;
  if (!response.DumpToSingleSlice(&slice).ok() || slice.size() != 2) return kUnknown;
  return static_cast<Health>(slice.begin()[1]);
}

bool BecomesHealth(int port, Health wanted) {
  return Eventually([&] { return Check(port) == wanted; });
}

class ServerTest : public ::testing::Test {
 protected:
  LogCapture log_;
};

TEST_F(ServerTest, HealthFollowsReadiness) {
  std::atomic<bool> ready{false};
  EchoServer::Options options;
  options.readiness.push_back({"database", [&]() -> absl::Status {
                                 return ready ? absl::OkStatus() : absl::UnavailableError("");
                               }});
  EchoServer server(std::move(options));
  const int port = server.server()->ports().health;
  EXPECT_EQ(Check(port), kNotServing);
  ready = true;
  EXPECT_TRUE(BecomesHealth(port, kServing));
  ready = false;
  EXPECT_TRUE(BecomesHealth(port, kNotServing));
  EXPECT_THAT(log_.WaitFor("\"failing\":\"database\""), HasSubstr("server.readiness"));
}

TEST_F(ServerTest, SaysWhichCheckOfReadinessFails) {
  std::atomic<bool> ready{false};
  EchoServer::Options options;
  options.readiness.push_back({"keys", [&]() -> absl::Status {
                                 return ready ? absl::OkStatus() : absl::UnavailableError("");
                               }});
  options.readiness.push_back({"schema", [] { return absl::OkStatus(); }});
  EchoServer server(std::move(options));
  EXPECT_THAT(server.Metrics(), HasSubstr("guanxi_server_ready{check=\"keys\"} 0"));
  ready = true;
  EXPECT_TRUE(BecomesHealth(server.server()->ports().health, kServing));
  EXPECT_THAT(server.Metrics(), HasSubstr("guanxi_server_ready{check=\"keys\"} 1"));
  EXPECT_THAT(server.Metrics(), HasSubstr("guanxi_server_ready{check=\"schema\"} 1"));
}

TEST_F(ServerTest, AConnectionThatIsOldEndsAndItsCallsGoOn) {
  Turnstile gate;
  EchoServer::Options options;
  options.server.connection_age = absl::Milliseconds(100);
  options.handlers.echo = [&](const Call&, const EchoRequest&) {
    gate.Pass();
    return EchoReply();
  };
  EchoServer server(std::move(options));
  EchoCall running(&server, kTenantA);
  ASSERT_TRUE(gate.WaitForVisitors(1));
  // The channel leaves a connection that was asked to end, and the call stays on it.
  EXPECT_TRUE(Eventually([&] { return server.channel()->GetState(false) != GRPC_CHANNEL_READY; }));
  EXPECT_FALSE(running.done());
  gate.Open();
  EXPECT_THAT(running.Wait(), IsOk());
  EXPECT_THAT(Echo(&server, kTenantA), IsOk());
}

TEST_F(ServerTest, DrainLetsRunningCallsFinishAndTakesNoMore) {
  Turnstile gate;
  EchoServer::Options options;
  options.handlers.echo = [&](const Call&, const EchoRequest&) {
    gate.Pass();
    return EchoReply();
  };
  EchoServer server(std::move(options));
  const int health = server.server()->ports().health;
  ASSERT_TRUE(BecomesHealth(health, kServing));
  EchoCall running(&server, kTenantA);
  ASSERT_TRUE(gate.WaitForVisitors(1));

  std::thread drain([&] { EXPECT_THAT(server.server()->Drain(), IsOk()); });
  EXPECT_TRUE(BecomesHealth(health, kNotServing));
  const std::string target = absl::StrCat("127.0.0.1:", server.server()->ports().grpc);
  const absl::Time end = absl::Now() + absl::Seconds(10);
  while (CanConnect(target, absl::Milliseconds(200)) && absl::Now() < end) {
  }
  EXPECT_FALSE(CanConnect(target, absl::Milliseconds(200)));
  EXPECT_FALSE(running.done());

  gate.Open();
  EXPECT_THAT(running.Wait(), IsOk());
  drain.join();
}

TEST_F(ServerTest, DrainCutsOffCallersAfterItsTimeout) {
  EchoServer::Options options;
  options.server.drain_timeout = absl::Milliseconds(100);
  Turnstile entered;
  options.handlers.echo = [&](const Call& call, const EchoRequest&) {
    entered.Pass();
    EXPECT_TRUE(Eventually([&] { return call.Cancelled(); }));
    return EchoReply();
  };
  entered.Open();
  EchoServer server(std::move(options));
  EchoCall running(&server, kTenantA);
  ASSERT_TRUE(entered.WaitForVisitors(1));
  EXPECT_THAT(server.server()->Drain(), IsOk());
  EXPECT_FALSE(running.Wait().ok());
}

TEST_F(ServerTest, ServesItsOwnServicesAlone) {
  EchoServer server;
  for (const int port : {server.server()->ports().grpc, server.server()->ports().health}) {
    grpc::ByteBuffer response;
    EXPECT_EQ(CallForeign(port, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                          &response)
                  .error_code(),
              grpc::StatusCode::UNIMPLEMENTED);
  }
}

TEST_F(ServerTest, ATakenPortIsAnErrorEvenWithinOneProcess) {
  EchoServer first;
  ServerOptions options;
  options.port = first.server()->ports().grpc;
  auto registry = std::make_shared<prometheus::Registry>();
  EXPECT_THAT(Server::Start(options, {}, {}, registry), HasReason("PORT_IN_USE"));
  ServerOptions metrics;
  metrics.metrics_port = first.server()->ports().grpc;
  EXPECT_THAT(Server::Start(metrics, {}, {}, registry), HasReason("PORT_IN_USE"));
}

TEST_F(ServerTest, ThePortFileNamesAllPorts) {
  EchoServer::Options options;
  options.server.metrics_port = 0;
  options.server.port_file = absl::StrCat(::testing::TempDir(), "/ports.json");
  EchoServer server(std::move(options));
  std::ifstream file(absl::StrCat(::testing::TempDir(), "/ports.json"));
  const auto json = nlohmann::json::parse(file);
  EXPECT_EQ(json["grpc"], server.server()->ports().grpc);
  EXPECT_EQ(json["health"], server.server()->ports().health);
  EXPECT_EQ(json["metrics"], server.server()->ports().metrics);
  EXPECT_EQ(json["pid"], getpid());
  EXPECT_NE(server.server()->ports().metrics, 0);
}

TEST_F(ServerTest, MessagesBeyondTheLimitAreRefused) {
  EchoServer::Options options;
  options.server.max_receive_bytes = 1000;
  EchoServer server(std::move(options));
  EXPECT_THAT(Echo(&server, kTenantA, std::string(2000, 'x')),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(Echo(&server, kTenantA), IsOk());
}

TEST(ServerOptionsTest, EveryMistakeIsNamed) {
  EXPECT_THAT(Validate(ServerOptions()), IsOk());
  ServerOptions options;
  options.host = "";
  options.port = 70000;
  options.drain_timeout = absl::ZeroDuration();
  const std::string text(Validate(options).message());
  EXPECT_THAT(text, HasSubstr("host"));
  EXPECT_THAT(text, HasSubstr("port"));
  EXPECT_THAT(text, HasSubstr("drain_timeout"));
}

}  // namespace
}  // namespace guanxi::rpc
