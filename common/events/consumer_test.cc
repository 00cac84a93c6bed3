#include "common/events/consumer.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/redrive.h"
#include "common/events/testing.h"
#include "common/testing/breaking_proxy.h"
#include "common/testing/eventually.h"
#include "gmock/gmock.h"
#include "prometheus/registry.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;
using ::testing::IsEmpty;
using ::testing::KilledBySignal;
using ::testing::SizeIs;

class ConsumerTest : public EventsTest {
 protected:
  // Effects that fail at events for which `fault` says so, and how.
  Consumer::Options Failing(std::function<absl::Status(const LogEvent&)> fault) {
    Consumer::Options options = ConsumerOptions();
    options.apply = [this, fault](absl::Span<const LogEvent> events, const Done& done) {
      return side_->ReadWrite({}, [&](db::Transaction& tx) -> absl::Status {
        for (const LogEvent& event : events) {
          GUANXI_RETURN_IF_ERROR(fault(event));
          GUANXI_RETURN_IF_ERROR(NoteEffect(tx, event));
        }
        return done(tx);
      });
    };
    return options;
  }
  // Of a gauge, over all partitions.
  static double Sum(const prometheus::Registry& registry, const std::string& name) {
    double sum = 0;
    for (const prometheus::MetricFamily& family : registry.Collect()) {
      if (family.name != name) continue;
      for (const auto& metric : family.metric) sum += metric.gauge.value;
    }
    return sum;
  }
  int64_t Parked() { return Number(side_.get(), "SELECT COUNT(*) FROM dead_letters"); }

  // A consumer in a process of its own, which dies at the third `point`.
  [[noreturn]] void DieAt(const std::string& point) {
    const auto producer = db::Database::Create({server_}).value();
    const auto side = db::Database::Create({side_server_}).value();
    EventLog log(producer.get(), &clock_, &ids_);
    LogServiceImpl service(&log, nullptr, &clock_);
    Consumer::Options options = ConsumerOptions("another process");
    options.max_batch = 2;
    options.read = [&](const event::v1::ReadPartitionsRequest& request) {
      return service.ReadPartitions(CallOfService(), request);
    };
    options.apply = NoteAll(side.get());
    options.passed = [&, left = 3](absl::string_view passed) mutable {
      if (passed == point && --left == 0) kill(getpid(), SIGKILL);
    };
    Consumer consumer(side.get(), &clock_, options);
    Settle(&consumer);
    _exit(0);
  }
};

TEST_F(ConsumerTest, EveryEventTakesEffectOnceInTheOrderOfItsRecord) {
  Fill(30, 5);
  const auto consumer = NewConsumer();
  Settle(consumer.get());
  ExpectEffectsAreWhole();
  Fill(30, 5, /*first=*/6);
  Settle(consumer.get());
  ExpectEffectsAreWhole();
  EXPECT_THAT(losses_, IsEmpty());
}

TEST_F(ConsumerTest, AnotherProcessGoesOnWhereOneEnded) {
  Fill(10, 5);
  Settle(NewConsumer().get());
  Fill(10, 5, /*first=*/6);
  Settle(NewConsumer(ConsumerOptions("next")).get());
  ExpectEffectsAreWhole();
}

TEST_F(ConsumerTest, BatchesAreOfWhatMayGoTogether) {
  for (int i = 0; i < 20; ++i) {
    WriteVersions(i % 2 == 0 ? tenant_ : other_tenant_, Record(i), 3);
  }
  RelayAll();
  Consumer::Options options = ConsumerOptions();
  options.max_batch = 4;
  options.together = [](const LogEvent& a, const LogEvent& b) {
    return a.tenant_id() == b.tenant_id();
  };
  size_t largest = 0;
  options.apply = [&, apply = options.apply](absl::Span<const LogEvent> events, const Done& done) {
    largest = std::max(largest, events.size());
    for (const LogEvent& event : events) EXPECT_EQ(event.tenant_id(), events[0].tenant_id());
    return apply(events, done);
  };
  Settle(NewConsumer(options).get());
  ExpectEffectsAreWhole();
  EXPECT_GT(largest, 1u);
  EXPECT_LE(largest, 4u);
}

