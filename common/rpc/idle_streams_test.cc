// Many streams at once: what idles holds no worker, what waits holds little memory.
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "common/rpc/stream.h"
#include "common/rpc/testing/echo_server.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

using ::testing::HasSubstr;

// Of each of three kinds.
constexpr int kEach = 334;

bool ShowsMetric(EchoServer* server, const std::string& line) {
  return Eventually([&] { return absl::StrContains(server->Metrics(), line + "\n"); });
}

// Handlers of calls that idle until something happens.
struct Idlers {
  std::atomic<int> taken{0}, fed{0}, looked{0};
  std::atomic<bool> happened{false};

  absl::StatusOr<Sent<EchoReply>> Feed(bool is_first, bool idles) {
    Sent<EchoReply> sent;
    if (!is_first && idles && !happened) {
      sent.pause = absl::Seconds(1);
      return sent;
    }
    fed += is_first ? 1 : 0;
    sent.message.emplace().set_text(is_first ? "first" : "last");
    sent.ends = !is_first;
    return sent;
  }
  EchoServer::Options Options() {
    EchoServer::Options options;
    options.handlers.collect = [this](const Call&) {
      return std::make_unique<CollectSteps>([this](const EchoRequest&) {
        ++taken;
        return absl::OkStatus();
      });
    };
    options.handlers.repeat = [this](const Call&, const RepeatRequest& request) {
      return std::make_unique<RepeatSteps>([this, idles = request.count() < 0, sent = 0]() mutable {
        return Feed(sent++ == 0, idles);
      });
    };
    options.handlers.await = [this](const Call&, const EchoRequest&) {
      ++looked;
      Waited<EchoReply> waited;
      waited.done = happened;
      waited.pause = absl::Seconds(1);
      return waited;
    };
    options.pipeline.job.threads = 2;
    options.pipeline.memory_bytes = 256 << 20;  // for so many of two callers
    options.pipeline.logged_successes_per_second = 0;
    options.server.max_streams = 3 * kEach + 100;
    return options;
  }
};

// An upload of which nothing more comes, a feed in which nothing happens, a call that waits.
class Idle {
 public:
  Idle(EchoServer* server, const char* tenant) {
    for (grpc::ClientContext* context : {&upload_, &feed_, &wait_}) {
      Prepare(absl::Minutes(5), tenant, context);
    }
    writer_ = server->stub()->Collect(&upload_, &collected_);
    EXPECT_TRUE(writer_->Write(EchoRequest()));
    RepeatRequest watch;
    watch.set_count(-1);
    reader_ = server->stub()->Repeat(&feed_, watch);
    EXPECT_TRUE(reader_->Read(&fed_));
    server->stub()->async()->Await(&wait_, &request_, &answer_,
                                   [this](grpc::Status status) { done_ = status.ok(); });
  }

  void ExpectEnd() {
    writer_->WritesDone();
    EXPECT_TRUE(writer_->Finish().ok());
    EXPECT_EQ(collected_.requests(), 1);
    EXPECT_TRUE(reader_->Read(&fed_));
    EXPECT_EQ(fed_.text(), "last");
    EXPECT_FALSE(reader_->Read(&fed_));
    EXPECT_TRUE(reader_->Finish().ok());
    EXPECT_TRUE(Eventually([&] { return done_.load(); }));
  }

 private:
  grpc::ClientContext upload_, feed_, wait_;
  CollectReply collected_;
  EchoRequest request_;
  EchoReply fed_, answer_;
  std::unique_ptr<grpc::ClientWriter<EchoRequest>> writer_;
  std::unique_ptr<grpc::ClientReader<EchoReply>> reader_;
  std::atomic<bool> done_{false};
};

// One of each kind that does not idle, in turn.
void ExpectServed(EchoServer* server) {
  grpc::ClientContext feed, upload;
  for (grpc::ClientContext* context : {&feed, &upload}) {
    Prepare(absl::Seconds(60), kTenantA, context);
  }
  RepeatRequest two;
  two.set_count(2);
  auto reader = server->stub()->Repeat(&feed, two);
  EchoReply reply;
  int messages = 0;
  while (reader->Read(&reply)) ++messages;
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(messages, 2);
  CollectReply collected;
  auto writer = server->stub()->Collect(&upload, &collected);
  EXPECT_TRUE(writer->Write(EchoRequest()));
  writer->WritesDone();
  EXPECT_TRUE(writer->Finish().ok());
}

