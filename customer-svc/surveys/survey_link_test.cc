#include "customer-svc/surveys/survey_link.h"

#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

constexpr char kSecret[] = "0123456789abcdef";

SurveyLink Link() {
  SurveyLink link;
  link.tenant = DeriveUuid("t", "tenant");
  link.survey = DeriveUuid("t", "survey");
  link.about_ticket = true;
  link.subject = DeriveUuid("t", "ticket");
  link.expire_time = absl::FromUnixSeconds(1'790'000'000);
  return link;
}

TEST(SurveyLinkTest, AKeySaysAllOfItsLink) {
  const std::string key = MakeSurveyKey(kSecret, Link());
  EXPECT_EQ(key.size(), 87u);
  const auto link = ReadSurveyKey(kSecret, key);
  ASSERT_TRUE(link.has_value());
  EXPECT_EQ(link->tenant, Link().tenant);
  EXPECT_EQ(link->survey, Link().survey);
  EXPECT_TRUE(link->about_ticket);
  EXPECT_EQ(link->subject, Link().subject);
  EXPECT_EQ(link->expire_time, Link().expire_time);
}

TEST(SurveyLinkTest, WhatWasNotMadeHereIsNoKey) {
  const std::string key = MakeSurveyKey(kSecret, Link());
  EXPECT_FALSE(ReadSurveyKey("another", key).has_value());
  EXPECT_FALSE(ReadSurveyKey(kSecret, "").has_value());
  for (size_t i = 0; i < key.size(); ++i) {
    std::string other = key;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(ReadSurveyKey(kSecret, other).has_value()) << i;
  }
}

TEST(SurveyLinkTest, ThereIsOneAnswerAboutOneThingHoweverLongTheLinkHolds) {
  SurveyLink longer = Link();
  longer.expire_time += absl::Hours(24);
  EXPECT_EQ(longer.response(), Link().response());
  SurveyLink customers = Link();
  customers.about_ticket = false;
  EXPECT_NE(customers.response(), Link().response());
  SurveyLink other = Link();
  other.subject = DeriveUuid("t", "other");
  EXPECT_NE(other.response(), Link().response());
}

}  // namespace
}  // namespace guanxi::customer
