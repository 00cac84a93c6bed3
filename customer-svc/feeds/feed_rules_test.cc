#include "customer-svc/feeds/feed_rules.h"

#include <string>

#include "common/errors/errors.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::Feed;

bool IsFine(const std::string& text) {
  Feed feed;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &feed)) << text;
  Violations violations;
  CheckFeed(feed, &violations);
  return violations.ToStatus().ok();
}

TEST(FeedRulesTest, AddressesAreThoseThatMayBeCalled) {
  EXPECT_TRUE(IsFine("url: 'https://feeds.example.com/v1'"));
  EXPECT_TRUE(IsFine("url: 'http://127.0.0.1:8080'"));
  for (const char* bad : {"ftp://a.cn", "https://u:p@a.cn", "https://a.cn/#x", "https://a.cn/?k=1",
                          "a.cn", "file:///etc/passwd"}) {
    EXPECT_FALSE(IsFine(std::string("url: '") + bad + "'")) << bad;
  }
}

TEST(FeedRulesTest, RatesAndPeriodsHaveBounds) {
  EXPECT_TRUE(IsFine("refresh_hours: 8760 calls_per_minute: 6000"));
  EXPECT_FALSE(IsFine("refresh_hours: 8761"));
  EXPECT_FALSE(IsFine("refresh_hours: -1"));
  EXPECT_FALSE(IsFine("calls_per_minute: 6001"));
  EXPECT_FALSE(IsFine("calls_per_minute: -1"));
  Feed feed;
  EXPECT_EQ(RefreshEvery(feed), absl::Hours(168));
  EXPECT_EQ(CallEvery(feed), absl::Seconds(1));
  feed.set_refresh_hours(1);
  feed.set_calls_per_minute(4);
  EXPECT_EQ(RefreshEvery(feed), absl::Hours(1));
  EXPECT_EQ(CallEvery(feed), absl::Seconds(15));
}

TEST(FeedRulesTest, PausesDoubleUpToSixHours) {
  EXPECT_EQ(PauseAfter(1), absl::Minutes(1));
  EXPECT_EQ(PauseAfter(2), absl::Minutes(2));
  EXPECT_EQ(PauseAfter(4), absl::Minutes(8));
  EXPECT_EQ(PauseAfter(9), absl::Minutes(256));
  EXPECT_EQ(PauseAfter(10), absl::Hours(6));
  EXPECT_EQ(PauseAfter(1'000'000), absl::Hours(6));
}

}  // namespace
}  // namespace guanxi::customer
