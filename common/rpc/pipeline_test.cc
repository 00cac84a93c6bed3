// The pipeline as callers see it, over a real server.
#include "common/rpc/pipeline.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "common/rpc/testing/echo_server.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PipelineTest : public ::testing::Test {
 protected:
  // A server that keeps the last call that its handler saw.
  EchoServer::Options Recording() {
    return WithEcho([this](const Call& call, const EchoRequest&) {
      MutexLock lock(&mutex_);
      seen_ = call;
      return EchoReply();
    });
  }

  Call seen() {
    MutexLock lock(&mutex_);
    return seen_;
  }

  LogCapture log_;

 private:
  Mutex mutex_;
  Call seen_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(PipelineTest, EveryAnswerIsToldWithItsTrace) {
  Mutex mutex;
  std::vector<std::string> told;
  EchoServer::Options options = WithEcho(
      [](const Call&, const EchoRequest&) { return Unavailable("DB_UNAVAILABLE", "it is away"); });
  options.pipeline.trace_share = 1;
  options.on_answer = [&](const Answered& answered) {
    EXPECT_GE(answered.answered, answered.received);
    MutexLock lock(&mutex);
    told.push_back(absl::StrCat(answered.call.method, " ", Reason(answered.status), " ",
                                answered.call.trace.IsSampled() ? "sampled" : "not sampled"));
  };
  EchoServer server(std::move(options));
  // What the caller has decided holds; where he has decided nothing, all are sampled here.
  for (const char* flags : {"00", "01", ""}) {
    grpc::ClientContext context;
    Prepare(absl::Seconds(30), kTenantA, &context);
    if (*flags != '\0') {
      context.AddMetadata(
          "traceparent",
          absl::StrCat("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-", flags));
    }
    EchoReply reply;
    EXPECT_THAT(FromGrpcStatus(server.stub()->Echo(&context, EchoRequest(), &reply)),
                HasReason("DB_UNAVAILABLE"));
  }
  const std::string call = "/guanxi.echo.v1.EchoService/Echo DB_UNAVAILABLE ";
  MutexLock lock(&mutex);
  EXPECT_THAT(told,
              ::testing::ElementsAre(call + "not sampled", call + "sampled", call + "sampled"));
}

TEST_F(PipelineTest, HandlersSeeWhoCallsWhat) {
  EchoServer server(Recording());
  ASSERT_THAT(Echo(&server, kTenantA), IsOk());
  EXPECT_EQ(seen().principal.tenant.ToString(), kTenantA);
  EXPECT_EQ(seen().principal.subject, absl::StrCat("users/", kTenantA));
  EXPECT_EQ(seen().method, "/guanxi.echo.v1.EchoService/Echo");
  EXPECT_EQ(seen().authorization, absl::StrCat("Bearer ", kTenantA));
  EXPECT_EQ(seen().lane, Lane::kPoint);
  EXPECT_EQ(seen().origin, "");
  EXPECT_FALSE(seen().Cancelled());
}

TEST_F(PipelineTest, RequestIdGoesThroughAndBackAndAPagesOriginThrough) {
  EchoServer server(Recording());
  grpc::ClientContext context;
  Prepare(absl::Seconds(10), kTenantA, &context);
  context.AddMetadata("x-request-id", "call-1");
  context.AddMetadata("origin", "https://www.example.com");
  EchoReply reply;
  ASSERT_TRUE(server.stub()->Echo(&context, EchoRequest(), &reply).ok());
  EXPECT_EQ(seen().request_id, "call-1");
  EXPECT_EQ(seen().origin, "https://www.example.com");
  EXPECT_EQ(context.GetServerInitialMetadata().find("x-request-id")->second, "call-1");
}

TEST_F(PipelineTest, HandlersMayAddResponseHeaders) {
  EchoServer server(WithEcho([](const Call& call, const EchoRequest&) {
    call.AddResponseHeader("cache-control", "max-age=60");
    return EchoReply();
  }));
  grpc::ClientContext context;
  Prepare(absl::Seconds(10), kTenantA, &context);
  EchoReply reply;
  ASSERT_TRUE(server.stub()->Echo(&context, EchoRequest(), &reply).ok());
  EXPECT_EQ(context.GetServerInitialMetadata().find("cache-control")->second, "max-age=60");
}

TEST_F(PipelineTest, ARequestIdThatCouldForgeLogLinesIsReplaced) {
  EchoServer server(Recording());
  grpc::ClientContext context;
  Prepare(absl::Seconds(10), kTenantA, &context);
  context.AddMetadata("x-request-id", "a b");
  EchoReply reply;
  ASSERT_TRUE(server.stub()->Echo(&context, EchoRequest(), &reply).ok());
  EXPECT_THAT(Uuid::Parse(seen().request_id), IsOk());
}

