// Consumers that cannot have the events they need.
#include <atomic>
#include <thread>

#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/consumer.h"
#include "common/events/testing.h"
#include "common/testing/eventually.h"
#include "gmock/gmock.h"

namespace guanxi::events {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

using RecoveryTest = EventsTest;

TEST_F(RecoveryTest, AnotherLogIsRecoveredFromNeverSkipped) {
  Fill(20, 1);
  const auto consumer = NewConsumer();
  Settle(consumer.get());
  ASSERT_THAT(log_.Renew(), IsOk());
  Fill(20, 1, /*first=*/2);
  Settle(consumer.get());
  ASSERT_THAT(losses_, SizeIs(kPartitions));
  EXPECT_EQ(losses_[0].kind, Loss::Kind::kAnotherLog);
  // What the log held by then is what recovery reads anew; what follows arrives.
  EXPECT_EQ(CountEffects(), 20);
  Fill(20, 1, /*first=*/3);
  Settle(consumer.get());
  EXPECT_EQ(CountEffects(), 40);
  EXPECT_THAT(losses_, SizeIs(kPartitions));
}

// As after a failover that lost commits: by its end alone nobody could tell it from the one before.
TEST_F(RecoveryTest, ALogThatHasGrownAgainSinceItLostItsEndIsAnotherOne) {
  Relay relay(database_.get(), &clock_, nullptr, RelayOptions());
  WriteVersions(tenant_, Record(1), 5);
  ASSERT_EQ(Drain(&relay), 5);
  const auto consumer = NewConsumer();
  Settle(consumer.get());
  EXPECT_EQ(CountEffects(), 5);
  const Uuid id = log_.Id().value();
  for (const char* loss :
       {"UPDATE event_partitions SET head = 3 WHERE head = 5",
        "DELETE FROM event_log WHERE position > 3", "DELETE FROM changes WHERE sequence > 3"}) {
    Execute(database_.get(), loss);
  }
  WriteVersions(tenant_, Record(1), 4, /*first=*/4);
  ASSERT_EQ(Drain(&relay), 4);
  EXPECT_NE(log_.Id().value(), id);
  Settle(consumer.get());
  ASSERT_THAT(losses_, SizeIs(kPartitions));
  EXPECT_EQ(losses_[0].kind, Loss::Kind::kAnotherLog);
}

TEST_F(RecoveryTest, WhatWasRemovedUnreadIsRecoveredFrom) {
  Fill(1, 5);
  clock_.Advance(kKeepUnread + absl::Minutes(1));
  EXPECT_EQ(log_.Trim().value(), 5);
  const auto consumer = NewConsumer();
  Settle(consumer.get());
  ASSERT_THAT(losses_, SizeIs(1));
  EXPECT_EQ(losses_[0].kind, Loss::Kind::kRemoved);
  Fill(1, 1, /*first=*/6);
  Settle(consumer.get());
  EXPECT_EQ(CountEffects(), 1);
}

// Two replicas would read the same records anew in turns without end.
TEST_F(RecoveryTest, ARecoveryThatTakesLongIsNotBegunByAnotherReplica) {
  Fill(1, 5);
  clock_.Advance(kKeepUnread + absl::Minutes(1));
  ASSERT_EQ(log_.Trim().value(), 5);
  const auto other = NewConsumer(ConsumerOptions("other"));
  Consumer::Options options = ConsumerOptions("first");
  int recoveries = 0;
  options.recover = [&](const Loss&, const StillHeld& held) -> absl::Status {
    ++recoveries;
    for (int i = 0; i < 10; ++i) {
      clock_.Advance(options.lease / 2);
      GUANXI_RETURN_IF_ERROR(held());
      EXPECT_THAT(other->Turn(), IsOk());
    }
    return absl::OkStatus();
  };
  const auto first = NewConsumer(options);
  ASSERT_THAT(first->Turn(), IsOk());
  EXPECT_EQ(recoveries, 1);
  EXPECT_THAT(losses_, IsEmpty()) << "the other one began, too";
  Fill(1, 1, /*first=*/6);
  Settle(first.get());
  EXPECT_EQ(CountEffects(), 1);
}

TEST_F(RecoveryTest, WhoHasLostItsPartitionEndsItsRecovery) {
  Fill(1, 5);
  clock_.Advance(kKeepUnread + absl::Minutes(1));
  ASSERT_EQ(log_.Trim().value(), 5);
  const auto other = NewConsumer(ConsumerOptions("other"));
  Consumer::Options options = ConsumerOptions("first");
  absl::Status still_held;
  options.recover = [&](const Loss&, const StillHeld& held) {
    clock_.Advance(2 * options.lease);  // a step that was too long
    EXPECT_THAT(other->Turn(), IsOk());
    still_held = held();
    return still_held;
  };
  const auto first = NewConsumer(options);
  ASSERT_THAT(first->Turn(), IsOk());
  EXPECT_THAT(still_held, HasReason("CURSOR_MOVED"));
  EXPECT_THAT(losses_, SizeIs(1));
}

// Its last step was too long: what the other one has parked since then is that one's.
TEST_F(RecoveryTest, WhoHasLostItsPartitionForgetsNoDeadLetterOfAnother) {
  Fill(1, 5);
  clock_.Advance(kKeepUnread + absl::Minutes(1));
  ASSERT_EQ(log_.Trim().value(), 5);
  Consumer::Options failing = ConsumerOptions("other");
  failing.apply = [](absl::Span<const event::v1::LogEvent>, const Done&) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_NOW", "not now");
  };
  const auto other = NewConsumer(failing);
  const char* const parked = "SELECT COUNT(*) FROM dead_letters";
  Consumer::Options options = ConsumerOptions("first");
  options.recover = [&](const Loss&, const StillHeld&) {
    clock_.Advance(2 * options.lease);
    Settle(other.get());
    Fill(1, 1, /*first=*/6);
    Settle(other.get());
    EXPECT_EQ(Number(side_.get(), parked), 1);
    return absl::OkStatus();
  };
  const auto first = NewConsumer(options);
  ASSERT_THAT(first->Turn(), IsOk());
  EXPECT_THAT(losses_, SizeIs(1));
  EXPECT_EQ(Number(side_.get(), parked), 1);
}