TEST_F(ConsumerTest, AnEventThatFailsIsParkedWithTheLaterOnesOfItsRecord) {
  Fill(10, 5);
  bool mended = false;
  const auto consumer = NewConsumer(Failing([&](const LogEvent& event) -> absl::Status {
    if (mended || event.resource_id() != Record(3).bytes() || event.sequence() != 3) {
      return absl::OkStatus();
    }
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_NOW", "not now");
  }));
  Settle(consumer.get());
  EXPECT_EQ(Parked(), 3);
  EXPECT_EQ(Number(side_.get(), "SELECT COUNT(*) FROM dead_letters WHERE reason = 'NOT_NOW'"), 1);
  EXPECT_EQ(CountEffects(), 47);
  // What comes later stays behind them.
  Fill(10, 1, /*first=*/6);
  Settle(consumer.get());
  EXPECT_EQ(Parked(), 4);
  auto redriven = consumer->Redrive(tenant_);
  ASSERT_THAT(redriven, IsOk());
  EXPECT_EQ(redriven->applied, 0);
  EXPECT_EQ(redriven->left, 1);
  mended = true;
  EXPECT_EQ(consumer->Redrive(other_tenant_)->applied, 0);
  redriven = consumer->Redrive(tenant_);
  ASSERT_THAT(redriven, IsOk());
  EXPECT_EQ(redriven->applied, 4);
  EXPECT_EQ(redriven->left, 0);
  EXPECT_EQ(Parked(), 0);
  Fill(10, 1, /*first=*/7);
  Settle(consumer.get());
  ExpectEffectsAreWhole();
}

