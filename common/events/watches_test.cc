// WatchEvents over a connection.
#include "common/events/watches.h"

#include <grpcpp/channel.h>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/events/event_log.h"
#include "common/events/event_methods.h"
#include "common/events/relay.h"
#include "common/policy/authorizer.h"
#include "common/resource/catalog.h"
#include "common/resource/workshop.h"
#include "common/rpc/client.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/testing/eventually.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/event_service.adapter.h"
#include "prometheus/registry.h"

namespace guanxi::events {
namespace {

using access::v1::EventService;
using event::v1::ListEventsRequest;
using event::v1::ListEventsResponse;
using event::v1::WatchEventsRequest;
using ::testing::SizeIs;

class WatchesTest : public ::testing::Test {
 protected:
  WatchesTest()
      : catalog_(resource::Catalog::Create(shop_.engine.get(), shop_.all()).value()),
        methods_(shop_.database.get(), shop_.engine.get(), catalog_.get(),
                 {absl::Milliseconds(10), absl::Milliseconds(50)}),
        registry_(std::make_shared<prometheus::Registry>()),
        pipeline_(
            PipelineOptions(), [this](absl::string_view token) { return PrincipalOf(token); },
            &authorizer_, registry_),
        service_(&pipeline_, &methods_),
        server_(rpc::Server::Start(ServerOptions(), {&service_}, {}, registry_).value()),
        relay_(shop_.database.get(), &shop_.clock, nullptr, RelayOptions()) {
    rpc::ClientOptions client;
    client.target = absl::StrCat("127.0.0.1:", server_->ports().grpc);
    stub_ = EventService::NewStub(rpc::NewChannel(client));
  }

  // Two workers for streams, and as many streams on a connection as there are watches.
  static rpc::PipelineOptions PipelineOptions() {
    rpc::PipelineOptions options;
    options.job.threads = 2;
    options.memory_bytes = int64_t{512} << 20;  // for all of one caller
    return options;
  }
  static rpc::ServerOptions ServerOptions() {
    rpc::ServerOptions options;
    options.max_streams = kMaxTenantWatches + 100;
    return options;
  }
  static Relay::Options RelayOptions() {
    Relay::Options options;
    options.service = "test";
    options.owner = "test";
    return options;
  }
  absl::StatusOr<Principal> PrincipalOf(absl::string_view token) const {
    Principal principal = shop_.call().principal;
    if (token != "a") principal.tenant = DeriveUuid("tenant", "another");
    return principal;
  }

  // An open watch, read in a thread of its own.
  class Follower {
   public:
    Follower(EventService::Stub* stub, const std::string& who, const std::string& token = "") {
      rpc::Prepare(absl::Minutes(2), who, &context_);
      WatchEventsRequest request;
      request.set_token(token);
      reader_ = stub->WatchEvents(&context_, request);
      thread_ = std::thread([this] {
        ListEventsResponse message;
        while (reader_->Read(&message)) {
          MutexLock lock(&mutex_);
          ++messages_;
          gap_ = gap_ || message.gap();
          token_ = message.next_token();
          for (const auto& event : message.events()) ids_.push_back(event.change().event_id());
        }
        MutexLock lock(&mutex_);
        status_ = FromGrpcStatus(reader_->Finish());
      });
    }
    ~Follower() { Cancel(); }

    void Cancel() {
      context_.TryCancel();
      if (thread_.joinable()) thread_.join();
    }
    // Waits for the end that the server makes.
    absl::Status Join() {
      thread_.join();
      MutexLock lock(&mutex_);
      return status_;
    }
    bool begun() {
      return Get([&] { return messages_ > 0; });
    }
    bool gap() {
      return Get([&] { return gap_; });
    }
    size_t events() {
      return Get([&] { return ids_.size(); });
    }
    std::string token() {
      return Get([&] { return token_; });
    }
    std::vector<std::string> ids() {
      return Get([&] { return ids_; });
    }

   private:
    template <typename F>
    auto Get(F f) -> decltype(f()) {
      MutexLock lock(&mutex_);
      return f();
    }