TEST_F(RecoveryTest, ARecoveryThatTakesLongEndsWithItsConsumer) {
  Fill(1, 5);
  clock_.Advance(kKeepUnread + absl::Minutes(1));
  ASSERT_EQ(log_.Trim().value(), 5);
  std::atomic<bool> begun{false};
  absl::Status ended;
  Consumer::Options options = ConsumerOptions();
  options.recover = [&](const Loss&, const StillHeld& held) {
    begun = true;
    while (held().ok()) std::this_thread::yield();
    ended = held();
    return ended;
  };
  {
    Consumer consumer(side_.get(), SystemClock(), options);
    consumer.Start();
    EXPECT_TRUE(Eventually([&] { return begun.load(); }));
  }
  EXPECT_THAT(ended, StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(RecoveryTest, UntilRecoverySucceedsThePartitionStands) {
  Fill(1, 1);
  Consumer::Options options = ConsumerOptions();
  int attempts = 0;
  options.recover = [&](const Loss&, const StillHeld&) -> absl::Status {
    return ++attempts < 3 ? Unavailable("DOWN", "down") : absl::OkStatus();
  };
  const auto consumer = NewConsumer(options);
  Settle(consumer.get());
  Execute(database_.get(),
          "UPDATE event_partitions SET trimmed = head + 5, head = head + 5 "
          "WHERE head > 0");
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(absl::Minutes(1));
    ASSERT_THAT(consumer->Turn(), IsOk());
  }
  EXPECT_EQ(attempts, 3);
}

}  // namespace
}  // namespace guanxi::events
