// Feeds that fail: how long they are left alone, and when they are given up.
#include <string>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/feeds/feed_world.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::Enrichment;
using v1::Feed;

class FeedFailureTest : public ::testing::Test {
 protected:
  void Ask(const std::string& customer) { ASSERT_THAT(world_.Enrich(customer), IsOk()); }
  absl::StatusOr<Feed> SetSecret(const std::string& feed, const std::string& secret) {
    v1::SetFeedSecretRequest request;
    request.set_name(feed);
    request.set_secret(secret);
    return world_.feeds.SetFeedSecret(world_.service.call(), request);
  }
  absl::StatusOr<Feed> Resume(const std::string& feed) {
    v1::ResumeFeedRequest request;
    request.set_name(feed);
    return world_.feeds.ResumeFeed(world_.service.call(), request);
  }

  FeedWorld world_;
};

TEST_F(FeedFailureTest, ARateIsHeldWhateverIsDue) {
  v1::Feed slow;
  slow.set_calls_per_minute(2);
  world_.AddFeed(Feed::LITIGATION, slow);
  world_.Answer("/cases?", {200, R"({"items":[]})", ""});
  for (int i = 0; i < 3; ++i) Ask(world_.AddCompany());
  EXPECT_EQ(world_.Pull(), 1);
  world_.Advance(absl::Seconds(29));
  EXPECT_EQ(world_.Pull(), 0);
  world_.Advance(absl::Seconds(1));
  EXPECT_EQ(world_.Pull(), 1);
  world_.Advance(absl::Seconds(30));
  EXPECT_EQ(world_.Pull(), 1);
  EXPECT_EQ(world_.Calls(), 3u);
}

TEST_F(FeedFailureTest, PausesDoubleAndASuccessForgetsThem) {
  const std::string customer = world_.AddCompany();
  world_.AddFeed(Feed::LITIGATION);
  world_.Answer("/cases?", {500, "", ""});
  Ask(customer);
  ASSERT_EQ(world_.Pull(), 1);
  Enrichment failed = world_.Enrichment(customer);
  EXPECT_EQ(failed.state(), Enrichment::FAILED);
  EXPECT_EQ(failed.error(), Feed::REMOTE_BUSY);
  EXPECT_EQ(failed.attempts(), 1);
  world_.Advance(absl::Seconds(59));
  EXPECT_EQ(world_.Pull(), 0);
  world_.Advance(absl::Seconds(1));
  EXPECT_EQ(world_.Pull(), 1);
  world_.Advance(absl::Seconds(119));
  EXPECT_EQ(world_.Pull(), 0);
  world_.Answer("/cases?", {200, R"({"items":[]})", ""});
  world_.Advance(absl::Seconds(1));
  EXPECT_EQ(world_.Pull(), 1);
  EXPECT_EQ(world_.Enrichment(customer).state(), Enrichment::DONE);
  EXPECT_EQ(world_.Enrichment(customer).attempts(), 0);
}

TEST_F(FeedFailureTest, AFeedThatFailsIsLeftAloneAboutAllCustomers) {
  world_.AddFeed(Feed::LITIGATION);
  world_.Answer("/cases?", {429, "", "Retry-After: 600"});
  Ask(world_.AddCompany());
  ASSERT_EQ(world_.Pull(), 1);
  Ask(world_.AddCompany());
  world_.Advance(absl::Seconds(599));
  EXPECT_EQ(world_.Pull(), 0);
  world_.Advance(absl::Seconds(1));
  EXPECT_EQ(world_.Pull(), 1);
}

TEST_F(FeedFailureTest, AFeedThatDoesNotKnowACompanyAnswersForOthers) {
  const Feed feed = world_.AddFeed(Feed::REGISTRY);
  const std::string unknown = world_.AddCompany("913300001429161219");
  const std::string known = world_.AddCompany();
  world_.Answer(std::string("/companies/") + FeedWorld::kCode, {200, RegistryJson(), ""});
  Ask(unknown);
  ASSERT_EQ(world_.Pull(), 1);
  EXPECT_EQ(world_.Enrichment(unknown).error(), Feed::REMOTE_REFUSED);
  Ask(known);
  world_.Advance(absl::Seconds(1));
  EXPECT_EQ(world_.Pull(), 1);
  EXPECT_EQ(world_.Enrichment(known).state(), Enrichment::DONE);
  EXPECT_EQ(world_.GetFeed(feed.name()).state(), Feed::ACTIVE);
}

