// What hostile callers try, over a real server: their calls fail, memory stays, others are served.
#include <grpcpp/generic/generic_stub.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "common/rpc/testing/echo_server.h"
#include "common/rpc/testing/raw_http2.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kEcho[] = "/guanxi.echo.v1.EchoService/Echo";
constexpr char kOpen[] = "/guanxi.echo.v1.EchoService/Open";
constexpr char kCollect[] = "/guanxi.echo.v1.EchoService/Collect";
constexpr char kChange[] = "/guanxi.echo.v1.EchoService/Change";
constexpr size_t kBombBytes = 56 << 20;

// The most memory that this process ever had, in bytes.
int64_t PeakMemory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    int64_t kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib << 10;
  }
  return 0;
}

// An EchoRequest of kBombBytes, compressed to about a thousandth. `window` as zlib wants it: 15 is
// deflate, 31 gzip.
std::string Bomb(int window) {
  std::string out(128 << 10, '\0');
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY), Z_OK);
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = out.size();
  const auto add = [&](absl::string_view bytes) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = bytes.size();
    EXPECT_EQ(deflate(&stream, Z_NO_FLUSH), Z_OK);
  };
  std::string head = "\x0a";  // field 1, a length of kBombBytes
  for (size_t n = kBombBytes; n > 0; n /= 128) head.push_back(n % 128 + (n >= 128 ? 128 : 0));
  add(head);
  const std::string zeros(1 << 20, '\0');
  for (size_t n = 0; n < kBombBytes; n += zeros.size()) add(zeros);
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string SmallRequest() { return GrpcFrame(false, "\x0a\x02hi"); }

class AbuseTest : public ::testing::Test {
 protected:
  int port(EchoServer* server) { return server->server()->ports().grpc; }

  LogCapture log_;
};

TEST_F(AbuseTest, ABombIsNeverInflated) {
  EchoServer server;
  const std::string gzip = Bomb(31);
  const std::string deflate = Bomb(15);
  ASSERT_LT(gzip.size(), 65535u);  // one HTTP/2 window
  ASSERT_THAT(Echo(&server, kTenantB), IsOk());
  const int64_t before = PeakMemory();
  std::vector<std::unique_ptr<RawHttp2>> peers;
  const auto attack = [&](const char* path, const char* encoding, const std::string& bomb) {
    peers.push_back(std::make_unique<RawHttp2>(port(&server)));
    RawHttp2::Headers headers;
    if (*encoding != '\0') headers.emplace_back("grpc-encoding", encoding);
    const int stream = peers.back()->Call(path, kTenantA, headers);
    peers.back()->Send(stream, GrpcFrame(true, bomb), true);
    EXPECT_TRUE(peers.back()->Receives("grpc-status", absl::Seconds(20))) << path << encoding;
  };
  for (const char* path : {kEcho, kOpen, kCollect}) {
    attack(path, "gzip", gzip);
    attack(path, "deflate", deflate);
    attack(path, "", gzip);
    attack(path, "identity", gzip);
  }
  EXPECT_THAT(Echo(&server, kTenantB), IsOk());
  EXPECT_LT(PeakMemory() - before, static_cast<int64_t>(kBombBytes) / 2);
  for (const std::string& line : log_.Lines("rpc.call")) {
    EXPECT_TRUE(!absl::StrContains(line, kTenantA) || !absl::StrContains(line, "\"code\":\"OK\""))
        << line;
  }
}

