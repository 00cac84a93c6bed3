// A failover of Redis that loses what it has acknowledged: events are late, and none is lost.
#include <memory>

#include "common/base/clock.h"
#include "common/events/consumer.h"
#include "common/events/stream.h"
#include "common/events/testing.h"
#include "common/testing/eventually.h"
#include "common/testing/redis_pair.h"

namespace guanxi::events {
namespace {

TEST_F(EventsTest, AFailoverThatLosesEntriesLosesNoEvent) {
  const auto pair = RedisPair::Start();
  ASSERT_THAT(pair, IsOk());
  redis::Client publisher((*pair)->options());
  Consumer::Options options = ConsumerOptions();
  options.redis = (*pair)->options();
  options.poll = absl::Milliseconds(100);
  options.silence = absl::Milliseconds(500);
  Consumer consumer(side_.get(), SystemClock(), options);
  const auto arrived = [&](int64_t events) {
    return Eventually([&] { return consumer.Turn().ok() && CountEffects() >= events; },
                      absl::Minutes(1));
  };
  const auto entries = [&] {
    redis::Client client((*pair)->options());
    int64_t all = 0;
    for (int i = 0; i < kPartitions; ++i) {
      const auto length = client.Run({"XLEN", StreamKey("producer", log_.Id().value(), i)});
      EXPECT_THAT(length, IsOk());
      all += length.ok() ? length->integer : 0;
    }
    return all;
  };
  for (int i = 0; i < 20; ++i) WriteVersions(tenant_, Record(i), 3);
  EXPECT_EQ(RelayAll(&publisher), 60);
  EXPECT_TRUE(arrived(60));

  ASSERT_THAT((*pair)->CutReplica(), IsOk());
  for (int i = 0; i < 20; ++i) WriteVersions(tenant_, Record(i), 3, /*first=*/4);
  EXPECT_EQ(RelayAll(&publisher), 60);
  EXPECT_EQ(entries(), 120);
  // They were acknowledged, and are gone.
  ASSERT_THAT((*pair)->FailOver(), IsOk());
  EXPECT_LE(entries(), 60);
  for (int i = 0; i < 20; ++i) WriteVersions(tenant_, Record(i), 1, /*first=*/7);
  EXPECT_EQ(RelayAll(&publisher), 20);
  EXPECT_TRUE(arrived(140));
  ExpectEffectsAreWhole();
  EXPECT_TRUE(losses_.empty());
}

}  // namespace
}  // namespace guanxi::events