// Calls `method` with `if-match` and answers with its status.
template <typename Request>
absl::Status WithIfMatch(EchoServer* server, const std::string& if_match,
                         grpc::Status (echo::v1::EchoService::Stub::*method)(grpc::ClientContext*,
                                                                             const Request&,
                                                                             EchoReply*)) {
  grpc::ClientContext context;
  Prepare(absl::Seconds(10), kTenantA, &context);
  context.AddMetadata("if-match", if_match);
  EchoReply reply;
  return FromGrpcStatus((server->stub()->*method)(&context, Request(), &reply));
}

TEST_F(PipelineTest, MutationsSeeIfMatchAndOthersRefuseIt) {
  using Stub = echo::v1::EchoService::Stub;
  EchoServer::Options options;
  options.handlers.touch = [](const Call& call, const TouchRequest&) -> absl::StatusOr<EchoReply> {
    EXPECT_EQ(call.if_match, "abc");
    return EchoReply();
  };
  EchoServer server(std::move(options));
  EXPECT_THAT(WithIfMatch(&server, "W/\"abc\"", &Stub::Touch), IsOk());
  EXPECT_THAT(WithIfMatch(&server, "\"a\",\"b\"", &Stub::Touch), HasReason("IF_MATCH_MALFORMED"));
  EXPECT_THAT(WithIfMatch(&server, "\"abc\"", &Stub::Look), IsOk());
  EXPECT_THAT(WithIfMatch(&server, "\"abc\"", &Stub::Echo), HasReason("IF_MATCH_UNSUPPORTED"));
}

TEST_F(PipelineTest, WorkOnBehalfOfACallCarriesItsIdentity) {
  EchoServer server(Recording());
  Call call;
  call.authorization = absl::StrCat("Bearer ", kTenantB);
  call.request_id = "outer";
  call.trace = ContinueTrace("", "");
  call.deadline = absl::Now() + absl::Seconds(3);
  grpc::ClientContext context;
  PrepareOnBehalf(call, absl::Seconds(10), &context);
  EchoReply reply;
  ASSERT_TRUE(server.stub()->Echo(&context, EchoRequest(), &reply).ok());
  EXPECT_EQ(seen().principal.tenant.ToString(), kTenantB);
  EXPECT_EQ(seen().request_id, "outer");
  EXPECT_EQ(seen().trace.trace_id, call.trace.trace_id);
  EXPECT_EQ(seen().trace.parent_span_id, call.trace.span_id);
  EXPECT_LE(seen().deadline, call.deadline + absl::Milliseconds(100));
}

TEST_F(PipelineTest, TheLaneCapsTheDeadline) {
  EchoServer server(Recording());
  grpc::ClientContext context;
  Prepare(absl::Hours(1), kTenantA, &context);
  EchoReply reply;
  ASSERT_TRUE(server.stub()->Echo(&context, EchoRequest(), &reply).ok());
  EXPECT_LE(seen().deadline, absl::Now() + PipelineOptions().point.max_deadline);

  grpc::ClientContext scan;
  Prepare(absl::Hours(1), kTenantA, &scan);
  ASSERT_TRUE(server.stub()->Report(&scan, EchoRequest(), &reply).ok());
  EXPECT_EQ(seen().lane, Lane::kScan);
  EXPECT_GT(seen().deadline, absl::Now() + PipelineOptions().point.max_deadline);
  EXPECT_LE(seen().deadline, absl::Now() + PipelineOptions().scan.max_deadline);
}

TEST_F(PipelineTest, AuthenticationStandsBeforeTheHandler) {
  EchoServer server(Recording());
  EXPECT_THAT(Echo(&server, ""), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(Echo(&server, ""), HasReason("TOKEN_MISSING"));
  EXPECT_THAT(Echo(&server, "nonsense"), HasReason("TOKEN_MALFORMED"));
  for (const char* scheme : {"bearer ", "BEARER ", "Bearer   "}) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", absl::StrCat(scheme, "nonsense"));
    EchoReply reply;
    EXPECT_THAT(FromGrpcStatus(server.stub()->Echo(&context, EchoRequest(), &reply)),
                HasReason("TOKEN_MALFORMED"));
  }
  EXPECT_EQ(seen().method, "");
}

TEST_F(PipelineTest, PublicMethodsNeedNoToken) {
  EchoServer server(Recording());
  grpc::ClientContext context;
  EchoReply reply;
  ASSERT_TRUE(server.stub()->Open(&context, EchoRequest(), &reply).ok());
  EXPECT_TRUE(seen().principal.tenant.IsNil());
}