TEST_F(AbuseTest, ACompressedCallIsToldThatThatIsNotOffered) {
  EchoServer server;
  grpc::ClientContext context;
  Prepare(absl::Seconds(10), kTenantA, &context);
  context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  EchoRequest request;
  request.set_text(std::string(100000, 'x'));
  EchoReply reply;
  EXPECT_EQ(server.stub()->Echo(&context, request, &reply).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(AbuseTest, ADeadlineFarTooFarAwayIsCapped) {
  Mutex mutex;
  std::vector<absl::Time> deadlines;
  EchoServer::Options options;
  options.handlers.echo = [&](const Call& call, const EchoRequest&) {
    MutexLock lock(&mutex);
    deadlines.push_back(call.deadline);
    return EchoReply();
  };
  EchoServer server(std::move(options));
  const std::vector<const char*> timeouts = {"2600000H", "99999999H", "99999999M", "99999999S",
                                             "99999999n"};
  for (size_t i = 0; i < timeouts.size(); ++i) {
    RawHttp2 peer(port(&server));
    peer.Send(peer.Call(kEcho, kTenantA, {{"grpc-timeout", timeouts[i]}}), SmallRequest(), true);
    EXPECT_TRUE(Eventually([&] {
      MutexLock lock(&mutex);
      return deadlines.size() > i;
    })) << timeouts[i];
  }
  MutexLock lock(&mutex);
  for (const absl::Time deadline : deadlines) {
    EXPECT_LE(deadline, absl::Now() + PipelineOptions().point.max_deadline);
  }
}

TEST_F(AbuseTest, GrpcsOwnLogQuotesNoHeader) {
  EchoServer server;
  RawHttp2 peer(port(&server));
  peer.Send(peer.Call(kEcho, kTenantA, {{"grpc-timeout", "topsecret"}}), SmallRequest(), true);
  EXPECT_THAT(log_.WaitFor("\"grpc.log\""), HasSubstr("\"source\":"));
  EXPECT_THAT(log_.Lines("topsecret"), ::testing::IsEmpty());
}

TEST_F(AbuseTest, UnknownFieldsAreRefusedInEveryKindOfMethod) {
  EchoServer server;
  EchoRequest request;
  request.GetReflection()->MutableUnknownFields(&request)->AddVarint(901, 1);
  grpc::ClientContext unary, client_stream, server_stream;
  EchoReply reply;
  Prepare(absl::Seconds(10), kTenantA, &unary);
  EXPECT_THAT(FromGrpcStatus(server.stub()->Echo(&unary, request, &reply)),
              HasReason("UNKNOWN_FIELD"));

  Prepare(absl::Seconds(10), kTenantA, &client_stream);
  CollectReply collected;
  auto writer = server.stub()->Collect(&client_stream, &collected);
  writer->Write(EchoRequest());
  writer->Write(request);
  writer->WritesDone();
  EXPECT_THAT(FromGrpcStatus(writer->Finish()), HasReason("UNKNOWN_FIELD"));

  Prepare(absl::Seconds(10), kTenantA, &server_stream);
  RepeatRequest repeat;
  repeat.GetReflection()->MutableUnknownFields(&repeat)->AddVarint(901, 1);
  auto reader = server.stub()->Repeat(&server_stream, repeat);
  EXPECT_FALSE(reader->Read(&reply));
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), HasReason("UNKNOWN_FIELD"));
}

TEST_F(AbuseTest, RequestsHoldNoMoreMemoryThanTheyMay) {
  Turnstile gate;
  EchoServer::Options options;
  options.pipeline.memory_bytes = 52 << 20;  // a request counts four times its size
  options.handlers.echo = [&](const Call& call, const EchoRequest&) {
    if (call.principal.tenant.ToString() == kTenantA) gate.Pass();
    return EchoReply();
  };
  EchoServer server(std::move(options));
  const std::string megabyte(1 << 20, 'x');
  std::vector<std::unique_ptr<EchoCall>> calls;
  for (int i = 0; i < 3; ++i) {
    calls.push_back(std::make_unique<EchoCall>(&server, kTenantA, megabyte));
  }
  ASSERT_TRUE(gate.WaitForVisitors(3));
  EXPECT_THAT(Echo(&server, kTenantA, megabyte), HasReason("CALLER_MEMORY_FULL"));
  EXPECT_THAT(Echo(&server, kTenantB, megabyte), IsOk());
  gate.Open();
  for (auto& call : calls) EXPECT_THAT(call->Wait(), IsOk());
  EXPECT_TRUE(Eventually([&] { return Echo(&server, kTenantA, megabyte).ok(); }));
}

