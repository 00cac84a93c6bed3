// Events that change nothing at a consumer, and how often the log is read.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "common/events/consumer.h"
#include "common/events/testing.h"
#include "gmock/gmock.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;

class ConsumerIdleTest : public EventsTest {
 protected:
  // A consumer which events do not concern for which `idle` says so.
  Consumer::Options Idle(std::function<bool(const LogEvent&)> idle) {
    Consumer::Options options = ConsumerOptions();
    options.concerns = [idle](absl::Span<const LogEvent* const> events) {
      std::vector<bool> concerns;
      for (const LogEvent* event : events) concerns.push_back(!idle(*event));
      return concerns;
    };
    return options;
  }
};

// One call has what follows all partitions of a thread.
TEST_F(ConsumerIdleTest, ARoundReadsTheLogOnceForAllItsPartitions) {
  Fill(60, 1);
  const auto consumer = NewConsumer();
  ASSERT_THAT(consumer->Turn(), IsOk());
  EXPECT_EQ(reads_, ConsumerOptions().threads);
  ExpectEffectsAreWhole();
}

TEST_F(ConsumerIdleTest, WhatChangesNothingIsPassedOverInOneTransaction) {
  Fill(30, 5);
  int commits = 0;
  Consumer::Options options = Idle([](const LogEvent&) { return true; });
  options.passed = [&](absl::string_view point) { commits += point == "after_commit" ? 1 : 0; };
  const auto consumer = NewConsumer(options);
  EXPECT_TRUE(*consumer->Turn());
  EXPECT_EQ(commits, options.threads);
  EXPECT_EQ(CountEffects(), 0);
  EXPECT_EQ(Behind(), 0);
  EXPECT_FALSE(*consumer->Turn());
}

TEST_F(ConsumerIdleTest, CursorsLagBehindWhatChangesNothingAndAreMovedNowAndThen) {
  Fill(30, 1);
  Consumer::Options options = Idle([](const LogEvent& event) { return event.sequence() < 4; });
  options.pass_interval = absl::Seconds(1);
  auto consumer = NewConsumer(options);
  Settle(consumer.get());
  EXPECT_EQ(Behind(), 0);  // the first time at once
  Fill(30, 1, /*first=*/2);
  Settle(consumer.get());
  EXPECT_EQ(Behind(), 30);
  const int reads = reads_;
  clock_.Advance(options.pass_interval);
  Settle(consumer.get());
  EXPECT_EQ(Behind(), 0);
  EXPECT_LE(reads_, reads + options.threads) << "what was passed is not read again";
  Fill(30, 1, /*first=*/3);
  Settle(consumer.get());
  EXPECT_EQ(Behind(), 30);
  // An effect moves its partition's over them.
  WriteVersions(tenant_, Record(0), 1, /*first=*/4);
  RelayAll();
  Settle(consumer.get());
  EXPECT_EQ(CountEffects(), 1);
  EXPECT_LT(Behind(), 30);
  consumer.reset();
  EXPECT_EQ(Behind(), 0) << "whoever ends says how far he has come";
}

// Between them, before and behind them.
TEST_F(ConsumerIdleTest, WhatChangesSomethingTakesEffectOnceAmongWhatDoesNot) {
  Fill(30, 5);
  bool all = false;
  Consumer::Options options = Idle([&](const LogEvent& event) {
    return !all && (event.event_id()[15] % 3 == 0 || event.resource_id() == Record(1).bytes());
  });
  options.max_batch = 3;
  const auto apply = options.apply;
  std::set<std::string> applied;
  options.apply = [&](absl::Span<const LogEvent> events, const Done& done) {
    for (const LogEvent& event : events) EXPECT_TRUE(applied.insert(event.event_id()).second);
    return apply(events, done);
  };
  const auto consumer = NewConsumer(options);
  Settle(consumer.get());
  std::set<std::string> wanted;
  for (const LogEvent& event : WholeLog()) {
    if (event.event_id()[15] % 3 == 0 || event.resource_id() == Record(1).bytes()) continue;
    wanted.insert(event.event_id());
  }
  EXPECT_EQ(applied, wanted);
  EXPECT_EQ(CountEffects(), static_cast<int64_t>(wanted.size()));
  EXPECT_EQ(Behind(), 0);
  all = true;
  Fill(30, 2, /*first=*/6);
  Settle(consumer.get());
  EXPECT_EQ(CountEffects(), static_cast<int64_t>(wanted.size()) + 60);
  EXPECT_EQ(Behind(), 0);
}

TEST_F(ConsumerIdleTest, WhatChangesNothingDoesNotWaitBehindADeadLetter) {
  Fill(1, 5);
  Consumer::Options options = ConsumerOptions();
  options.apply = [apply = options.apply](absl::Span<const LogEvent> events, const Done& done) {
    for (const LogEvent& event : events) {
      if (event.sequence() == 2) {
        return Error(absl::StatusCode::kFailedPrecondition, "NOT_NOW", "not now");
      }
    }
    return apply(events, done);
  };
  options.concerns = [](absl::Span<const LogEvent* const> events) {
    std::vector<bool> concerns;
    for (const LogEvent* event : events) concerns.push_back(event->sequence() != 4);
    return concerns;
  };
  Settle(NewConsumer(options).get());
  EXPECT_EQ(Number(side_.get(), "SELECT COUNT(*) FROM dead_letters"), 3);  // 2, 3 and 5
  EXPECT_EQ(CountEffects(), 1);
  EXPECT_EQ(Behind(), 0);
}

TEST_F(ConsumerIdleTest, ItTellsUpToWhenAllHasTakenEffect) {
  Fill(5, 3);
  Consumer::Options options = ConsumerOptions();
  std::map<int, absl::Time> reached;
  options.reached = [&](int partition, absl::Time time) {
    EXPECT_GE(time, reached[partition]);
    reached[partition] = time;
  };
  bool fails = true;
  options.apply = [&, apply = options.apply](absl::Span<const LogEvent> events, const Done& done) {
    return fails ? absl::UnavailableError("not now") : apply(events, done);
  };
  const auto consumer = NewConsumer(options);
  Settle(consumer.get());
  const size_t idle = reached.size();  // partitions that had nothing
  EXPECT_LT(idle, 16u);
  fails = false;
  clock_.Advance(absl::Minutes(1));
  const absl::Time asked = clock_.Now();
  Settle(consumer.get());
  ASSERT_EQ(reached.size(), 16u);
  for (const auto& [partition, time] : reached) EXPECT_EQ(time, asked) << partition;
}

}  // namespace
}  // namespace guanxi::events
