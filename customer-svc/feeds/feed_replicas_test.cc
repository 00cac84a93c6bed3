// Several replicas that look up at once, and one that breaks off.
#include <string>
#include <thread>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/feeds/feed_world.h"
#include "customer-svc/feeds/pull_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::SizeIs;
using v1::Enrichment;
using v1::Feed;

class FeedReplicasTest : public ::testing::Test {
 protected:
  FeedReplicasTest() {
    world_.Answer("/cases?",
                  {200, R"({"items":[{"id":"c1","title":"甲","role":"DEFENDANT"}]})", ""});
  }

  // Feeds that the puller would serve.
  size_t Due() {
    std::vector<FeedKey> feeds;
    const auto read = [&](db::Transaction& tx) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(feeds, DueFeeds(tx, world_.service.clock.Now(), world_.system.Now()));
      return absl::OkStatus();
    };
    EXPECT_THAT(world_.service.database->ReadOnly({}, read), IsOk());
    return feeds.size();
  }

  FeedWorld world_;
};

TEST_F(FeedReplicasTest, ARateHoldsForAllOfThem) {
  world_.AddFeed(Feed::LITIGATION);
  for (int i = 0; i < 8; ++i) ASSERT_THAT(world_.Enrich(world_.AddCompany()), IsOk());
  std::vector<std::thread> replicas;
  for (int i = 0; i < 4; ++i) {
    replicas.emplace_back([this] { EXPECT_THAT(world_.puller.RunOnce(), IsOk()); });
  }
  for (std::thread& replica : replicas) replica.join();
  EXPECT_EQ(world_.Calls(), 1u);
  world_.Advance(absl::Seconds(1));
  EXPECT_EQ(world_.Pull(), 1);
}

TEST_F(FeedReplicasTest, WhatOneLeavesAnotherTakesOnceItsLeaseIsOver) {
  const std::string customer = world_.AddCompany();
  const Feed feed = world_.AddFeed(Feed::LITIGATION);
  ASSERT_THAT(world_.Enrich(customer), IsOk());
  // As one that died while it asked.
  FeedKey key;
  key.tenant = world_.service.tenant;
  key.feed = resource::ParseReference("feeds", feed.name()).value();
  std::vector<Pull> left;
  const absl::Time real = world_.system.Now();
  const auto claim = [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(left, ClaimPulls(tx, key, world_.service.clock.Now(), real,
                                             real + absl::Seconds(60), /*limit=*/1));
    return absl::OkStatus();
  };
  ASSERT_THAT(world_.service.database->ReadWrite({}, claim), IsOk());
  ASSERT_THAT(left, SizeIs(1));
  world_.Advance(absl::Seconds(59));
  EXPECT_EQ(world_.Pull(), 0);
  world_.Advance(absl::Seconds(1));
  EXPECT_EQ(world_.Pull(), 1);
  EXPECT_EQ(world_.Enrichment(customer).state(), Enrichment::DONE);
  EXPECT_THAT(world_.Findings(customer), SizeIs(1));
  EXPECT_THAT(world_.Signals(customer), SizeIs(1));
  // It was not dead, and comes late.
  const auto late = [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const bool is_ours,
                            EndPull(tx, key.tenant, left[0], world_.service.clock.Now()));
    EXPECT_FALSE(is_ours);
    return absl::OkStatus();
  };
  ASSERT_THAT(world_.service.database->ReadWrite({}, late), IsOk());
}

TEST_F(FeedReplicasTest, OfAFeedThatGoesWhileItIsAskedNothingIsLeft) {
  const std::string customer = world_.AddCompany();
  const Feed feed = world_.AddFeed(Feed::LITIGATION);
  ASSERT_THAT(world_.Enrich(customer), IsOk());
  world_.web.AnswerWith([&](const outgoing::HttpSink::Request&) {
    v1::DeleteFeedRequest request;
    request.set_name(feed.name());
    EXPECT_THAT(
        world_.service.catalog->Of<Feed>().Delete<Feed>(world_.service.call(), request).status(),
        IsOk());
    return outgoing::HttpSink::Answer{503, "", ""};
  });
  ASSERT_THAT(world_.puller.RunOnce(), IsOk());
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM feed_accounts"), 0);
  world_.Advance(absl::Hours(1));
  EXPECT_EQ(world_.Pull(), 0);
  EXPECT_EQ(world_.Enrichment(customer).error(), Feed::FEED_GONE);
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM feed_pulls"), 0);
}

// What was stored is known however often the feed tells it.
TEST_F(FeedReplicasTest, WhatIsToldTwiceStandsOnce) {
  const std::string customer = world_.AddCompany();
  world_.AddFeed(Feed::LITIGATION);
  for (int i = 0; i < 3; ++i) {
    ASSERT_THAT(world_.Enrich(customer), IsOk());
    ASSERT_EQ(world_.Pull(), 1);
    world_.Advance(absl::Seconds(1));
  }
  EXPECT_THAT(world_.Findings(customer), SizeIs(1));
  EXPECT_THAT(world_.Signals(customer), SizeIs(1));
  EXPECT_EQ(world_.Customer(customer).risk_signal_count(), 1);
}

// However long what they have to look up has been due.
TEST_F(FeedReplicasTest, FeedsThatMayNotBeAskedTakeNobodysPlace) {
  Feed slow;
  slow.set_calls_per_minute(2);
  world_.AddFeed(Feed::LITIGATION, slow);
  world_.Answer("/cases?", {200, R"({"items":[]})", ""});
  for (int i = 0; i < 2; ++i) ASSERT_THAT(world_.Enrich(world_.AddCompany()), IsOk());
  EXPECT_EQ(Due(), 1u);
  ASSERT_EQ(world_.Pull(), 1);
  EXPECT_EQ(Due(), 0u);
  world_.Advance(absl::Seconds(30));
  EXPECT_EQ(Due(), 1u);
  world_.Answer("/cases?", {401, "", ""});
  ASSERT_EQ(world_.Pull(), 1);
  world_.Advance(absl::Hours(24));
  EXPECT_EQ(Due(), 0u);
}

}  // namespace
}  // namespace guanxi::customer