// A million empty messages take two bytes each on the wire, and hundreds in memory.
TEST_F(AbuseTest, AMessageThatGrowsWhenItIsParsedIsRefused) {
  EchoServer::Options options;
  options.pipeline.memory_bytes = 64 << 20;
  EchoServer server(std::move(options));
  ChangeRequest request;
  for (int i = 0; i < 500000; ++i) request.mutable_thing()->add_parts();
  ASSERT_LT(request.ByteSizeLong(), size_t{1} << 20);
  grpc::ClientContext context;
  Prepare(absl::Seconds(30), kTenantA, &context);
  EchoReply reply;
  EXPECT_THAT(FromGrpcStatus(server.stub()->Change(&context, request, &reply)),
              HasReason("REQUEST_TOO_LARGE"));
  EXPECT_THAT(Echo(&server, kTenantA), IsOk());
}

TEST_F(AbuseTest, AnswersThatNobodyTakesHoldBackTheirTenantAlone) {
  EchoServer::Options options;
  options.pipeline.memory_bytes = 8 << 20;
  options.handlers.echo = [](const Call&, const EchoRequest& request) {
    EchoReply reply;
    if (request.text() == "hi") reply.set_text(std::string(2 << 20, 'x'));
    return reply;
  };
  EchoServer server(std::move(options));
  {
    RawHttp2 peer(port(&server));  // takes one window of the answer and no more
    peer.Send(peer.Call(kEcho, kTenantA), SmallRequest(), true);
    EXPECT_TRUE(Eventually([&] { return !Echo(&server, kTenantA).ok(); }));
    EXPECT_THAT(Echo(&server, kTenantA), HasReason("TENANT_MEMORY_FULL"));
    EXPECT_THAT(Echo(&server, kTenantB), IsOk());
    EXPECT_THAT(server.Metrics(), HasSubstr("guanxi_rpc_held_bytes 42"));
  }
  EXPECT_TRUE(Eventually([&] { return Echo(&server, kTenantA).ok(); }));
  EXPECT_TRUE(
      Eventually([&] { return absl::StrContains(server.Metrics(), "guanxi_rpc_held_bytes 0\n"); }));
}

TEST_F(AbuseTest, AnAnswerBeyondTheLimitIsAnErrorInTheLogToo) {
  EchoServer::Options options;
  options.pipeline.max_answer_bytes = 1000;
  EchoServer server(std::move(options));
  EXPECT_THAT(Echo(&server, kTenantA, std::string(2000, 'x')), HasReason("ANSWER_TOO_LARGE"));
  EXPECT_THAT(log_.WaitFor("rpc.call"), HasSubstr("\"reason\":\"ANSWER_TOO_LARGE\""));

  grpc::ClientContext context;
  Prepare(absl::Seconds(10), kTenantB, &context);
  RepeatRequest request;
  request.set_text(std::string(2000, 'x'));
  request.set_count(1);
  auto reader = server.stub()->Repeat(&context, request);
  EchoReply reply;
  EXPECT_FALSE(reader->Read(&reply));
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), HasReason("ANSWER_TOO_LARGE"));
  EXPECT_EQ(log_.Lines("ANSWER_TOO_LARGE").size(), 2u);
}

TEST_F(AbuseTest, ADrippingUploadLosesItsStream) {
  EchoServer::Options options;
  options.pipeline.stream_rate = {1000, absl::Nanoseconds(1)};
  EchoServer server(std::move(options));
  grpc::ClientContext context;
  Prepare(absl::Seconds(30), kTenantA, &context);
  CollectReply reply;
  auto writer = server.stub()->Collect(&context, &reply);
  EchoRequest request;
  request.set_text("x");
  while (writer->Write(request)) {
  }
  EXPECT_THAT(FromGrpcStatus(writer->Finish()), HasReason("STREAM_TOO_SLOW"));
}

