// Streams over a real server: bounded memory, stalls, broken connections.
#include "common/rpc/stream.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "common/rpc/testing/echo_server.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

using ::testing::HasSubstr;

// More than HTTP/2 windows and gRPC's buffers hold together.
constexpr int kManyMessages = 400;
const std::string& Megabyte() {
  static const auto* const text = new std::string(1 << 20, 'x');
  return *text;
}

Sent<EchoReply> Message(const std::string& text = "") {
  Sent<EchoReply> sent;
  sent.message.emplace();
  sent.message->set_text(text);
  return sent;
}

class StreamTest : public ::testing::Test {
 protected:
  StreamTest() { Prepare(absl::Seconds(60), kTenantA, &context_); }

  // Options of a server whose Repeat makes its messages by `next`, and whose Collect takes them by
  // `take`.
  static EchoServer::Options Repeating(RepeatSteps::OnNext next) {
    EchoServer::Options options;
    options.handlers.repeat = [next = std::move(next)](const Call&, const RepeatRequest&) {
      return std::make_unique<RepeatSteps>(next);
    };
    return options;
  }
  static EchoServer::Options Collecting(CollectSteps::OnTake take) {
    EchoServer::Options options;
    options.handlers.collect = [take = std::move(take)](const Call&) {
      return std::make_unique<CollectSteps>(take);
    };
    return options;
  }

  LogCapture log_;
  grpc::ClientContext context_;
};

TEST_F(StreamTest, ServerStreamArrivesComplete) {
  EchoServer server;
  RepeatRequest request;
  request.set_text("hi");
  request.set_count(1000);
  auto reader = server.stub()->Repeat(&context_, request);
  EchoReply reply;
  int count = 0;
  while (reader->Read(&reply)) count += reply.text() == "hi" ? 1 : 0;
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(count, 1000);
  EXPECT_THAT(log_.WaitFor("rpc.call"), HasSubstr("\"lane\":\"job\""));
}

TEST_F(StreamTest, ClientStreamArrivesComplete) {
  EchoServer server;
  CollectReply reply;
  auto writer = server.stub()->Collect(&context_, &reply);
  EchoRequest request;
  request.set_text("four");
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(writer->Write(request));
  writer->WritesDone();
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_EQ(reply.requests(), 1000);
  EXPECT_EQ(reply.bytes(), 4000);
}

TEST_F(StreamTest, ClientStreamMayBeEmpty) {
  EchoServer server;
  CollectReply reply;
  auto writer = server.stub()->Collect(&context_, &reply);
  writer->WritesDone();
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_EQ(reply.requests(), 0);
}

TEST_F(StreamTest, AnErrorAfterSomeMessagesArrivesWithItsDetails) {
  std::atomic<bool> sent{false};
  EchoServer server(Repeating([&]() -> absl::StatusOr<Sent<EchoReply>> {
    if (!sent.exchange(true)) return Message();
    return NotFound("CUSTOMER", "customers/1");
  }));
  auto reader = server.stub()->Repeat(&context_, RepeatRequest());
  EchoReply reply;
  EXPECT_TRUE(reader->Read(&reply));
  EXPECT_FALSE(reader->Read(&reply));
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), HasReason("CUSTOMER_NOT_FOUND"));
}

// A caller that does not read stops the handler after a few messages, and its call ends by the
// stall limit.
TEST_F(StreamTest, ASlowReaderHoldsTheHandlerBackAndIsCutOff) {
  std::atomic<int> made{0};
  EchoServer::Options options = Repeating([&]() -> absl::StatusOr<Sent<EchoReply>> {
    if (made == kManyMessages) return Sent<EchoReply>{std::nullopt, true, {}};
    ++made;
    return Message(Megabyte());
  });
  options.pipeline.stream_stall_limit = absl::Milliseconds(300);
  EchoServer server(std::move(options));
  auto reader = server.stub()->Repeat(&context_, RepeatRequest());
  EXPECT_NE(log_.WaitFor("STREAM_STALLED"), "");
  EXPECT_LT(made, kManyMessages / 4);
  EchoReply reply;
  while (reader->Read(&reply)) {
  }
  EXPECT_FALSE(reader->Finish().ok());
}

// The caller read all that there was: nothing holds back the status.
TEST_F(StreamTest, AStreamAtItsDeadlineSaysSo) {
  for (const bool pauses : {false, true}) {
    EchoServer::Options options;
    options.pipeline.job.default_deadline = absl::Milliseconds(200);
    options.pipeline.job.max_deadline = absl::Milliseconds(200);
    options.handlers.repeat = [pauses](const Call& call, const RepeatRequest&) {
      return std::make_unique<RepeatSteps>(
          [pauses, &call, sent = false]() mutable -> absl::StatusOr<Sent<EchoReply>> {
            if (!std::exchange(sent, true)) return Message();
            if (pauses) return Sent<EchoReply>{std::nullopt, false, absl::Hours(1)};
            Eventually([&] { return absl::Now() > call.deadline; });
            return Message();
          });
    };
    EchoServer server(std::move(options));
    grpc::ClientContext context;
    Prepare(absl::Seconds(60), kTenantA, &context);
    auto reader = server.stub()->Repeat(&context, RepeatRequest());
    EchoReply reply;
    while (reader->Read(&reply)) {
    }
    EXPECT_THAT(FromGrpcStatus(reader->Finish()), HasReason("DEADLINE_PASSED"));
    EXPECT_THAT(log_.WaitFor("rpc.call"), HasSubstr("\"reason\":\"DEADLINE_PASSED\""));
  }
}

