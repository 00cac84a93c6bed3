// What a consumer does where it is not known whom events concern, or which events there are.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "common/errors/errors.h"
#include "common/events/consumer.h"
#include "common/events/partition.h"
#include "common/events/testing.h"
#include "gtest/gtest.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;
using ConsumerFaultsTest = EventsTest;

// Goes on between any two looks at it, by less than a pause.
class SteppingClock : public Clock {
 public:
  explicit SteppingClock(absl::Time now) : now_(now) {}
  absl::Time Now() override { return now_ += absl::Milliseconds(20); }

 private:
  absl::Time now_;
};

// Its partitions are nobody's, and not only once the lease of nobody has run out.
TEST_F(ConsumerFaultsTest, ANewConsumerHoldsItsPartitionsFromItsFirstTurnOn) {
  Fill(10, 2);
  SteppingClock clock(clock_.Now());
  Consumer consumer(side_.get(), &clock, ConsumerOptions());
  ASSERT_THAT(consumer.Turn(), IsOk());
  EXPECT_GT(CountEffects(), 0);
}

TEST_F(ConsumerFaultsTest, WhatCannotBeJudgedIsNotPassedOver) {
  Fill(10, 2);
  bool down = true;
  Consumer::Options options = ConsumerOptions();
  options.concerns =
      [&](absl::Span<const LogEvent* const> events) -> absl::StatusOr<std::vector<bool>> {
    if (down) return Unavailable("DOWN", "down");
    return std::vector<bool>(events.size(), true);
  };
  const auto consumer = NewConsumer(options);
  ASSERT_THAT(consumer->Turn(), IsOk());
  EXPECT_EQ(Behind(), 20);
  EXPECT_EQ(CountEffects(), 0);
  down = false;
  clock_.Advance(options.max_pause);
  Settle(consumer.get());
  ExpectEffectsAreWhole();
}

// However long the round takes afterwards: the pause may end within it.
TEST_F(ConsumerFaultsTest, WhatCouldNotBeJudgedIsNotPassedOverInTheRoundEither) {
  Fill(10, 2);
  bool down = true;
  Consumer::Options options = ConsumerOptions();
  options.threads = 1;
  options.concerns =
      [&](absl::Span<const LogEvent* const> events) -> absl::StatusOr<std::vector<bool>> {
    if (down) return Unavailable("DOWN", "down");
    return std::vector<bool>(events.size(), true);
  };
  SteppingClock clock(clock_.Now());
  Consumer consumer(side_.get(), &clock, options);
  ASSERT_THAT(consumer.Turn(), IsOk());
  EXPECT_EQ(Behind(), 20);
  down = false;
  for (int i = 0; i < 100 && Behind() > 0; ++i) ASSERT_THAT(consumer.Turn(), IsOk());
  ExpectEffectsAreWhole();
}

// A tenant that cannot be judged for now keeps nobody waiting whose events are elsewhere.
TEST_F(ConsumerFaultsTest, APassingFaultOfOneTenantHoldsItsPartitionsUpAlone) {
  Fill(30, 2);
  WriteVersions(other_tenant_, Record(0), 2);
  RelayAll();
  bool down = true;
  Consumer::Options options = ConsumerOptions();
  options.concerns =
      [&](absl::Span<const LogEvent* const> events) -> absl::StatusOr<std::vector<bool>> {
    for (const LogEvent* event : events) {
      if (down && event->tenant_id() == other_tenant_.bytes()) return Unavailable("DOWN", "down");
    }
    return std::vector<bool>(events.size(), true);
  };
  const auto consumer = NewConsumer(options);
  ASSERT_THAT(consumer->Turn(), IsOk());
  const int partition = PartitionOf(other_tenant_.bytes(), Record(0).bytes());
  EXPECT_EQ(Behind(), Number(database_.get(),
                             absl::StrCat("SELECT head FROM event_partitions WHERE partition_no = ",
                                          partition)));
  EXPECT_EQ(Behind() + CountEffects(), 62);
  down = false;
  clock_.Advance(options.max_pause);
  Settle(consumer.get());
  ExpectEffectsAreWhole();
}

// Such as a role that it has taken away.
TEST_F(ConsumerFaultsTest, AnotherFaultOfOneTenantHasItsEventsAppliedAndNobodyWait) {
  Fill(30, 2);
  WriteVersions(other_tenant_, Record(0), 2);
  RelayAll();
  const auto denied = [] {
    return Error(absl::StatusCode::kPermissionDenied, "NO_ROLE", "it has none");
  };
  Consumer::Options options = ConsumerOptions();
  options.together = [](const LogEvent& a, const LogEvent& b) {
    return a.tenant_id() == b.tenant_id();
  };
  options.concerns =
      [&](absl::Span<const LogEvent* const> events) -> absl::StatusOr<std::vector<bool>> {
    std::vector<bool> concerns;
    for (const LogEvent* event : events) {
      if (event->tenant_id() == other_tenant_.bytes()) return denied();
      concerns.push_back(event->sequence() == 2);
    }
    return concerns;
  };
  options.apply = [&, apply = options.apply](absl::Span<const LogEvent> events, const Done& done) {
    return events[0].tenant_id() == other_tenant_.bytes() ? denied() : apply(events, done);
  };
  Settle(NewConsumer(options).get());
  EXPECT_EQ(Behind(), 0);
  EXPECT_EQ(CountEffects(), 30);
  EXPECT_EQ(Number(side_.get(), "SELECT COUNT(*) FROM dead_letters"), 2);
}

// What was read before a gap is not applied, and the cursor not put where it has not come to.
TEST_F(ConsumerFaultsTest, WhatWasReadWithAGapHasNoEffect) {
  Fill(30, 1);
  bool gap = false;
  Consumer::Options options = ConsumerOptions();
  options.threads = 1;
  options.read = [&, read = options.read](const event::v1::ReadPartitionsRequest& request) {
    auto response = read(request);
    for (auto& section : *response->mutable_sections()) {
      if (!gap || section.events_size() < 3) continue;
      section.mutable_events()->DeleteSubrange(1, 1);
      break;
    }
    return response;
  };
  // Other partitions are looked at for longer than the one with the gap is left alone.
  options.concerns = [&](absl::Span<const LogEvent* const> events) {
    if (gap) clock_.Advance(options.max_pause);
    return std::vector<bool>(events.size(), true);
  };
  const auto consumer = NewConsumer(options);
  Settle(consumer.get());
  ASSERT_EQ(Behind(), 0);
  Fill(30, 3, /*first=*/2);
  gap = true;
  ASSERT_THAT(consumer->Turn(), IsOk());
  EXPECT_GT(Behind(), 0);
  EXPECT_EQ(Behind() + CountEffects(), 120);
  gap = false;
  clock_.Advance(options.max_pause);
  Settle(consumer.get());
  ExpectEffectsAreWhole();
}

}  // namespace
}  // namespace guanxi::events