TEST_F(FeedFailureTest, ARefusedSecretPausesTheFeedUntilItIsResumed) {
  const std::string customer = world_.AddCompany();
  const Feed feed = world_.AddFeed(Feed::LITIGATION);
  world_.Answer("/cases?", {401, "", ""});
  Ask(customer);
  ASSERT_EQ(world_.Pull(), 1);
  EXPECT_THAT(world_.LastHead(), Not(HasSubstr("Authorization")));
  EXPECT_EQ(world_.GetFeed(feed.name()).state(), Feed::PAUSED);
  EXPECT_EQ(world_.GetFeed(feed.name()).error(), Feed::CREDENTIALS_REFUSED);
  world_.Advance(absl::Hours(24));
  EXPECT_EQ(world_.Pull(), 0);

  const auto set = SetSecret(feed.name(), "k-1");
  ASSERT_THAT(set, IsOk());
  EXPECT_TRUE(set->has_secret());
  EXPECT_EQ(world_.Pull(), 0);
  world_.Answer("/cases?", {200, R"({"items":[]})", ""});
  const auto resumed = Resume(feed.name());
  ASSERT_THAT(resumed, IsOk());
  EXPECT_EQ(resumed->error(), Feed::ERROR_UNSPECIFIED);
  EXPECT_EQ(world_.Pull(), 1);
  EXPECT_THAT(world_.LastHead(), HasSubstr("Authorization: Bearer k-1"));
  EXPECT_EQ(Reason(SetSecret(feed.name(), "a\nb").status()), "INVALID_FIELD");
}

TEST_F(FeedFailureTest, AFeedThatIsNotOnTheInternetIsNotCalled) {
  const std::string customer = world_.AddCompany();
  const Feed feed = world_.AddFeed(Feed::LITIGATION);
  v1::UpdateFeedRequest move;
  move.mutable_feed()->set_name(feed.name());
  move.mutable_feed()->set_url("https://localhost:1/v1");
  move.mutable_update_mask()->add_paths("url");
  ASSERT_THAT(world_.service.catalog->Of<Feed>().Update<Feed>(world_.service.call(), move).status(),
              IsOk());
  Ask(customer);
  ASSERT_EQ(world_.Pull(), 1);
  EXPECT_EQ(world_.GetFeed(feed.name()).error(), Feed::ADDRESS_FORBIDDEN);
  EXPECT_EQ(world_.GetFeed(feed.name()).state(), Feed::PAUSED);
  EXPECT_EQ(world_.Calls(), 0u);
}

TEST_F(FeedFailureTest, WhatWasToBeLookedUpInAFeedThatIsGoneIsGivenUp) {
  const std::string customer = world_.AddCompany();
  const Feed feed = world_.AddFeed(Feed::LITIGATION);
  Ask(customer);
  v1::DeleteFeedRequest request;
  request.set_name(feed.name());
  ASSERT_THAT(
      world_.service.catalog->Of<Feed>().Delete<Feed>(world_.service.call(), request).status(),
      IsOk());
  EXPECT_EQ(world_.Pull(), 0);
  EXPECT_EQ(world_.Enrichment(customer).error(), Feed::FEED_GONE);
  EXPECT_FALSE(world_.Enrichment(customer).has_next_time());
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM feed_pulls"), 0);
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM feed_accounts"), 0);
}

// Whoever has the row stores; whoever had it before stores nothing, and asks nobody twice.
TEST_F(FeedFailureTest, WhoWasOvertakenStoresNothing) {
  const std::string customer = world_.AddCompany();
  world_.AddFeed(Feed::LITIGATION);
  world_.Answer("/cases?", {200, R"({"items":[{"id":"c1","title":"甲"}]})", ""});
  Ask(customer);
  ASSERT_EQ(world_.service.Number("SELECT COUNT(*) FROM feed_pulls"), 1);
  // Another replica claims it while the feed is asked.
  world_.web.AnswerWith([&](const outgoing::HttpSink::Request&) {
    EXPECT_THAT(
        world_.service.Execute("UPDATE feed_pulls SET epoch = epoch + 1 WHERE place = ?", ""),
        IsOk());
    return outgoing::HttpSink::Answer{200, R"({"items":[{"id":"c1","title":"甲"}]})", ""};
  });
  ASSERT_EQ(world_.puller.RunOnce().value(), 1);
  EXPECT_THAT(world_.Findings(customer), IsEmpty());
  EXPECT_EQ(world_.Enrichment(customer).state(), Enrichment::QUEUED);
}

}  // namespace
}  // namespace guanxi::customer