    grpc::ClientContext context_;
    std::unique_ptr<grpc::ClientReader<ListEventsResponse>> reader_;
    Mutex mutex_;
    int messages_ = 0;
    bool gap_ = false;
    std::string token_;
    std::vector<std::string> ids_;
    absl::Status status_;
    std::thread thread_;
  };

  void AddTeams(int count) {
    for (int i = 0; i < count; ++i) shop_.AddTeam(absl::StrCat("team ", i));
    while (relay_.Turn()->moved > 0) {
    }
  }

  resource::Workshop shop_;
  UuidSource ids_;
  const std::unique_ptr<const resource::Catalog> catalog_;
  EventMethods<access::v1::EventServiceMethods> methods_;
  const std::shared_ptr<prometheus::Registry> registry_;
  const policy::Authorizer authorizer_;  // grants everything
  rpc::Pipeline pipeline_;
  access::v1::EventServiceAdapter service_;
  std::unique_ptr<rpc::Server> server_;
  Relay relay_;
  std::unique_ptr<EventService::Stub> stub_;
};

TEST_F(WatchesTest, AWatcherIsToldWhatHappensFromNowOn) {
  AddTeams(3);
  Follower follower(stub_.get(), "a");
  ASSERT_TRUE(Eventually([&] { return follower.begun(); }));
  EXPECT_EQ(follower.events(), 0u);
  AddTeams(250);
  EXPECT_TRUE(Eventually([&] { return follower.events() >= 250; }));
  const std::vector<std::string> ids = follower.ids();
  EXPECT_THAT(ids, SizeIs(250));
  EXPECT_THAT(std::set<std::string>(ids.begin(), ids.end()), SizeIs(250));
}

TEST_F(WatchesTest, WhoIsCutOffGoesOnWithoutDoublesOrGaps) {
  std::vector<std::string> ids;
  std::string token;
  for (int i = 0; i < 5; ++i) {
    Follower follower(stub_.get(), "a", token);
    ASSERT_TRUE(Eventually([&] { return follower.begun(); }));
    AddTeams(20);
    ASSERT_TRUE(Eventually([&] { return follower.events() > 0; }));
    follower.Cancel();
    const std::vector<std::string> more = follower.ids();
    ids.insert(ids.end(), more.begin(), more.end());
    token = follower.token();
  }
  Follower last(stub_.get(), "a", token);
  EXPECT_TRUE(Eventually([&] { return ids.size() + last.events() >= 100; }));
  const std::vector<std::string> more = last.ids();
  ids.insert(ids.end(), more.begin(), more.end());
  EXPECT_THAT(ids, SizeIs(100));
  EXPECT_THAT(std::set<std::string>(ids.begin(), ids.end()), SizeIs(100));
}

TEST_F(WatchesTest, AnotherTenantHearsNothing) {
  Follower other(stub_.get(), "another");
  Follower follower(stub_.get(), "a");
  ASSERT_TRUE(Eventually([&] { return other.begun() && follower.begun(); }));
  AddTeams(5);
  EXPECT_TRUE(Eventually([&] { return follower.events() == 5; }));
  EXPECT_EQ(other.events(), 0u);
}

TEST_F(WatchesTest, WhatIsMissingIsSaid) {
  std::string token;
  {
    Follower follower(stub_.get(), "a");
    ASSERT_TRUE(Eventually([&] { return follower.begun(); }));
    token = follower.token();
  }
  AddTeams(3);
  EventLog log(shop_.database.get(), &shop_.clock, &ids_);
  ASSERT_THAT(log.Renew(), IsOk());
  Follower follower(stub_.get(), "a", token);
  EXPECT_TRUE(Eventually([&] { return follower.gap(); }));
}

TEST_F(WatchesTest, ATokenThatIsNoneEndsTheWatch) {
  Follower follower(stub_.get(), "a", "AAAA");
  EXPECT_THAT(follower.Join(), HasReason("INVALID_FIELD"));
}

TEST_F(WatchesTest, AnIdleWatchIsHeardOfNowAndThenAndEndsInGoodOrder) {
  FakeClock clock(absl::FromUnixSeconds(1'700'000'000));
  const TenantEvents events(shop_.database.get(), shop_.engine.get(), catalog_.get());
  Watches watches(&events, {}, &clock);
  rpc::Call call = shop_.call();
  call.deadline = absl::InfiniteFuture();
  const WatchEventsRequest request;
  const auto watch = watches.Open(call, request);
  const auto says_something = [&] {
    const auto sent = watch->Next();
    EXPECT_THAT(sent, IsOk());
    EXPECT_FALSE(sent->ends);
    if (!sent->message.has_value()) return false;
    EXPECT_EQ(sent->message->events_size(), 0);
    EXPECT_NE(sent->message->next_token(), "");
    return true;
  };
  EXPECT_TRUE(says_something());
  EXPECT_FALSE(says_something());
  clock.Advance(kWatchPulse);
  EXPECT_TRUE(says_something());
  EXPECT_FALSE(says_something());
  clock.Advance(kWatchLife);
  const auto last = watch->Next();
  ASSERT_THAT(last, IsOk());
  EXPECT_TRUE(last->ends);
  EXPECT_FALSE(last->message.has_value());
}

// A watch without a thread of its own.
class IdleWatch final : public grpc::ClientReadReactor<ListEventsResponse> {
 public:
  explicit IdleWatch(EventService::Stub* stub) {
    rpc::Prepare(absl::Minutes(2), "a", &context_);
    stub->async()->WatchEvents(&context_, &request_, this);
    StartRead(&message_);
    StartCall();
  }
  // gRPC uses it until the call is done.
  ~IdleWatch() override {
    Cancel();
    EXPECT_TRUE(Eventually([&] { return done(); }));
  }
  void Cancel() { context_.TryCancel(); }
  bool begun() const { return messages_ > 0; }
  int events() const { return events_; }
  bool done() const { return done_; }
  // Of a call that is done: why.
  const std::string& reason() const { return reason_; }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    ++messages_;
    events_ += message_.events_size();
    StartRead(&message_);
  }
  void OnDone(const grpc::Status& status) override {
    reason_ = Reason(FromGrpcStatus(status));
    done_ = true;
  }

 private:
  grpc::ClientContext context_;
  WatchEventsRequest request_;
  ListEventsResponse message_;
  std::atomic<int> messages_{0}, events_{0};
  std::string reason_;
  std::atomic<bool> done_{false};
};

TEST_F(WatchesTest, AThousandIdleWatchersHoldNoWorker) {
  std::vector<std::unique_ptr<IdleWatch>> watches;
  const auto each = [&](auto holds) {
    for (const auto& watch : watches) {
      if (!Eventually([&] { return holds(*watch); }, absl::Minutes(1))) return false;
    }
    return true;
  };
  while (watches.size() < kMaxTenantWatches) {
    // Not faster than the lane takes them in.
    watches.push_back(std::make_unique<IdleWatch>(stub_.get()));
    ASSERT_TRUE(Eventually([&] { return watches.back()->begun(); }))
        << watches.size() << " " << watches.back()->done();
  }
  EXPECT_EQ(methods_.watches().count(), kMaxTenantWatches);
  IdleWatch one_more(stub_.get());
  EXPECT_TRUE(Eventually([&] { return one_more.done(); }));
  EXPECT_EQ(one_more.reason(), "TOO_MANY_WATCHES");
  grpc::ClientContext context;
  rpc::Prepare(absl::Seconds(20), "a", &context);
  ListEventsResponse response;
  EXPECT_THAT(FromGrpcStatus(stub_->ListEvents(&context, ListEventsRequest(), &response)), IsOk());
  AddTeams(1);
  EXPECT_TRUE(each([](const IdleWatch& watch) { return watch.events() == 1; }));
  for (const auto& watch : watches) watch->Cancel();
  EXPECT_TRUE(each([](const IdleWatch& watch) { return watch.done(); }));
  EXPECT_TRUE(Eventually([&] { return methods_.watches().count() == 0; }));
}

}  // namespace
}  // namespace guanxi::events