TEST(MinimumRateTest, CountsBytesOverTheTimeThatWasWaited) {
  MinimumRate rate({100, absl::Seconds(10)});
  for (int i = 0; i < 20; ++i) EXPECT_THAT(rate.Note(absl::Seconds(1), 10), IsOk());
  for (int i = 0; i < 9; ++i) EXPECT_THAT(rate.Note(absl::Seconds(1), 1), IsOk());
  EXPECT_THAT(rate.Note(absl::Seconds(1), 1), HasReason("STREAM_TOO_SLOW"));
}

TEST(MinimumRateTest, AHandlersOwnTimeIsNotTheCallers) {
  MinimumRate rate({100, absl::Seconds(10)});
  for (int i = 0; i < 1000; ++i) EXPECT_THAT(rate.Note(absl::ZeroDuration(), 0), IsOk());
}

TEST_F(StreamTest, ASilentSenderIsCutOff) {
  for (const int messages : {0, 1}) {
    EchoServer::Options options;
    options.pipeline.stream_stall_limit = absl::Milliseconds(100);
    EchoServer server(std::move(options));
    grpc::ClientContext context;
    Prepare(absl::Seconds(60), kTenantA, &context);
    CollectReply reply;
    auto writer = server.stub()->Collect(&context, &reply);
    EXPECT_TRUE(messages == 0 || writer->Write(EchoRequest()));
    EXPECT_THAT(FromGrpcStatus(writer->Finish()), HasReason("STREAM_STALLED"));
  }
}

// A handler that does not take holds the sender back.
TEST_F(StreamTest, UploadsAreNotBufferedInMemory) {
  Turnstile gate;
  EchoServer server(Collecting([&](const EchoRequest&) {
    gate.Pass();
    return absl::OkStatus();
  }));
  CollectReply reply;
  auto writer = server.stub()->Collect(&context_, &reply);
  std::atomic<int> sent{0};
  std::thread sender([&] {
    EchoRequest request;
    request.set_text(Megabyte());
    for (int i = 0; i < kManyMessages && writer->Write(request); ++i) ++sent;
    writer->WritesDone();
  });
  ASSERT_TRUE(gate.WaitForVisitors(1));
  int before = -1;
  EXPECT_TRUE(Eventually(
      [&] {  // the sender stands still
        const int last = before;
        before = sent;
        return before == last;
      },
      absl::Seconds(20), absl::Milliseconds(200)));
  EXPECT_LT(sent, kManyMessages / 4);
  gate.Open();
  sender.join();
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_EQ(reply.requests(), kManyMessages);
}

// Whoever takes an upload learns that it does not come to its end.
TEST_F(StreamTest, ABrokenUploadIsNeverTakenForACompleteOne) {
  std::atomic<int> complete{0}, abandoned{0};
  class Steps : public CollectSteps {
   public:
    Steps(std::atomic<int>* complete, std::atomic<int>* abandoned)
        : complete_(*complete), abandoned_(*abandoned) {}
    absl::StatusOr<CollectReply> Finish() override {
      ++complete_;
      return CollectReply();
    }
    void Abandon() override { ++abandoned_; }

   private:
    std::atomic<int>& complete_;
    std::atomic<int>& abandoned_;
  };
  EchoServer::Options options;
  options.handlers.collect = [&](const Call&) {
    return std::make_unique<Steps>(&complete, &abandoned);
  };
  EchoServer server(std::move(options));
  for (size_t i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    Prepare(absl::Seconds(60), kTenantA, &context);
    CollectReply reply;
    auto writer = server.stub()->Collect(&context, &reply);
    EXPECT_TRUE(writer->Write(EchoRequest()));
    context.TryCancel();
    EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::CANCELLED);
    // One after the other: the queue has room for a few first messages of a caller.
    EXPECT_TRUE(Eventually([&] { return log_.Lines("rpc.call").size() > i; }));
  }
  EXPECT_EQ(log_.Lines("\"code\":\"CANCELLED\"").size(), 20u);
  EXPECT_EQ(complete, 0);
  grpc::ClientContext context;
  Prepare(absl::Seconds(60), kTenantA, &context);
  CollectReply reply;
  auto writer = server.stub()->Collect(&context, &reply);
  EXPECT_TRUE(writer->Write(EchoRequest()));
  writer->WritesDone();
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_EQ(complete, 1);
  EXPECT_LE(abandoned, 20);  // a cancellation may be faster than the first message
}

TEST_F(StreamTest, StreamsLeaveThePointLaneAlone) {
  Turnstile gate;
  EchoServer::Options options = Collecting([&](const EchoRequest&) {
    gate.Pass();
    return absl::OkStatus();
  });
  options.pipeline.job.threads = 2;
  EchoServer server(std::move(options));
  CollectReply reply;
  auto writer = server.stub()->Collect(&context_, &reply);
  EXPECT_TRUE(writer->Write(EchoRequest()));
  ASSERT_TRUE(gate.WaitForVisitors(1));
  EXPECT_THAT(Echo(&server, kTenantA), IsOk());
  gate.Open();
  writer->WritesDone();
  EXPECT_TRUE(writer->Finish().ok());
}

}  // namespace
}  // namespace guanxi::rpc
