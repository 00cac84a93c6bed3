// Consumers with Redis in front of the log, and with whatever may become of it.
#include <memory>
#include <string>

#include "common/base/clock.h"
#include "common/events/consumer.h"
#include "common/events/stream.h"
#include "common/events/testing.h"
#include "common/testing/eventually.h"
#include "common/testing/redis.h"
#include "gmock/gmock.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RedisConsumerTest : public EventsTest {
 protected:
  RedisConsumerTest() : redis_(Redis::Start().value()), client_(redis_->options()) {}
  Consumer::Options WithRedis() {
    Consumer::Options options = ConsumerOptions();
    options.redis = redis_->options();
    options.redis->command_timeout = absl::Milliseconds(200);
    return options;
  }
  // Versions of 20 records, relayed with Redis told.
  void FillStreams(int first, redis::Client* client) {
    for (int i = 0; i < 20; ++i) WriteVersions(tenant_, Record(i), 1, first);
    EXPECT_EQ(RelayAll(client), 20);
  }

  const std::unique_ptr<Redis> redis_;
  redis::Client client_;
};

TEST_F(RedisConsumerTest, WhatRedisShowsIsNotReadFromTheLog) {
  const auto consumer = NewConsumer(WithRedis());
  Settle(consumer.get());  // knows the log now
  Settle(consumer.get());
  const int reads = reads_;
  FillStreams(1, &client_);
  Settle(consumer.get());
  ExpectEffectsAreWhole();
  EXPECT_EQ(reads_, reads);
}

TEST_F(RedisConsumerTest, WhatRedisDoesNotShowIsReadFromTheLog) {
  const auto consumer = NewConsumer(WithRedis());
  Settle(consumer.get());
  FillStreams(1, &client_);
  Settle(consumer.get());
  // Some that Redis was not told of, between others that it was.
  FillStreams(2, nullptr);
  FillStreams(3, &client_);
  Settle(consumer.get());
  ExpectEffectsAreWhole();
  // One with personal data.
  Write({{tenant_, Record(100), 1, Uuid(), "body", "personal"}});
  EXPECT_EQ(RelayAll(&client_), 1);
  Settle(consumer.get());
  ExpectEffectsAreWhole();
  // Silence.
  FillStreams(4, nullptr);
  Settle(consumer.get());
  EXPECT_EQ(CountEffects(), 61);
  clock_.Advance(WithRedis().silence);
  Settle(consumer.get());
  ExpectEffectsAreWhole();
}

TEST_F(RedisConsumerTest, RedisMayBeFlushedRestartedStalledOrGone) {
  const auto consumer = NewConsumer(WithRedis());
  Settle(consumer.get());
  FillStreams(1, &client_);
  ASSERT_THAT(redis_->Run({"FLUSHALL"}), IsOk());
  const auto catch_up = [&] {
    for (int i = 0; i < 3; ++i) {
      clock_.Advance(WithRedis().silence);
      Settle(consumer.get());
    }
    ExpectEffectsAreWhole();
  };
  catch_up();
  FillStreams(2, &client_);
  ASSERT_THAT(redis_->Restart(), IsOk());
  catch_up();
  FillStreams(3, &client_);
  catch_up();
  redis_->Stall();
  FillStreams(4, nullptr);
  catch_up();
  redis_->Resume();
  FillStreams(5, &client_);
  catch_up();
  redis_->Kill9();
  FillStreams(6, &client_);
  catch_up();
  EXPECT_THAT(losses_, IsEmpty());
}

// A stream's entries are believed only as far as they follow the cursor.
TEST_F(RedisConsumerTest, EntriesThatWereSeenOrComeTooSoonHaveNoEffect) {
  const auto consumer = NewConsumer(WithRedis());
  FillStreams(1, &client_);
  Settle(consumer.get());
  const Uuid log = log_.Id().value();
  const int partition = PartitionOf(tenant_.bytes(), Record(0).bytes());
  // As an old entry of a log that was lost would be: its event never happened.
  LogEvent lie;
  lie.set_event_id(std::string(ids_.Next().bytes()));
  ASSERT_THAT(Publish(&client_, "producer", log, {{partition, 1000, lie.SerializeAsString()}}),
              IsOk());
  Settle(consumer.get());
  ExpectEffectsAreWhole();
}

TEST_F(RedisConsumerTest, ArrivesInThreadsWhileEventsAreWritten) {
  Consumer::Options options = WithRedis();
  options.poll = absl::Milliseconds(100);
  options.silence = absl::Milliseconds(300);
  // Threads go by the real time.
  Consumer consumer(side_.get(), SystemClock(), options);
  consumer.Start();
  redis::Client client(redis_->options());
  Relay relay(database_.get(), SystemClock(), &client, RelayOptions());
  relay.Start();
  for (int version = 1; version <= 10; ++version) {
    for (int i = 0; i < 20; ++i) WriteVersions(tenant_, Record(i), 1, version);
  }
  EXPECT_TRUE(
      Eventually([&] { return Number(side_.get(), "SELECT COUNT(*) FROM effects") == 200; }));
  ExpectEffectsAreWhole();
}

}  // namespace
}  // namespace guanxi::events