TEST(IdleStreamsTest, AThousandLeaveALaneOfTwoWorkersFree) {
  LogCapture log;
  Idlers idlers;
  EchoServer server(idlers.Options());
  std::vector<std::unique_ptr<Idle>> idle;
  for (int i = 0; i < kEach; ++i) {
    idle.push_back(std::make_unique<Idle>(&server, i % 2 == 0 ? kTenantA : kTenantB));
  }
  EXPECT_TRUE(Eventually(
      [&] { return idlers.taken == kEach && idlers.fed == kEach && idlers.looked >= kEach; }));
  EXPECT_TRUE(ShowsMetric(&server, "guanxi_rpc_workers_busy{lane=\"job\"} 0"));
  const absl::Time before = absl::Now();
  ExpectServed(&server);
  EXPECT_LT(absl::Now() - before, absl::Seconds(10));  // before any of them would be cut off
  idlers.happened = true;
  for (auto& one : idle) one->ExpectEnd();
  EXPECT_TRUE(ShowsMetric(&server, "guanxi_rpc_held_bytes 0"));
}

// What many streams have sent and nobody has taken is bounded.
TEST(IdleStreamsTest, MessagesThatWaitHoldNoMoreMemoryThanTheyMay) {
  LogCapture log;
  Turnstile gate;
  EchoServer::Options options;
  options.handlers.collect = [&](const Call&) {
    return std::make_unique<CollectSteps>([&](const EchoRequest&) {
      gate.Pass();
      return absl::OkStatus();
    });
  };
  options.pipeline.memory_bytes = 8 << 20;
  EchoServer server(std::move(options));
  EchoRequest request;
  request.set_text(std::string(900 << 10, 'x'));
  struct Upload {
    grpc::ClientContext context;
    CollectReply reply;
    std::unique_ptr<grpc::ClientWriter<EchoRequest>> writer;
  };
  std::vector<std::unique_ptr<Upload>> uploads;
  for (int i = 0; i < 8; ++i) {
    uploads.push_back(std::make_unique<Upload>());
    Prepare(absl::Seconds(60), kTenantA, &uploads[i]->context);
    uploads[i]->writer = server.stub()->Collect(&uploads[i]->context, &uploads[i]->reply);
    uploads[i]->writer->Write(request);
  }
  EXPECT_THAT(log.WaitFor("CALLER_MEMORY_FULL"), HasSubstr("RESOURCE_EXHAUSTED"));
  EXPECT_THAT(Echo(&server, kTenantB), IsOk());
  gate.Open();
  for (auto& upload : uploads) {
    upload->writer->WritesDone();
    upload->writer->Finish();
  }
  EXPECT_TRUE(ShowsMetric(&server, "guanxi_rpc_held_bytes 0"));
}

// What is open holds no worker, and a caller has no more of it than he leaves to others.
TEST(IdleStreamsTest, ACallerHasNoMoreOpenThanHeLeaves) {
  LogCapture log;
  EchoServer::Options options;
  options.pipeline.memory_bytes = 8 << 20;
  EchoServer server(std::move(options));
  struct Silent {
    grpc::ClientContext context;
    CollectReply reply;
    std::unique_ptr<grpc::ClientWriter<EchoRequest>> writer;
  };
  std::vector<std::unique_ptr<Silent>> silent;
  const auto open = [&](const char* token) {
    silent.push_back(std::make_unique<Silent>());
    Prepare(absl::Seconds(60), token, &silent.back()->context);
    silent.back()->writer = server.stub()->Collect(&silent.back()->context, &silent.back()->reply);
  };
  // A quarter of the memory at 80 KiB each.
  constexpr int kMost = 25;
  for (int i = 0; i < kMost + 3; ++i) open(kTenantA);
  EXPECT_TRUE(Eventually([&] { return log.Lines("CALLER_MEMORY_FULL").size() == 3; }));
  open(kColleagueA);
  open(kTenantB);
  for (const size_t others : {silent.size() - 2, silent.size() - 1}) {
    silent[others]->writer->WritesDone();
    EXPECT_TRUE(silent[others]->writer->Finish().ok());
  }
  for (auto& one : silent) one->context.TryCancel();
  for (size_t i = 0; i + 2 < silent.size(); ++i) silent[i]->writer->Finish();
  EXPECT_TRUE(ShowsMetric(&server, "guanxi_rpc_held_bytes 0"));
}

}  // namespace
}  // namespace guanxi::rpc
