#include "gateway/envoy/check/answer.h"

#include "gtest/gtest.h"

namespace guanxi::edge {
namespace {

TEST(AnswerTest, ARefusalIsAStatusThatNamesTheField) {
  const Answer answer = Refusal(400, Code::kInvalidArgument, {"a.b", "is \"wrong\"", "BAD"});
  EXPECT_EQ(answer.http_status, 400u);
  EXPECT_FALSE(answer.grpc);
  EXPECT_EQ(answer.text,
            R"({"code":3,"message":"a.b: is \u0022wrong\u0022","details":[)"
            R"({"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"BAD",)"
            R"("domain":"guanxi.dev"},{"@type":"type.googleapis.com/google.rpc.BadRequest",)"
            R"("fieldViolations":[{"field":"a.b","description":"is \u0022wrong\u0022"}]}]})"
            "\n");
}

TEST(AnswerTest, OnlyArgumentsHaveFields) {
  EXPECT_EQ(Refusal(404, Code::kNotFound, {"", "no", "NONE"}).text,
            R"({"code":5,"message":"no","details":[)"
            R"({"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"NONE",)"
            R"("domain":"guanxi.dev"}]})"
            "\n");
}

TEST(AnswerTest, WhatIsNotPlainIsEscapedByteByByte) {
  EXPECT_EQ(Escaped("a\n\\\x7f\xe5"), "a\\u000a\\u005c\\u007f\\u00e5");
}

}  // namespace
}  // namespace guanxi::edge
