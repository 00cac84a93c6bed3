#include "common/events/unit_consumer.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;

// Where nobody listens.
constexpr char kNowhere[] = "127.0.0.1:1";

AccountToken NoToken() {
  return []() -> absl::StatusOr<std::string> { return absl::UnavailableError("no token"); };
}

// What hears: the second event of each record.
struct Ears {
  absl::Status Apply(resource::UnitOfWork&, const LogEvent&) const { return absl::OkStatus(); }
  absl::Status Rebuild(const Loss& loss, const ReadRecords& read, const StillHeld& held) const {
    *partition = loss.partition;
    // It asks for records by the account's token.
    EXPECT_TRUE(absl::IsUnavailable(read({}).status()));
    return held();
  }
  Consumer::Options Consume() const {
    const auto concerns = [](absl::Span<const LogEvent* const> events) {
      return Which(events, [](const LogEvent& event) { return event.sequence() == 2; });
    };
    return HearAt(kNowhere, NoToken(), {"side.test", "producer", nullptr, "me", concerns}, this);
  }

  int* partition = nullptr;
};

TEST(UnitConsumerTest, HearsWhatConcernsIt) {
  const Consumer::Options options = Ears().Consume();
  EXPECT_EQ(options.name, "side.test");
  EXPECT_EQ(options.producer, "producer");
  std::vector<LogEvent> events(3);
  std::vector<const LogEvent*> pointers;
  for (int i = 0; i < 3; ++i) {
    events[i].set_sequence(i + 1);
    pointers.push_back(&events[i]);
  }
  const auto concerns = options.concerns(pointers);
  ASSERT_THAT(concerns, IsOk());
  EXPECT_THAT(*concerns, testing::ElementsAre(false, true, false));
}

TEST(UnitConsumerTest, WhatHasAnotherCauseIsAnotherUnitOfWork) {
  const Consumer::Options options = Ears().Consume();
  LogEvent a, b;
  EXPECT_TRUE(options.together(a, b));
  b.set_depth(1);
  EXPECT_FALSE(options.together(a, b));
}

TEST(UnitConsumerTest, WhatIsLostIsMadeUpForByTheRecordsOfTheTarget) {
  Ears ears;
  int partition = -1;
  ears.partition = &partition;
  const Consumer::Options options = ears.Consume();
  Loss loss{};
  loss.partition = 7;
  EXPECT_THAT(options.recover(loss, [] { return absl::AbortedError("taken"); }),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(partition, 7);
}

}  // namespace
}  // namespace guanxi::events