TEST_F(ConsumerTest, ByTheRpcATenantsOwnDeadLettersAreRedriven) {
  Fill(5, 2);
  bool mended = false;
  const Consumer::Options options = Failing([&](const LogEvent& event) -> absl::Status {
    if (mended || event.resource_id() != Record(3).bytes()) return absl::OkStatus();
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_NOW", "not now");
  });
  Settle(NewConsumer(options).get());
  EXPECT_EQ(Parked(), 2);
  const Redrive redrive(side_.get(), &clock_, {options});
  rpc::Call call;
  call.principal.tenant = tenant_;
  const auto failed = redrive.Run(call);
  ASSERT_THAT(failed, IsOk());
  EXPECT_EQ(failed->applied_count(), 0);
  EXPECT_EQ(failed->left_count(), 1);
  ASSERT_EQ(failed->reasons_size(), 1);
  EXPECT_EQ(failed->reasons(0), "NOT_NOW");
  mended = true;
  call.principal.tenant = other_tenant_;
  EXPECT_EQ(redrive.Run(call)->applied_count(), 0);
  call.principal.tenant = tenant_;
  // Whoever has gone has nothing done for him.
  call.shared->cancelled = true;
  EXPECT_THAT(redrive.Run(call), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(Parked(), 2);
  call.shared->cancelled = false;
  EXPECT_EQ(redrive.Run(call)->applied_count(), 2);
  EXPECT_EQ(Parked(), 0);
  ExpectEffectsAreWhole();
}

TEST_F(ConsumerTest, APassingFaultHoldsThePartitionUpAndCountsForNothing) {
  Fill(1, 5);
  int faults = 0;
  const auto consumer = NewConsumer(Failing([&](const LogEvent& event) -> absl::Status {
    if (event.sequence() != 3 || faults >= 20) return absl::OkStatus();
    ++faults;
    return Unavailable("DOWN", "down");
  }));
  // Pauses grow: tried again at once it is not.
  for (int i = 0; i < 5; ++i) ASSERT_THAT(consumer->Turn(), IsOk());
  EXPECT_EQ(faults, 1);
  for (int i = 0; i < 40; ++i) {
    clock_.Advance(ConsumerOptions().max_pause);
    ASSERT_THAT(consumer->Turn(), IsOk());
  }
  EXPECT_EQ(faults, 20);
  EXPECT_EQ(Parked(), 0);
  ExpectEffectsAreWhole();
}

// Else whoever watches over it would be called until something happens, and the next fault would
// cost the longest pause at once.
TEST_F(ConsumerTest, AFaultOfReadingEndsThoughThereIsNothingToApply) {
  prometheus::Registry registry;
  bool down = true;
  Consumer::Options options = ConsumerOptions();
  options.registry = &registry;
  options.read = [&, read = options.read](const event::v1::ReadPartitionsRequest& request)
      -> absl::StatusOr<event::v1::ReadPartitionsResponse> {
    if (down) return Unavailable("DOWN", "down");
    return read(request);
  };
  const auto held_up = [&] { return Sum(registry, "guanxi_event_consumer_held_up"); };
  const auto consumer = NewConsumer(options);
  for (int i = 0; i < 12; ++i) {
    ASSERT_THAT(consumer->Turn(), IsOk());
    clock_.Advance(options.max_pause);
  }
  EXPECT_EQ(held_up(), kPartitions);
  down = false;
  ASSERT_THAT(consumer->Turn(), IsOk());
  EXPECT_EQ(held_up(), 0);
  down = true;
  ASSERT_THAT(consumer->Turn(), IsOk());
  EXPECT_EQ(held_up(), kPartitions);
  down = false;
  clock_.Advance(absl::Seconds(1));
  ASSERT_THAT(consumer->Turn(), IsOk());
  EXPECT_EQ(held_up(), 0);
}

TEST_F(ConsumerTest, WhoHasLostAPartitionSaysNothingOfItAnyMore) {
  Fill(1, 1);
  prometheus::Registry registry;
  Consumer::Options options = Failing([](const LogEvent&) { return Unavailable("DOWN", "down"); });
  options.registry = &registry;
  const auto first = NewConsumer(options);
  ASSERT_THAT(first->Turn(), IsOk());
  EXPECT_EQ(Sum(registry, "guanxi_event_consumer_held_up"), 1);
  EXPECT_EQ(Sum(registry, "guanxi_event_consumer_lag_events"), 1);
  clock_.Advance(options.lease + absl::Seconds(1));
  const auto other = NewConsumer(ConsumerOptions("other"));
  Settle(other.get());
  ASSERT_THAT(first->Turn(), IsOk());
  EXPECT_EQ(Sum(registry, "guanxi_event_consumer_held_up"), 0);
  EXPECT_EQ(Sum(registry, "guanxi_event_consumer_lag_events"), 0);
}

TEST_F(ConsumerTest, AFaultOfOursIsTriedAFewTimes) {
  Fill(1, 2);
  int tries = 0;
  const auto consumer = NewConsumer(Failing([&](const LogEvent& event) -> absl::Status {
    if (event.sequence() != 1) return absl::OkStatus();
    ++tries;
    return absl::InternalError("a bug");
  }));
  for (int i = 0; i < 20; ++i) {
    clock_.Advance(ConsumerOptions().max_pause);
    ASSERT_THAT(consumer->Turn(), IsOk());
  }
  EXPECT_EQ(tries, kTries + 1);  // and once in a batch
  EXPECT_EQ(Parked(), 2);
}

TEST_F(ConsumerTest, TwoReplicasShareThePartitionsAndNeitherWritesForTheOther) {
  Fill(20, 2);
  const auto first = NewConsumer(ConsumerOptions("first"));
  const auto second = NewConsumer(ConsumerOptions("second"));
  ASSERT_THAT(first->Turn(), IsOk());
  EXPECT_FALSE(*second->Turn());  // the first has them all
  Fill(20, 2, /*first=*/3);
  clock_.Advance(ConsumerOptions().lease + absl::Seconds(1));
  Settle(second.get());
  ExpectEffectsAreWhole();
  Fill(20, 2, /*first=*/5);
  Settle(first.get());  // looks again for what it holds: nothing
  Settle(second.get());
  ExpectEffectsAreWhole();
}

// Its clock stands still, so that it goes on believing: the epoch alone keeps it from writing.
TEST_F(ConsumerTest, AReplicaThatWasOvertakenHasNoEffects) {
  FakeClock slow(clock_.Now());
  Fill(20, 1);
  Consumer stalled(side_.get(), &slow, ConsumerOptions("stalled"));
  Settle(&stalled);
  clock_.Advance(absl::Minutes(1));
  const auto other = NewConsumer(ConsumerOptions("other"));
  ASSERT_THAT(other->Turn(), IsOk());
  Fill(20, 1, /*first=*/2);
  ASSERT_THAT(stalled.Turn(), IsOk());
  EXPECT_EQ(CountEffects(), 20);
  Settle(other.get());
  ExpectEffectsAreWhole();
}

// A process that is told to end has some seconds, whatever there is to be applied.
TEST_F(ConsumerTest, AnEndComesBeforeAllThatIsThereIsApplied) {
  constexpr int kMany = 1000;
  Fill(1, kMany);
  std::atomic<bool> begun{false}, ending{false};
  Consumer::Options options = ConsumerOptions();
  options.max_batch = 1;
  options.apply = [&, apply = options.apply](absl::Span<const LogEvent> events, const Done& done) {
    begun = true;
    while (!ending) std::this_thread::yield();
    return apply(events, done);
  };
  {
    Consumer consumer(side_.get(), SystemClock(), options);
    consumer.Start();
    EXPECT_TRUE(Eventually([&] { return begun.load(); }));
    ending = true;
  }
  EXPECT_LT(CountEffects(), kMany);
  Consumer next(side_.get(), SystemClock(), ConsumerOptions("next"));
  Settle(&next);
  ExpectEffectsAreWhole();
}

TEST_F(ConsumerTest, ADeathAtAnyPointLosesAndDoublesNothing) {
  int version = 1;
  for (const char* point : {"before_commit", "after_commit"}) {
    Fill(10, 4, version);
    version += 4;
    EXPECT_EXIT(DieAt(point), KilledBySignal(SIGKILL), "") << point;
    clock_.Advance(absl::Minutes(1));  // the leases run out
    Settle(NewConsumer().get());
    ExpectEffectsAreWhole();
  }
}

TEST_F(ConsumerTest, ACommitOfWhichNobodyWasToldIsNotDoneAgain) {
  const auto proxy = BreakingProxy::Start(side_server_.socket);
  ASSERT_THAT(proxy, IsOk());
  db::Server through = side_server_;
  through.socket = (*proxy)->socket();
  const auto side = db::Database::Create({through}).value();
  Fill(1, 6);
  Consumer::Options options = ConsumerOptions();
  options.max_batch = 1;
  int effects = 0;
  options.apply = [&, apply = NoteAll(side.get())](absl::Span<const LogEvent> events,
                                                   const Done& done) {
    if (++effects == 3) {
      (*proxy)->BreakAt(
          "\x03"
          "COMMIT",
          BreakingProxy::Moment::kBeforeReply);
    }
    return apply(events, done);
  };
  const auto consumer = NewConsumer(options);
  for (int i = 0; i < 10; ++i) {
    ASSERT_THAT(consumer->Turn(), IsOk());
    clock_.Advance(absl::Seconds(1));
  }
  EXPECT_EQ((*proxy)->breaks(), 1);
  EXPECT_EQ(effects, 6);
  ExpectEffectsAreWhole();
}

TEST_F(ConsumerTest, WhatIsReadAnewHasNoDeadLettersAnyMore) {
  Fill(1, 3);
  const auto consumer = NewConsumer(Failing([](const LogEvent& event) -> absl::Status {
    if (event.sequence() != 2) return absl::OkStatus();
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_NOW", "not now");
  }));
  Settle(consumer.get());
  EXPECT_EQ(Parked(), 2);
  ASSERT_THAT(log_.Renew(), IsOk());
  Settle(consumer.get());
  EXPECT_EQ(Parked(), 0);
  // Nor does what follows wait behind them.
  Fill(1, 1, /*first=*/4);
  Settle(consumer.get());
  EXPECT_EQ(Parked(), 0);
  EXPECT_EQ(CountEffects(), 2);
}

}  // namespace
}  // namespace guanxi::events