TEST_F(AbuseTest, AnUploadWithABrokenMessageIsNotTakenForACompleteOne) {
  EchoServer server;
  RawHttp2 peer(port(&server));
  const int stream = peer.Call(kCollect, kTenantA);
  peer.Send(stream, SmallRequest(), false);
  peer.Send(stream, GrpcFrame(false, "\xff\xff\xff"), true);
  EXPECT_THAT(log_.WaitFor("rpc.call"), HasSubstr("\"reason\":\"MESSAGE_MALFORMED\""));
}

// SETTINGS_MAX_CONCURRENT_STREAMS (RFC 9113: number 3, and four bytes), as the options have it.
TEST_F(AbuseTest, AConnectionHasFewStreams) {
  EchoServer server;
  RawHttp2 peer(port(&server));
  const auto streams = static_cast<char>(ServerOptions().max_streams);
  EXPECT_TRUE(peer.Receives(std::string("\0\3\0\0\0", 5) + streams, absl::Seconds(20)));
}

// Messages within messages, so often that a parser without a limit may leave its stack; as many as
// the first window of a connection takes.
TEST_F(AbuseTest, ADeepMessageIsNoneAndEndsNothing) {
  std::atomic<bool> handled{false};
  EchoServer::Options options;
  options.handlers.change = [&](const Call&, const ChangeRequest&) {
    handled = true;
    return EchoReply();
  };
  EchoServer server(std::move(options));
  const std::string groups(60000, '\x0b');  // of a field that nobody knows
  std::string parts;                        // the last byte first
  while (parts.size() < 60000) {
    std::string head = "\x1a";  // Thing.parts
    for (size_t n = parts.size(); n > 0 || head.size() == 1; n /= 128) {
      head.push_back(static_cast<char>(n % 128 + (n >= 128 ? 128 : 0)));
    }
    parts.append(head.rbegin(), head.rend());
  }
  parts.back() = '\x0a';  // ChangeRequest.thing
  std::reverse(parts.begin(), parts.end());
  for (const auto& [path, message] : {std::pair(kChange, parts), std::pair(kChange, groups),
                                      std::pair(kEcho, groups), std::pair(kCollect, groups)}) {
    RawHttp2 peer(port(&server));
    peer.Send(peer.Call(path, kTenantA), GrpcFrame(false, message), true);
    EXPECT_TRUE(peer.Receives("grpc-status", absl::Seconds(20))) << path;
    EXPECT_THAT(Echo(&server, kTenantB), IsOk());
  }
  EXPECT_FALSE(handled);
}

// Its last message begins with an unknown field, the one of the highest number that there is.
TEST_F(AbuseTest, NorIsOneThatBeginsWithAnUnknownField) {
  EchoServer server;
  RawHttp2 peer(port(&server));
  const int stream = peer.Call(kCollect, kTenantA);
  peer.Send(stream, SmallRequest(), false);
  peer.Send(stream, GrpcFrame(false, std::string("\xf8\xff\xff\xff\x0f\0\xff\xff\xff", 9)), true);
  EXPECT_THAT(log_.WaitFor("rpc.call"), HasSubstr("\"reason\":\"MESSAGE_MALFORMED\""));
}

TEST_F(AbuseTest, AFloodOfSuccessesIsNotAFloodOfLines) {
  EchoServer::Options options;
  options.pipeline.logged_successes_per_second = 0;
  EchoServer server(std::move(options));
  for (int i = 0; i < 10; ++i) ASSERT_THAT(Echo(&server, kTenantA), IsOk());
  EXPECT_THAT(Echo(&server, ""), Not(IsOk()));
  EXPECT_THAT(log_.WaitFor("rpc.call"), HasSubstr("UNAUTHENTICATED"));
}

}  // namespace
}  // namespace guanxi::rpc
