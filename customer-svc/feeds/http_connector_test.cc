#include "customer-svc/feeds/http_connector.h"

#include <string>

#include "common/outgoing/sinks.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using v1::Feed;

FeedQuestion About(Feed::Kind kind, const std::string& url) {
  FeedQuestion question;
  question.kind = kind;
  question.url = url;
  question.credit_code = "91350100M000100Y43";
  question.now = absl::FromUnixSeconds(1'790'000'000);
  return question;
}

TEST(HttpConnectorTest, EachKindHasItsPath) {
  const std::string base = "https://feeds.example.com/v1/";
  EXPECT_EQ(UrlOf(About(Feed::REGISTRY, base)),
            "https://feeds.example.com/v1/companies/91350100M000100Y43");
  EXPECT_EQ(UrlOf(About(Feed::TENDERS, base)),
            "https://feeds.example.com/v1/tenders?creditCode=91350100M000100Y43&limit=50");
  EXPECT_THAT(UrlOf(About(Feed::LITIGATION, base)), HasSubstr("/v1/cases?"));
  FeedQuestion question = About(Feed::OPINION, base);
  question.cursor = "a&limit=9";
  EXPECT_EQ(UrlOf(question),
            "https://feeds.example.com/v1/opinions?creditCode=91350100M000100Y43"
            "&limit=50&cursor=a%26limit%3D9");
}

TEST(HttpConnectorTest, AnswersAreReadAndFaultsAreWhose) {
  outgoing::HttpSink sink;
  sink.AnswerBy({{200, R"({"items":[{"id":"1","title":"x"}]})", ""},
                 {200, "<html>", ""},
                 {404, "", ""},
                 {503, "", "Retry-After: 7"},
                 {403, "", ""},
                 {302, "", "Location: http://127.0.0.1/"}});
  outgoing::Options options;
  options.allowed_hosts = {"127.0.0.1"};
  const outgoing::HttpClient client(options);
  const HttpConnector connector(&client);
  const FeedQuestion question = About(Feed::OPINION, sink.Url("/v1"));
  const FeedAnswer good = connector.Ask(question);
  ASSERT_TRUE(good.ok());
  EXPECT_THAT(good.page.findings, SizeIs(1));
  EXPECT_EQ(good.page.findings[0].kind(), Feed::OPINION);
  const FeedAnswer bad = connector.Ask(question);
  EXPECT_EQ(bad.error, Feed::BAD_ANSWER);
  EXPECT_TRUE(bad.is_feeds_fault);
  const FeedAnswer unknown = connector.Ask(question);
  EXPECT_EQ(unknown.error, Feed::REMOTE_REFUSED);
  EXPECT_FALSE(unknown.is_feeds_fault);
  const FeedAnswer busy = connector.Ask(question);
  EXPECT_EQ(busy.error, Feed::REMOTE_BUSY);
  EXPECT_EQ(busy.retry_after, absl::Seconds(7));
  EXPECT_EQ(connector.Ask(question).error, Feed::CREDENTIALS_REFUSED);
  EXPECT_EQ(connector.Ask(question).error, Feed::REMOTE_REFUSED);
  EXPECT_THAT(sink.requests(), SizeIs(6));
}

}  // namespace
}  // namespace guanxi::customer
