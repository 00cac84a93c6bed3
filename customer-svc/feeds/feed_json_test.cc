#include "customer-svc/feeds/feed_json.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using v1::Feed;
using v1::RegistryProfile;

constexpr char kCode[] = "91350100M000100Y43";

FeedQuestion Question(Feed::Kind kind, const std::string& cursor = "") {
  FeedQuestion question;
  question.kind = kind;
  question.credit_code = kCode;
  question.cursor = cursor;
  question.now = absl::FromUnixSeconds(1'790'000'000);
  return question;
}

absl::StatusOr<FeedPage> Register(const std::string& members) {
  return ReadRegistry(absl::StrCat(R"({"name":"云帆","creditCode":")", kCode, "\"", members, "}"),
                      Question(Feed::REGISTRY));
}

RegistryProfile ProfileOf(const std::string& members) {
  const auto page = Register(members);
  EXPECT_THAT(page, IsOk()) << members;
  return page.ok() ? page->findings[0].registry() : RegistryProfile();
}

absl::StatusOr<FeedPage> Items(const std::string& json, const std::string& cursor = "") {
  return ReadItems(json, Question(Feed::LITIGATION, cursor));
}

TEST(FeedJsonTest, StatesAreKnownByTheirWords) {
  const struct {
    const char* words;
    RegistryProfile::State state;
  } kCases[] = {{"存续（在营、开业、在册）", RegistryProfile::IN_BUSINESS},
                {"被列入经营异常名录", RegistryProfile::ABNORMAL},
                {"吊销，未注销", RegistryProfile::REVOKED},
                {"注销", RegistryProfile::DEREGISTERED},
                {"清算", RegistryProfile::LIQUIDATION},
                {"停业", RegistryProfile::SUSPENDED},
                {"revoked", RegistryProfile::REVOKED},
                {"迁出", RegistryProfile::STATE_UNSPECIFIED}};
  for (const auto& one : kCases) {
    EXPECT_EQ(ProfileOf(absl::StrCat(R"(,"status":")", one.words, "\"")).state(), one.state)
        << one.words;
  }
}

TEST(FeedJsonTest, CapitalIsWrittenAsRegistersDo) {
  EXPECT_EQ(ProfileOf(R"(,"registeredCapital":"1000万元人民币")").registered_capital().units(),
            10'000'000);
  EXPECT_EQ(ProfileOf(R"(,"registeredCapital":"50万美元")").registered_capital().currency_code(),
            "USD");
  EXPECT_EQ(ProfileOf(R"(,"registeredCapital":{"amount":"12.5","currency":"CNY"})")
                .registered_capital()
                .nanos(),
            500'000'000);
  EXPECT_EQ(ProfileOf(R"(,"registeredCapital":{"amount":7,"currency":"CNY"})")
                .registered_capital()
                .units(),
            7);
  for (const char* none : {R"("-")", "null", "[]", R"({"currency":"CNY"})", R"("-5万元")",
                           R"({"amount":"1","currency":"XYZ"})"}) {
    EXPECT_FALSE(ProfileOf(absl::StrCat(R"(,"registeredCapital":)", none)).has_registered_capital())
        << none;
  }
}

TEST(FeedJsonTest, ShareholdersComeByTheirShares) {
  const RegistryProfile profile = ProfileOf(
      R"(,"shareholders":[{"name":"甲","percent":"10%"},{"name":"乙","percent":51.5},
          {"name":"","percent":1},{"name":"丙"},{"name":"丁","percent":"900"},7])");
  ASSERT_THAT(profile.shareholders(), SizeIs(4));
  EXPECT_EQ(profile.shareholders(0).display_name(), "乙");
  EXPECT_EQ(profile.shareholders(0).share_basis_points(), 5150);
  EXPECT_EQ(profile.shareholders(1).share_basis_points(), 1000);
  EXPECT_EQ(profile.shareholders(3).share_basis_points(), 0);
}

TEST(FeedJsonTest, ACompanyIsTheOneThatWasAskedFor) {
  EXPECT_THAT(ReadRegistry(R"({"name":"甲"})", Question(Feed::REGISTRY)), Not(IsOk()));
  EXPECT_THAT(
      ReadRegistry(R"({"name":"甲","creditCode":"913300001429161219"})", Question(Feed::REGISTRY)),
      Not(IsOk()));
  EXPECT_THAT(
      ReadRegistry(absl::StrCat(R"({"creditCode":")", kCode, "\"}"), Question(Feed::REGISTRY)),
      Not(IsOk()));
}

