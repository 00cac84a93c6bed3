// Secrets of feeds: to whom they are sent, and who sees them.
#include <string>

#include "common/testing/status_matchers.h"
#include "customer-svc/feeds/feed_world.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using v1::Feed;

class FeedSecretTest : public ::testing::Test {
 protected:
  absl::Status SetSecret(const std::string& feed, const std::string& secret) {
    v1::SetFeedSecretRequest request;
    request.set_name(feed);
    request.set_secret(secret);
    return world_.feeds.SetFeedSecret(world_.service.call(), request).status();
  }
  Feed Move(const std::string& feed, const std::string& url) {
    v1::UpdateFeedRequest request;
    request.mutable_feed()->set_name(feed);
    request.mutable_feed()->set_url(url);
    request.mutable_update_mask()->add_paths("url");
    return world_.service.catalog->Of<Feed>().Update<Feed>(world_.service.call(), request).value();
  }

  FeedWorld world_;
};

TEST_F(FeedSecretTest, ASecretIsStoredSealed) {
  const Feed feed = world_.AddFeed(Feed::LITIGATION);
  ASSERT_THAT(SetSecret(feed.name(), "very-secret"), IsOk());
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM feed_accounts WHERE "
                                  "LENGTH(sealed) > 11 AND LOCATE('very-secret', sealed) = 0"),
            1);
}

TEST_F(FeedSecretTest, ASecretDoesNotGoToAnotherHost) {
  const Feed feed = world_.AddFeed(Feed::LITIGATION);
  ASSERT_THAT(SetSecret(feed.name(), "k-1"), IsOk());
  EXPECT_TRUE(Move(feed.name(), world_.web.Url("/v2")).has_secret());
  EXPECT_FALSE(Move(feed.name(), "https://feeds.example.com/v2").has_secret());
  EXPECT_FALSE(Move(feed.name(), world_.web.Url("/v1")).has_secret());
  world_.Answer("/cases?", {200, R"({"items":[]})", ""});
  ASSERT_THAT(world_.Enrich(world_.AddCompany()), IsOk());
  ASSERT_EQ(world_.Pull(), 1);
  EXPECT_THAT(world_.LastHead(), Not(HasSubstr("Authorization")));
}

TEST_F(FeedSecretTest, ASecretThatCannotBeOpenedPausesTheFeed) {
  const std::string customer = world_.AddCompany();
  const Feed feed = world_.AddFeed(Feed::LITIGATION);
  ASSERT_THAT(SetSecret(feed.name(), "k-1"), IsOk());
  ASSERT_THAT(world_.service.Execute("UPDATE feed_accounts SET sealed = ?", "x"), IsOk());
  ASSERT_THAT(world_.Enrich(customer), IsOk());
  EXPECT_EQ(world_.Pull(), 1);
  EXPECT_EQ(world_.Calls(), 0u);
  EXPECT_EQ(world_.Enrichment(customer).error(), Feed::CREDENTIALS_REFUSED);
  EXPECT_EQ(world_.GetFeed(feed.name()).state(), Feed::PAUSED);
}

}  // namespace
}  // namespace guanxi::customer
