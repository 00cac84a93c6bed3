#include "lead-svc/submission.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr char kForm[] = "application/x-www-form-urlencoded";
constexpr char kJson[] = "application/json; charset=utf-8";

TEST(SubmissionTest, AFormAndJsonSayTheSame) {
  const auto form = ReadSubmission(
      kForm, "who=%E7%8E%8B&ok=true&_start=s&_consent=c&_utm_source=baidu&_state=hz&_page=p");
  const auto json = ReadSubmission(
      kJson,
      R"({"who": "王", "ok": true, "_start": "s", "_consent": "c", "_utm_source": "baidu",
          "_state": "hz", "_page": "p"})");
  for (const auto* one : {&form, &json}) {
    ASSERT_THAT(*one, IsOk());
    EXPECT_THAT((*one)->answers, UnorderedElementsAre(Pair("who", "王"), Pair("ok", "true")));
    EXPECT_EQ((*one)->start, "s");
    EXPECT_EQ((*one)->consent_version, "c");
    EXPECT_EQ((*one)->attribution.source(), "baidu");
    EXPECT_EQ((*one)->attribution.state(), "hz");
    EXPECT_EQ((*one)->attribution.page(), "p");
  }
  EXPECT_TRUE(form->by_browser_alone);
  EXPECT_FALSE(json->by_browser_alone);
}

TEST(SubmissionTest, WhatIsNoSuchBodyIsRefused) {
  const struct {
    const char *type, *body;
  } cases[] = {{"text/plain", "a=1"},
               {"", "{}"},
               {kJson, "[1]"},
               {kJson, R"({"a": 1})"},
               {kJson, R"({"a": {"b": "c"}})"},
               {kJson, R"({"a": null})"},
               {kJson, R"({"a": "1", "a": "2"})"},
               {kJson, "{"},
               {kForm, "a=1&a=2"},
               {kForm, "a=%ff"},
               {kForm, "a=%4"},
               {kForm, "_start=1&_start=2"}};
  for (const auto& one : cases) {
    EXPECT_THAT(ReadSubmission(one.type, one.body), HasReason("INVALID_BODY")) << one.body;
  }
}

TEST(SubmissionTest, SizesAreBounded) {
  EXPECT_THAT(ReadSubmission(kForm, "a=" + std::string(kMaxSubmissionBytes - 2, 'x')), IsOk());
  EXPECT_THAT(ReadSubmission(kForm, "a=" + std::string(kMaxSubmissionBytes - 1, 'x')),
              HasReason("INVALID_BODY"));
  std::string many;
  for (int i = 0; i < 101; ++i) absl::StrAppend(&many, "a", i, "=1&");
  EXPECT_THAT(ReadSubmission(kForm, many), HasReason("INVALID_BODY"));
}

TEST(SubmissionTest, AnUnknownMemberOfOursIsNamed) {
  const auto read = ReadSubmission(kForm, "_stat=1&who=x");
  EXPECT_THAT(read, HasReason("INVALID_FIELD"));
  EXPECT_THAT(read, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("_stat")));
}

}  // namespace
}  // namespace guanxi::lead
