#include "gateway/envoy/check/filter.h"

#include <nlohmann/json.hpp>
#include <string>

#include "gateway/envoy/check/fake_envoy.h"
#include "gateway/envoy/check/table.h"
#include "gtest/gtest.h"

namespace guanxi::edge {
namespace {

class FilterTest : public ::testing::Test {
 protected:
  FilterTest() {
    envoy_.request_headers = {
        {":method", "POST"}, {":path", "/kinds"}, {"content-type", "application/json"}};
  }

  std::string RefusedField() const {
    const auto error = nlohmann::json::parse(envoy_.body, nullptr, false);
    return error.is_discarded() ? "no JSON" : error["details"][1]["fieldViolations"][0]["field"];
  }

  const RequestCheck check_{LinkedApi()};
  FakeEnvoy envoy_;
  Filter filter_{check_, &envoy_};
};

TEST_F(FilterTest, ABodyInPiecesIsReadAsOne) {
  EXPECT_EQ(filter_.OnRequestHeaders(false), kHeadersStop);
  envoy_.received = {R"({"te)"};
  EXPECT_EQ(filter_.OnRequestBody(false), kBodyBuffer);
  envoy_.held = envoy_.received;
  envoy_.received = {R"(xt":)", R"("a"})"};
  EXPECT_EQ(filter_.OnRequestBody(true), kBodyContinue);
  EXPECT_EQ(envoy_.status, 0u);
}

TEST_F(FilterTest, ABodyThatAnotherFilterHeldIsReadOnce) {
  filter_.OnRequestHeaders(false);
  envoy_.held = envoy_.received = {R"({"text":"a"})"};
  envoy_.received_is_held = true;
  EXPECT_EQ(filter_.OnRequestBody(true), kBodyContinue);
}

TEST_F(FilterTest, ABodyMayEndWithTrailers) {
  filter_.OnRequestHeaders(false);
  envoy_.received = {R"({"nosuch":1})"};
  EXPECT_EQ(filter_.OnRequestBody(false), kBodyBuffer);
  envoy_.held = envoy_.received;
  envoy_.received.clear();
  EXPECT_EQ(filter_.OnRequestTrailers(), kTrailersStop);
  EXPECT_EQ(RefusedField(), "nosuch");
}

TEST_F(FilterTest, WhatIsRefusedGoesNowhere) {
  filter_.OnRequestHeaders(false);
  envoy_.received = {R"({"nosuch":1})"};
  EXPECT_EQ(filter_.OnRequestBody(true), kBodyStop);
  EXPECT_EQ(envoy_.status, 400u);
  EXPECT_EQ(envoy_.sent_headers["content-type"], "application/json");
  EXPECT_EQ(envoy_.request_headers.count("x-envoy-guanxi-reply"), 1u);
  EXPECT_EQ(envoy_.metadata["path"], "/kinds");
  EXPECT_EQ(filter_.OnRequestTrailers(), kTrailersStop);
}

TEST_F(FilterTest, BodiesHaveALimit) {
  filter_.OnRequestHeaders(false);
  envoy_.received = {std::string(1 << 20, ' '), "{}"};
  EXPECT_EQ(filter_.OnRequestBody(true), kBodyStop);
  EXPECT_EQ(envoy_.status, 413u);
}

TEST_F(FilterTest, WithoutABodyNothingWaits) {
  EXPECT_EQ(filter_.OnRequestHeaders(true), kHeadersContinue);
}

TEST_F(FilterTest, HeadersGivenTwiceAreNoneOfTheirKind) {
  envoy_.request_headers.emplace("content-type", "application/json");
  filter_.OnRequestHeaders(false);
  envoy_.received = {"{}"};
  EXPECT_EQ(filter_.OnRequestBody(true), kBodyStop);
  EXPECT_EQ(envoy_.status, 415u);
}

TEST_F(FilterTest, GrpcIsPassedAndRefusedAsGrpc) {
  envoy_.request_headers = {{":method", "POST"},
                            {":path", "/edge_test.KindsService/Post"},
                            {"content-type", "application/grpc"}};
  EXPECT_EQ(filter_.OnRequestHeaders(false), kHeadersContinue);
  EXPECT_EQ(filter_.OnRequestBody(false), kBodyContinue);
  EXPECT_EQ(envoy_.metadata["path"], "/edge_test.KindsService/Post");
  envoy_.request_headers.emplace("grpc-encoding", "gzip");
  Filter other(check_, &envoy_);
  EXPECT_EQ(other.OnRequestHeaders(false), kHeadersStop);
  EXPECT_EQ(envoy_.status, 200u);
  EXPECT_EQ(envoy_.sent_headers["grpc-status"], "12");
  EXPECT_EQ(envoy_.body, "");
}

TEST_F(FilterTest, AMistakeRefuses) {
  filter_.OnRequestHeaders(false);
  filter_.OnMistake();
  EXPECT_EQ(envoy_.status, 500u);
  EXPECT_EQ(filter_.OnRequestBody(true), kBodyStop);
}

TEST_F(FilterTest, WhatAnEarlierFilterRefusedHasItsPathToo) {
  envoy_.response_headers[":status"] = "401";
  filter_.OnResponseHeaders();
  EXPECT_EQ(envoy_.metadata["path"], "/kinds");
}

// Of many successes few are written, of failures all.
TEST_F(FilterTest, FailuresAreLoggedWithTheirPath) {
  for (int i = 0; i < 1000; ++i) {
    envoy_.metadata.clear();
    Filter filter(check_, &envoy_);
    filter.OnRequestHeaders(true);
    if (!envoy_.metadata.empty()) continue;
    envoy_.response_headers[":status"] = "200";
    filter.OnResponseHeaders();
    EXPECT_TRUE(envoy_.metadata.empty());
    envoy_.response_headers[":status"] = "503";
    filter.OnResponseHeaders();
    EXPECT_EQ(envoy_.metadata["path"], "/kinds");
    return;
  }
  FAIL() << "a thousand requests are all written";
}

}  // namespace
}  // namespace guanxi::edge
