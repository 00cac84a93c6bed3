#include "common/events/feed.h"

#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/events/testing.h"
#include "gmock/gmock.h"

namespace guanxi::events {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class FeedTest : public EventsTest {
 protected:
  FeedPage Read(const FeedPlace& place, int limit = 100) {
    return feed_.Read({}, tenant_, place, limit).value();
  }
  // Page after page until there is no more.
  std::vector<event::v1::LogEvent> ReadAll(FeedPlace place, int limit) {
    std::vector<event::v1::LogEvent> all;
    while (true) {
      FeedPage page = Read(place, limit);
      EXPECT_LE(static_cast<int>(page.events.size()), limit);
      for (auto& event : page.events) all.push_back(std::move(event));
      place = page.next;
      if (!page.more) return all;
    }
  }

  const Feed feed_{database_.get()};
};

TEST_F(FeedTest, PagesHoldTheTenantsEventsOnceAndInTheOrderOfTheirRecords) {
  for (int i = 0; i < 30; ++i) {
    WriteVersions(tenant_, Record(i), 3);
    WriteVersions(other_tenant_, Record(i), 3);
  }
  RelayAll();
  for (const int limit : {1, 7, 1000}) {
    std::set<std::string> ids;
    std::map<std::string, int64_t> last;
    for (const auto& event : ReadAll(feed_.Beginning().value(), limit)) {
      EXPECT_EQ(event.tenant_id(), std::string(tenant_.bytes()));
      EXPECT_EQ(event.sequence(), ++last[event.resource_id()]);
      ids.insert(event.event_id());
    }
    EXPECT_THAT(ids, SizeIs(90));
  }
}

TEST_F(FeedTest, GoesOnFromAPlace) {
  WriteVersions(tenant_, Record(1), 3);
  RelayAll();
  FeedPlace place = feed_.End().value();
  EXPECT_THAT(Read(place).events, IsEmpty());
  WriteVersions(tenant_, Record(1), 2, /*first=*/4);
  WriteVersions(other_tenant_, Record(2), 50);
  RelayAll();
  FeedPage page = Read(FeedPlace::Parse(place.Serialise()).value());
  EXPECT_THAT(page.events, SizeIs(2));
  EXPECT_FALSE(page.more);
  EXPECT_FALSE(page.gap);
  // What is of others only is behind it, too.
  EXPECT_EQ(page.next.Serialise(), feed_.End()->Serialise());
}

TEST_F(FeedTest, APageIsBoundedByItsBytes) {
  const std::string large(kMaxReadBytes - 5, 'x');
  for (int version = 1; version <= 3; ++version) {
    Write({{tenant_, Record(version), 1, Uuid(), large}});
  }
  RelayAll();
  const FeedPage page = Read(feed_.Beginning().value());
  EXPECT_THAT(page.events, SizeIs(1));
  EXPECT_TRUE(page.more);
  EXPECT_THAT(ReadAll(feed_.Beginning().value(), 100), SizeIs(3));
}

TEST_F(FeedTest, WhatWasRemovedIsAGap) {
  WriteVersions(tenant_, Record(1), 3);
  RelayAll();
  const FeedPlace old = feed_.Beginning().value();
  clock_.Advance(kKeepEvents + absl::Minutes(1));
  EXPECT_EQ(log_.Trim().value(), 3);
  WriteVersions(tenant_, Record(1), 2, /*first=*/4);
  RelayAll();
  const FeedPage page = Read(old);
  EXPECT_TRUE(page.gap);
  EXPECT_THAT(page.events, SizeIs(2));
  EXPECT_FALSE(Read(page.next).gap);
  EXPECT_FALSE(Read(feed_.Beginning().value()).gap);
}

TEST_F(FeedTest, AnotherLogIsAGapAfterWhichNothingIsKnown) {
  WriteVersions(tenant_, Record(1), 3);
  RelayAll();
  const FeedPlace old = feed_.Beginning().value();
  ASSERT_THAT(log_.Renew(), IsOk());
  const FeedPage page = Read(old);
  EXPECT_TRUE(page.gap);
  EXPECT_THAT(page.events, IsEmpty());
  WriteVersions(tenant_, Record(1), 1, /*first=*/4);
  RelayAll();
  EXPECT_FALSE(Read(page.next).gap);
  EXPECT_THAT(Read(page.next).events, SizeIs(1));
}

// As after a back-up was restored, before a consumer has found it out.
TEST_F(FeedTest, APlaceBehindTheEndIsAGap) {
  WriteVersions(tenant_, Record(1), 3);
  RelayAll();
  FeedPlace place = feed_.End().value();
  place.positions[PartitionOf(tenant_.bytes(), Record(1).bytes())] += 2;
  const FeedPage page = Read(place);
  EXPECT_TRUE(page.gap);
  EXPECT_THAT(page.events, IsEmpty());
  EXPECT_EQ(page.next.Serialise(), feed_.End()->Serialise());
  EXPECT_FALSE(Read(page.next).gap);
}

TEST_F(FeedTest, OnlyPlacesAreParsed) {
  EXPECT_THAT(FeedPlace::Parse(""), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(FeedPlace::Parse(std::string(Uuid::kSize + 8 * kPartitions + 1, 'x')),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace guanxi::events
