#include "gateway/envoy/check/request_check.h"

#include <string>

#include "gateway/envoy/check/fake_headers.h"
#include "gateway/envoy/check/table.h"
#include "gtest/gtest.h"

namespace guanxi::edge {
namespace {

class RequestCheckTest : public ::testing::Test {
 protected:
  static FakeHeaders Post(const std::string& path, const std::string& type = "application/json") {
    return {{":method", "POST"}, {":path", path}, {"content-type", type}};
  }

  // The HTTP status of what is not passed on, 0 if it is.
  int Status(FakeHeaders headers) const {
    const Verdict verdict = check_.CheckHeaders(&headers);
    return verdict.answer ? static_cast<int>(verdict.answer->http_status) : 0;
  }

  int BodyStatus(const FakeHeaders& headers, std::string_view body) const {
    FakeHeaders copy = headers;
    const Verdict verdict = check_.CheckHeaders(&copy);
    EXPECT_TRUE(verdict.waits);
    const auto answer = check_.CheckBody(*verdict.method, copy, body);
    return answer ? static_cast<int>(answer->http_status) : 0;
  }

  const RequestCheck check_{LinkedApi()};
};

TEST_F(RequestCheckTest, RequestsOfMethodsWaitForTheirBody) {
  FakeHeaders headers = Post("/kinds");
  headers.values["grpc-encoding"] = "gzip";
  const Verdict verdict = check_.CheckHeaders(&headers);
  EXPECT_TRUE(verdict.waits);
  EXPECT_FALSE(verdict.answer);
  EXPECT_EQ(verdict.method->request->kind, Kind::kMessage);
  EXPECT_EQ(headers.values.count("grpc-encoding"), 0u);
}

TEST_F(RequestCheckTest, WhatHasNoMethodIsRefused) {
  EXPECT_EQ(Status(Post("/nothing")), 404);
  EXPECT_EQ(Status(Post("/kinds/")), 404);
  EXPECT_EQ(Status({{":method", "GET"}, {":path", "/kinds"}}), 404);
  EXPECT_EQ(Status({}), 404);
  EXPECT_EQ(Status(Post("/kinds", "application/grpcx")), 0);
}

TEST_F(RequestCheckTest, UrlsAreUtf8) {
  EXPECT_EQ(Status(Post("/kinds?%ff=1")), 400);
  EXPECT_EQ(Status(Post("/kinds?\xff=1")), 400);
  EXPECT_EQ(Status(Post("/kinds?text=1")), 400);
}

TEST_F(RequestCheckTest, PreflightsAreAnswered) {
  EXPECT_EQ(
      Status(
          {{":method", "OPTIONS"}, {":path", "/kinds"}, {"access-control-request-method", "POST"}}),
      204);
  EXPECT_EQ(Status({{":method", "OPTIONS"}, {":path", "/kinds"}}), 404);
}

TEST_F(RequestCheckTest, BodiesAreJsonAsTheyAre) {
  EXPECT_EQ(BodyStatus(Post("/kinds"), R"({"text":"a"})"), 0);
  EXPECT_EQ(BodyStatus(Post("/kinds"), R"({"nosuch":"a"})"), 400);
  EXPECT_EQ(BodyStatus(Post("/kinds", "text/plain"), "{}"), 415);
  EXPECT_EQ(BodyStatus(Post("/kinds", "text/plain"), ""), 0);
  for (const auto& [encoding, status] :
       {std::pair("gzip", 415), std::pair("Identity", 0), std::pair(",", 415)}) {
    FakeHeaders headers = Post("/kinds");
    headers.values["content-encoding"] = encoding;
    EXPECT_EQ(Status(headers), status) << encoding;
  }
}

TEST_F(RequestCheckTest, GrpcPassesUncompressed) {
  FakeHeaders headers = Post("/edge_test.KindsService/Post", "application/grpc");
  Verdict verdict = check_.CheckHeaders(&headers);
  EXPECT_TRUE(verdict.grpc);
  EXPECT_FALSE(verdict.waits);
  EXPECT_EQ(verdict.rpc->path, "/edge_test.KindsService/Post");
  EXPECT_FALSE(verdict.answer);
  headers.values["grpc-encoding"] = "gzip";
  verdict = check_.CheckHeaders(&headers);
  ASSERT_TRUE(verdict.answer);
  EXPECT_TRUE(verdict.answer->grpc);
  EXPECT_EQ(verdict.answer->code, Code::kUnimplemented);
  headers.values["grpc-encoding"] = "identity";
  headers.values["grpc-timeout"] = "soon";
  EXPECT_EQ(check_.CheckHeaders(&headers).answer->code, Code::kInvalidArgument);
}

// A form of a page: its service reads the body, whatever it is.
TEST(RawRequestCheckTest, ABodyOfBytesPassesInAnyFormButNotInTheQuery) {
  const std::string_view path[] = {"forms", "*"}, bound[] = {"key"};
  const Type text = {Kind::kText};
  const Field fields[] = {{"key", "key", &text, 0, false},
                          {"submission", "submission", &text, 1, false}};
  const Type request = {Kind::kMessage, {fields, 2}};
  const Method submit[] = {
      {"POST", {path, 2}, "submit", &request, "submission", /*raw=*/true, false, {bound, 1}}};
  const Api api = {{submit, 1}, {}, {}};
  const RequestCheck check(api);
  for (const char* type : {"application/x-www-form-urlencoded", "application/json", ""}) {
    FakeHeaders headers = {
        {":method", "POST"}, {":path", "/forms/a:submit"}, {"content-type", type}};
    const Verdict verdict = check.CheckHeaders(&headers);
    EXPECT_EQ(verdict.method, submit) << type;
    EXPECT_FALSE(verdict.waits) << type;
    EXPECT_FALSE(verdict.answer) << type;
  }
  for (const char* query : {"key=b", "submission=x", "who=x"}) {
    FakeHeaders headers = {{":method", "POST"}, {":path", std::string("/forms/a:submit?") + query}};
    const Verdict verdict = check.CheckHeaders(&headers);
    ASSERT_TRUE(verdict.answer) << query;
    EXPECT_EQ(verdict.answer->http_status, 400u) << query;
  }
}

}  // namespace
}  // namespace guanxi::edge