TEST_F(PipelineTest, AMethodThatIsNotDeclaredFailsClosed) {
  EchoServer server(Recording());
  grpc::ClientContext context;
  Prepare(absl::Seconds(10), kTenantA, &context);
  EchoReply reply;
  EXPECT_EQ(server.stub()->Misnamed(&context, EchoRequest(), &reply).error_code(),
            grpc::StatusCode::INTERNAL);
  EXPECT_NE(log_.WaitFor("METHOD_UNDECLARED"), "");
  EXPECT_EQ(seen().method, "");
}

TEST_F(PipelineTest, ErrorsKeepTheirDetails) {
  EchoServer server(WithEcho([](const Call&, const EchoRequest&) -> absl::StatusOr<EchoReply> {
    return InvalidField("text", "must not be empty");
  }));
  grpc::ClientContext context;
  Prepare(absl::Seconds(10), kTenantA, &context);
  EchoReply reply;
  const grpc::Status status = server.stub()->Echo(&context, EchoRequest(), &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), status.error_code());
  EXPECT_EQ(details.message(), status.error_message());
  google::rpc::BadRequest bad;
  bool found = false;
  for (const auto& any : details.details()) found = found || any.UnpackTo(&bad);
  ASSERT_TRUE(found);
  EXPECT_EQ(bad.field_violations(0).field(), "text");
}

TEST_F(PipelineTest, AHandlerThatThrowsIsAnInternalError) {
  EchoServer server(WithEcho([](const Call&, const EchoRequest&) -> absl::StatusOr<EchoReply> {
    throw std::runtime_error("phone 13800138000");
  }));
  const absl::Status status = Echo(&server, kTenantA);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(status.ToString(), Not(HasSubstr("13800138000")));
  EXPECT_THAT(log_.WaitFor("HANDLER_THREW"), Not(HasSubstr("13800138000")));
  EXPECT_THAT(Echo(&server, kTenantB), StatusIs(absl::StatusCode::kInternal));  // still serves
}

TEST_F(PipelineTest, OneLogLinePerCallWithoutContents) {
  EchoServer server;
  ASSERT_THAT(Echo(&server, kTenantA, "secret-text"), IsOk());
  const std::vector<std::string> lines = log_.Lines("rpc.call");
  ASSERT_EQ(lines.size(), 1u);
  for (const char* key : {"\"method\":\"/guanxi.echo.v1.EchoService/Echo\"", "\"code\":\"OK\"",
                          "\"duration_us\":", "\"queue_us\":", "\"lane\":\"point\"",
                          "\"request_id\":", "\"trace_id\":", "\"span_id\":"}) {
    EXPECT_THAT(lines[0], HasSubstr(key));
  }
  EXPECT_THAT(lines[0], HasSubstr(absl::StrCat("\"tenant\":\"", kTenantA, "\"")));
  EXPECT_THAT(lines[0], Not(HasSubstr("secret-text")));
  EXPECT_THAT(lines[0], Not(HasSubstr("Bearer")));
  EXPECT_THAT(lines[0], Not(HasSubstr("users/")));
}

TEST_F(PipelineTest, MetricsCountByMethodAndCodeAndNeverByTenant) {
  EchoServer server;
  ASSERT_THAT(Echo(&server, kTenantA), IsOk());
  EXPECT_THAT(Echo(&server, ""), Not(IsOk()));
  const std::string metrics = server.Metrics();
  const std::string method = "method=\"/guanxi.echo.v1.EchoService/Echo\"";
  EXPECT_THAT(metrics,
              HasSubstr(absl::StrCat("guanxi_rpc_requests_total{code=\"OK\",", method, "} 1")));
  EXPECT_THAT(metrics, HasSubstr(absl::StrCat("guanxi_rpc_requests_total{code=\"UNAUTHENTICATED\",",
                                              method, "} 1")));
  EXPECT_THAT(metrics, HasSubstr(absl::StrCat("guanxi_rpc_latency_seconds_count{lane=\"point\",",
                                              method, "} 2")));
  EXPECT_THAT(metrics, HasSubstr("guanxi_rpc_workers_busy{lane=\"scan\"} 0"));
  EXPECT_THAT(metrics, Not(HasSubstr(kTenantA)));
}

TEST(PipelineOptionsTest, EveryMistakeIsNamed) {
  EXPECT_THAT(Validate(PipelineOptions()), IsOk());
  PipelineOptions options;
  options.point.threads = 0;
  options.scan.default_deadline = absl::Hours(1);
  options.tenant_rate = {5, 0};
  options.memory_bytes = 1000;
  const std::string text(Validate(options).message());
  EXPECT_THAT(text, HasSubstr("point.threads"));
  EXPECT_THAT(text, HasSubstr("scan.default_deadline"));
  EXPECT_THAT(text, HasSubstr("tenant_rate.burst"));
  EXPECT_THAT(text, HasSubstr("memory_bytes"));
}

}  // namespace
}  // namespace guanxi::rpc
