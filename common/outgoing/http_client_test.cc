#include "common/outgoing/http_client.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/outgoing/sinks.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::outgoing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

HttpClient Allowing(std::set<std::string> hosts) {
  Options options;
  options.allowed_hosts = std::move(hosts);
  options.connect_time = absl::Seconds(2);
  return HttpClient(options);
}

HttpRequest Get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  return request;
}

TEST(HttpClientTest, GetsWithHeadersAndWithoutABody) {
  HttpSink sink;
  sink.AnswerBy({{200, "[]", ""}});
  HttpRequest request = Get(sink.Url("/v1/cases?cursor=a%2Fb"));
  request.headers = {{"Authorization", "Bearer k"}};
  const HttpAnswer answer = Allowing({"127.0.0.1"}).Send(request);
  EXPECT_TRUE(answer.ok());
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "[]");
  ASSERT_THAT(sink.requests(), SizeIs(1));
  EXPECT_THAT(sink.requests()[0].head, HasSubstr("GET /v1/cases?cursor=a%2Fb HTTP/1.1"));
  EXPECT_THAT(sink.requests()[0].head, HasSubstr("\r\nAuthorization: Bearer k"));
  EXPECT_THAT(sink.requests()[0].head, Not(HasSubstr("Content-Type")));
}

TEST(HttpClientTest, WhatIsNotOnTheInternetIsNotCalled) {
  HttpSink sink;
  for (const char* host : {"127.0.0.1", "localhost", "2130706433", "0.0.0.0"}) {
    const HttpAnswer answer =
        Allowing({"feeds.example"}).Send(Get(absl::StrCat("https://", host, ":", sink.port())));
    EXPECT_EQ(answer.ending, Ending::kForbidden) << host;
    EXPECT_TRUE(answer.for_good) << host;
  }
  EXPECT_THAT(sink.requests(), IsEmpty());
}

TEST(HttpClientTest, SaysHowLongItIsAskedToWait) {
  HttpSink sink;
  sink.AnswerBy({{429, "", "Retry-After: 120"}, {503, "", ""}, {429, "", "Retry-After: 9999999"}});
  const HttpClient client = Allowing({"127.0.0.1"});
  const HttpAnswer busy = client.Send(Get(sink.Url()));
  EXPECT_EQ(busy.ending, Ending::kBusy);
  EXPECT_FALSE(busy.for_good);
  EXPECT_EQ(busy.retry_after, absl::Seconds(120));
  EXPECT_EQ(client.Send(Get(sink.Url())).retry_after, absl::ZeroDuration());
  EXPECT_EQ(client.Send(Get(sink.Url())).retry_after, absl::Hours(24));
}

TEST(HttpClientTest, AnAnswerIsNoLongerThanIsAskedFor) {
  HttpSink sink;
  sink.AnswerBy({{200, std::string(101, 'x'), ""}, {200, std::string(100, 'x'), ""}});
  const HttpClient client = Allowing({"127.0.0.1"});
  HttpRequest request = Get(sink.Url());
  request.max_answer = 100;
  EXPECT_EQ(client.Send(request).ending, Ending::kBadAnswer);
  EXPECT_EQ(client.Send(request).body.size(), 100u);
}

}  // namespace
}  // namespace guanxi::outgoing
