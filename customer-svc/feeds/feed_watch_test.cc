// What feeds do at times: customers are looked up again, and come across.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/feeds/feed_timers.h"
#include "customer-svc/feeds/feed_world.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Enrichment;
using v1::Feed;

class FeedWatchTest : public ::testing::Test {
 protected:
  FeedWatchTest() { world_.Answer("/cases?", {200, R"({"items":[]})", ""}); }
  Feed AddWatching() {
    Feed all;
    all.set_watch(Feed::ALL);
    all.set_calls_per_minute(6000);
    return world_.AddFeed(Feed::LITIGATION, all);
  }
  int64_t Enrichments() { return world_.service.Number("SELECT COUNT(*) FROM enrichments"); }

  FeedWorld world_;
};

TEST_F(FeedWatchTest, WhoWasLookedUpIsLookedUpAgainInTime) {
  const std::string customer = world_.AddCompany();
  Feed daily;
  daily.set_refresh_hours(24);
  world_.AddFeed(Feed::LITIGATION, daily);
  ASSERT_THAT(world_.Enrich(customer), IsOk());
  ASSERT_EQ(world_.Pull(), 1);
  world_.Advance(absl::Hours(24) - absl::Seconds(1));
  world_.Fire();
  EXPECT_EQ(world_.Pull(), 0);
  world_.Advance(absl::Seconds(1));
  world_.Fire();
  EXPECT_EQ(world_.Enrichment(customer).state(), Enrichment::QUEUED);
  EXPECT_EQ(world_.Pull(), 1);
  EXPECT_EQ(world_.Enrichment(customer).state(), Enrichment::DONE);
  world_.Advance(absl::Hours(24));
  world_.Fire();
  EXPECT_EQ(world_.Pull(), 1);
}

TEST_F(FeedWatchTest, AFeedThatWatchesAllComesAcrossCompanies) {
  const std::string before = world_.AddCompany();
  world_.AddCompany("");
  world_.AddFeed(Feed::OPINION);  // watches those alone of whom it is asked
  AddWatching();
  world_.Fire();
  EXPECT_EQ(Enrichments(), 1);
  EXPECT_EQ(world_.Enrichment(before).state(), Enrichment::QUEUED);
  const std::string later = world_.AddCompany();
  world_.Fire();
  EXPECT_EQ(Enrichments(), 1);
  world_.Advance(absl::Hours(1));
  world_.Fire();
  EXPECT_EQ(Enrichments(), 2);
  EXPECT_EQ(world_.Enrichment(later).state(), Enrichment::QUEUED);
}

TEST_F(FeedWatchTest, ManyCompaniesAreComeAcrossInSteps) {
  constexpr int kMany = 2 * kFoundAtOnce + 3;
  world_.service.CreateMany(kMany, [](int, v1::Customer* customer) {
    customer->mutable_organization()->set_credit_code(FeedWorld::kCode);
  });
  AddWatching();
  world_.Fire();
  EXPECT_EQ(Enrichments(), kFoundAtOnce);
  world_.Advance(absl::Seconds(1));
  world_.Fire();
  world_.Advance(absl::Seconds(1));
  world_.Fire();
  EXPECT_EQ(Enrichments(), kMany);
}

TEST_F(FeedWatchTest, AFeedThatIsGoneGoesOverNobody) {
  const Feed feed = AddWatching();
  world_.Fire();
  v1::DeleteFeedRequest request;
  request.set_name(feed.name());
  ASSERT_THAT(
      world_.service.catalog->Of<Feed>().Delete<Feed>(world_.service.call(), request).status(),
      IsOk());
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM timers"), 0);
}

TEST_F(FeedWatchTest, ACompanyThatIsDeletedMeanwhileRestsUntilSomebodyAsks) {
  const std::string customer = world_.AddCompany();
  world_.AddFeed(Feed::LITIGATION);
  ASSERT_THAT(world_.Enrich(customer), IsOk());
  v1::DeleteCustomerRequest request;
  request.set_name(customer);
  ASSERT_THAT(
      world_.service.customers->Delete<v1::Customer>(world_.service.call(), request).status(),
      IsOk());
  EXPECT_EQ(world_.Pull(), 0);
  EXPECT_EQ(world_.Calls(), 0u);
  v1::UndeleteCustomerRequest back;
  back.set_name(customer);
  ASSERT_THAT(
      world_.service.customers->Undelete<v1::Customer>(world_.service.call(), back).status(),
      IsOk());
  EXPECT_EQ(world_.Enrichment(customer).state(), Enrichment::FAILED);
  EXPECT_EQ(world_.Enrichment(customer).error(), Feed::NOT_IDENTIFIED);
  ASSERT_THAT(world_.Enrich(customer), IsOk());
  EXPECT_EQ(world_.Pull(), 1);
}

}  // namespace
}  // namespace guanxi::customer