TEST(FeedJsonTest, TextsAreCutAtCharacters) {
  std::string scope, title;
  for (int i = 0; i < 4000; ++i) scope += "软";
  const RegistryProfile profile = ProfileOf(absl::StrCat(R"(,"businessScope":")", scope, "\""));
  EXPECT_EQ(profile.business_scope().size(), 8190u);
  for (int i = 0; i < 300; ++i) title += "诉";
  const auto page = Items(absl::StrCat(R"({"items":[{"id":"1","title":")", title, R"("}]})"));
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->findings[0].title().size(), 510u);
}

TEST(FeedJsonTest, TimesHaveCome) {
  const auto seconds = [](const std::string& time) {
    const auto page =
        Items(absl::StrCat(R"({"items":[{"id":"1","title":"x","time":)", time, "}]}"));
    EXPECT_THAT(page, IsOk()) << time;
    return page.ok() ? page->findings[0].occur_time().seconds() : -1;
  };
  EXPECT_EQ(seconds(R"("2026-01-05")"), 1767571200);
  EXPECT_EQ(seconds(R"("2026-01-05T08:00:00+08:00")"), 1767571200);
  for (const char* none : {R"("2099-01-01")", R"("1700-01-01")", R"("soon")", "5", "null"}) {
    EXPECT_EQ(seconds(none), 1'790'000'000) << none;
  }
}

TEST(FeedJsonTest, WhatIsNoAnswerIsRefused) {
  for (const char* bad :
       {"", "[]", "{}", R"({"items":{}})", R"({"items":[1]})", R"({"items":[{"title":"x"}]})",
        R"({"items":[{"id":"1"}]})", R"({"items":[{"id":"1","id":"2","title":"x"}]})",
        R"({"items":[]} x)", R"({"items":[[[[[[[[[[1]]]]]]]]]]})"}) {
    EXPECT_THAT(Items(bad), Not(IsOk())) << bad;
  }
  std::string many;
  for (int i = 0; i <= kMostItems; ++i) {
    absl::StrAppend(&many, i == 0 ? "" : ",", R"({"id":")", i, R"(","title":"x"})");
  }
  EXPECT_THAT(Items(absl::StrCat(R"({"items":[)", many, "]}")), Not(IsOk()));
  EXPECT_THAT(Items(R"({"items":[{"id":")" + std::string(129, 'x') + R"(","title":"x"}]})"),
              Not(IsOk()));
}

TEST(FeedJsonTest, IdsAreWholeOrNone) {
  const auto with_id = [](int characters) {
    std::string id;
    for (int i = 0; i < characters; ++i) id += "𠮷";  // four bytes
    return Items(absl::StrCat(R"({"items":[{"id":")", id, R"(","title":"x"}]})"));
  };
  EXPECT_THAT(with_id(32), IsOk());
  EXPECT_THAT(with_id(33), Not(IsOk()));
  EXPECT_THAT(with_id(40), Not(IsOk()));
}

TEST(FeedJsonTest, ThereIsMoreOnlyWhereItGoesOn) {
  const auto page = Items(R"({"items":[],"nextCursor":"b","hasMore":true})", "a");
  ASSERT_THAT(page, IsOk());
  EXPECT_TRUE(page->has_more);
  EXPECT_EQ(page->cursor, "b");
  EXPECT_THAT(Items(R"({"items":[],"nextCursor":"a","hasMore":true})", "a"), Not(IsOk()));
  EXPECT_THAT(Items(R"({"items":[],"hasMore":true})", "a"), Not(IsOk()));
  // Where there is no more the place stays.
  EXPECT_EQ(Items(R"({"items":[]})", "a")->cursor, "a");
  EXPECT_THAT(Items(R"({"items":[],"nextCursor":")" + std::string(513, 'x') + R"("})"),
              Not(IsOk()));
}

TEST(FeedJsonTest, AddressesAreThoseOfPages) {
  const auto url = [](const std::string& text) {
    return Items(absl::StrCat(R"({"items":[{"id":"1","title":"x","url":")", text, R"("}]})"))
        ->findings[0]
        .url();
  };
  EXPECT_EQ(url("https://court.example.com/1"), "https://court.example.com/1");
  EXPECT_THAT(url("javascript:alert(1)"), IsEmpty());
  EXPECT_THAT(url("https://u:p@court.example.com/"), IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
