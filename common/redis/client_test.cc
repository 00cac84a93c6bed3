#include "common/redis/client.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/testing/eventually.h"
#include "common/testing/fake_clock.h"
#include "common/testing/redis.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::redis {
namespace {

class ClientTest : public ::testing::Test {
 protected:
  ClientTest() : server_(Redis::Start().value()) {}

  Options QuickOptions() const {
    Options options = server_->options();
    options.command_timeout = absl::Milliseconds(200);
    return options;
  }
  // Comes through as soon as the pause after failures is over.
  static bool Recovers(Client* client) {
    return Eventually([&] { return client->Run({"PING"}).ok(); });
  }

  const std::unique_ptr<Redis> server_;
};

TEST_F(ClientTest, BytesAreExactInBothDirections) {
  Client client(server_->options());
  const std::string bytes("\0\r\n%b \xff$3", 9);
  ASSERT_THAT(client.Run({"SET", bytes, bytes}), IsOk());
  const auto reply = client.Run({"GET", bytes});
  ASSERT_THAT(reply, IsOk());
  EXPECT_EQ(reply->kind, Reply::Kind::kText);
  EXPECT_EQ(reply->text, bytes);
}

TEST_F(ClientTest, RepliesHaveTheirKinds) {
  Client client(server_->options());
  const auto replies = client.Pipeline({{"INCR", "n"},
                                        {"GET", "nothing"},
                                        {"GET"},
                                        {"RPUSH", "l", "a", "b"},
                                        {"LRANGE", "l", "0", "-1"}});
  ASSERT_THAT(replies, IsOk());
  EXPECT_EQ((*replies)[0].kind, Reply::Kind::kInteger);
  EXPECT_EQ((*replies)[0].integer, 1);
  EXPECT_EQ((*replies)[1].kind, Reply::Kind::kNil);
  EXPECT_EQ((*replies)[2].kind, Reply::Kind::kError);
  ASSERT_EQ((*replies)[4].items.size(), 2u);
  EXPECT_EQ((*replies)[4].items[1].text, "b");
}

TEST_F(ClientTest, ARefusedCommandIsAnErrorAndTheConnectionGoesOn) {
  Client client(server_->options());
  EXPECT_THAT(client.Run({"GET"}), HasReason("REDIS_REFUSED"));
  EXPECT_THAT(client.Run({"PING"}), IsOk());
}

TEST_F(ClientTest, WrongPasswordIsUnavailable) {
  Options options = server_->options();
  options.password = "wrong";
  Client client(options);
  EXPECT_THAT(client.Run({"PING"}), HasReason("REDIS_UNAVAILABLE"));
}

TEST_F(ClientTest, ConnectsAnewAfterTheServerWasRestarted) {
  Client client(server_->options());
  ASSERT_THAT(client.Run({"SET", "a", "1"}), IsOk());
  ASSERT_THAT(server_->Restart(), IsOk());
  EXPECT_THAT(client.Run({"PING"}), HasReason("REDIS_UNAVAILABLE"));
  EXPECT_TRUE(Recovers(&client));
  EXPECT_EQ(client.Run({"GET", "a"})->kind, Reply::Kind::kNil);
}

TEST_F(ClientTest, AServerThatStallsCostsTheTimeOutAndNoMore) {
  Client client(QuickOptions());
  ASSERT_THAT(client.Run({"PING"}), IsOk());
  server_->Stall();
  const absl::Time began = absl::Now();
  EXPECT_THAT(client.Run({"PING"}), HasReason("REDIS_UNAVAILABLE"));
  // And while the pause lasts, nothing.
  EXPECT_THAT(client.Run({"PING"}), HasReason("REDIS_UNAVAILABLE"));
  EXPECT_LT(absl::Now() - began, absl::Seconds(10));
  server_->Resume();
  EXPECT_TRUE(Recovers(&client));
}

TEST_F(ClientTest, PausesGrowWithFailuresAndEndWithSuccess) {
  FakeClock clock(absl::FromUnixSeconds(1'700'000'000));
  Options options = server_->options();
  options.max_pause = absl::Seconds(10);
  Client client(options, &clock);
  server_->Kill9();
  int attempts = 0;
  SetLogSink([&](absl::string_view) { ++attempts; });
  // Pauses of 1, 2, 4, 8, 10, 10 seconds: attempts at 0, 1, 3, 7, 15, 25.
  for (int second = 0; second < 30; ++second) {
    EXPECT_THAT(client.Run({"PING"}), HasReason("REDIS_UNAVAILABLE"));
    clock.Advance(absl::Seconds(1));
  }
  SetLogSink(nullptr);
  EXPECT_EQ(attempts, 6);
  ASSERT_THAT(server_->Restart(), IsOk());
  clock.Advance(absl::Seconds(10));
  EXPECT_THAT(client.Run({"PING"}), IsOk());
}

TEST_F(ClientTest, ABlockingCommandMayTakeItsWaitOnTopOfTheTimeOut) {
  Client client(QuickOptions());
  const auto reply =
      client.Run({"XREAD", "BLOCK", "500", "STREAMS", "s", "0"}, /*wait=*/absl::Milliseconds(500));
  ASSERT_THAT(reply, IsOk());
  EXPECT_EQ(reply->kind, Reply::Kind::kNil);
}

TEST_F(ClientTest, AServerThatMayNotBeWrittenToIsUnavailable) {
  ASSERT_THAT(server_->Run({"REPLICAOF", "127.0.0.1", "1"}), IsOk());
  Client client(server_->options());
  EXPECT_THAT(client.Run({"SET", "a", "1"}), HasReason("REDIS_UNAVAILABLE"));
  ASSERT_THAT(server_->Run({"REPLICAOF", "NO", "ONE"}), IsOk());
  EXPECT_TRUE(Eventually([&] { return client.Run({"SET", "a", "1"}).ok(); }));
}

}  // namespace
}  // namespace guanxi::redis
