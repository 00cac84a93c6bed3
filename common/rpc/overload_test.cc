// What the pipeline does with calls that come too often, wait too long or are given up.
#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "common/rpc/client.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/testing/echo_server.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

using ::testing::HasSubstr;

class OverloadTest : public ::testing::Test {
 protected:
  LogCapture log_;
};

TEST_F(OverloadTest, ADeadlineThatPassesInTheQueueIsNotServed) {
  Turnstile gate;
  auto options = WithEcho([&](const Call&, const EchoRequest&) {
    gate.Pass();
    return EchoReply();
  });
  options.pipeline.point.threads = 1;
  EchoServer server(std::move(options));
  EchoCall first(&server, kTenantA);
  ASSERT_TRUE(gate.WaitForVisitors(1));

  grpc::ClientContext context;
  Prepare(absl::Milliseconds(50), kTenantA, &context);
  EchoReply reply;
  const grpc::Status status = server.stub()->Echo(&context, EchoRequest(), &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_NE(log_.WaitFor("rpc.call"), "");  // answered while the worker is busy
  gate.Open();
  EXPECT_THAT(first.Wait(), IsOk());
  EXPECT_EQ(gate.visitors(), 1);
}

TEST_F(OverloadTest, ACallThatNoWorkerComesForIsAnsweredWhileTheyAreBusy) {
  Turnstile gate;
  auto options = WithEcho([&](const Call&, const EchoRequest&) {
    gate.Pass();
    return EchoReply();
  });
  options.pipeline.point.threads = 1;
  options.pipeline.point.max_queue_age = absl::Milliseconds(20);
  EchoServer server(std::move(options));
  EchoCall first(&server, kTenantA);
  ASSERT_TRUE(gate.WaitForVisitors(1));
  EXPECT_THAT(Echo(&server, kTenantA), HasReason("LANE_SLOW"));
  EXPECT_THAT(Echo(&server, kTenantB), HasReason("LANE_SLOW"));
  gate.Open();
  EXPECT_THAT(first.Wait(), IsOk());
}

TEST_F(OverloadTest, OverloadOfOneTenantIsRefusedAtOnceAndHurtsNoOther) {
  Turnstile gate;
  auto options = WithEcho([&](const Call& call, const EchoRequest&) {
    if (call.principal.tenant.ToString() == kTenantA) gate.Pass();
    return EchoReply();
  });
  options.pipeline.point.threads = 4;
  options.pipeline.point.queue_limit = 4;
  options.pipeline.point.max_queue_age = absl::Seconds(60);
  EchoServer server(std::move(options));
  std::vector<std::unique_ptr<EchoCall>> calls;
  const auto add = [&] { calls.push_back(std::make_unique<EchoCall>(&server, kTenantA)); };
  for (int i = 0; i < 2; ++i) add();  // A's half of the workers
  ASSERT_TRUE(gate.WaitForVisitors(2));
  for (int i = 0; i < 20; ++i) add();  // two of these wait, the others are refused
  const auto is_done = [](const auto& call) { return call->done(); };
  ASSERT_TRUE(Eventually([&] { return std::count_if(calls.begin(), calls.end(), is_done) == 18; }));
  for (const auto& call : calls) {
    if (!call->done()) continue;
    const absl::Status status = call->Wait();
    EXPECT_THAT(status, HasReason("TENANT_LANE_FULL"));
    EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  }
  EXPECT_THAT(Echo(&server, kTenantB), IsOk());
  gate.Open();
  EXPECT_EQ(
      std::count_if(calls.begin(), calls.end(), [](const auto& call) { return call->Wait().ok(); }),
      4);
}

TEST_F(OverloadTest, ATenantThatCallsTooOftenIsToldWhenToComeBack) {
  EchoServer::Options options;
  options.pipeline.tenant_rate = {0.001, 2};
  EchoServer server(std::move(options));
  EXPECT_THAT(Echo(&server, kTenantA), IsOk());
  EXPECT_THAT(Echo(&server, kTenantA), IsOk());
  EXPECT_THAT(Echo(&server, kTenantA), HasReason("TENANT_RATE"));
  EXPECT_THAT(Echo(&server, kTenantB), IsOk());
}

TEST_F(OverloadTest, ACallCancelledInTheQueueNeverReachesItsHandler) {
  Turnstile gate;
  auto options = WithEcho([&](const Call&, const EchoRequest&) {
    gate.Pass();
    return EchoReply();
  });
  options.pipeline.point.threads = 1;
  EchoServer server(std::move(options));
  EchoCall first(&server, kTenantA);
  ASSERT_TRUE(gate.WaitForVisitors(1));
  EchoCall second(&server, kTenantA);
  EXPECT_TRUE(Eventually([&] {
    return absl::StrContains(server.Metrics(), "guanxi_rpc_queue_length{lane=\"point\"} 1");
  }));
  second.Cancel();
  EXPECT_THAT(second.Wait(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_NE(log_.WaitFor("\"code\":\"CANCELLED\""), "");  // answered while the worker is busy
  gate.Open();
  EXPECT_THAT(first.Wait(), IsOk());
  EXPECT_EQ(gate.visitors(), 1);
}

TEST_F(OverloadTest, ARunningHandlerLearnsThatItsCallerHasGone) {
  Turnstile gate;
  EchoServer server(WithEcho([&](const Call& call, const EchoRequest&) {
    gate.Pass();
    EXPECT_TRUE(Eventually([&] { return call.Cancelled(); }));
    return EchoReply();
  }));
  EchoCall call(&server, kTenantA);
  ASSERT_TRUE(gate.WaitForVisitors(1));
  gate.Open();
  call.Cancel();
  EXPECT_THAT(call.Wait(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(log_.WaitFor("\"handler_code\":\"OK\""), HasSubstr("\"code\":\"CANCELLED\""));
}

}  // namespace
}  // namespace guanxi::rpc
