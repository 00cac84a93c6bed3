#include "customer-svc/feeds/value_desk.h"

#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

v1::RegistryProfile Profile(const std::string& text) {
  v1::RegistryProfile profile;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &profile)) << text;
  return profile;
}

FeedValues Said(const std::string& now, const std::string& before = "") {
  FeedValues values;
  values.now = ValuesOf(Profile(now));
  values.before = ValuesOf(Profile(before));
  return values;
}

TEST(ValueDeskTest, WhatIsEmptyIsFilled) {
  v1::Customer customer;
  EXPECT_TRUE(FillValues(Said(R"(business_scope: "软件" legal_representative: "李明"
                                 establish_date { year: 2010 month: 5 day: 6 }
                                 registered_capital { currency_code: "CNY" units: 7 })"),
                         &customer));
  EXPECT_EQ(customer.organization().business_scope(), "软件");
  EXPECT_EQ(customer.organization().legal_representative(), "李明");
  EXPECT_EQ(customer.organization().establish_date().month(), 5);
  EXPECT_EQ(customer.organization().registered_capital().units(), 7);
}

TEST(ValueDeskTest, WhatSomebodyWroteStays) {
  v1::Customer customer;
  customer.mutable_organization()->set_business_scope("咨询");
  EXPECT_FALSE(FillValues(Said(R"(business_scope: "软件")"), &customer));
  EXPECT_FALSE(
      FillValues(Said(R"(business_scope: "硬件")", R"(business_scope: "软件")"), &customer));
  EXPECT_EQ(customer.organization().business_scope(), "咨询");
}

TEST(ValueDeskTest, WhatTheSourceSaidFollowsIt) {
  v1::Customer customer;
  customer.mutable_organization()->set_business_scope("软件");
  EXPECT_FALSE(FillValues(Said(R"(business_scope: "软件")"), &customer));
  EXPECT_TRUE(
      FillValues(Said(R"(business_scope: "硬件")", R"(business_scope: "软件")"), &customer));
  EXPECT_EQ(customer.organization().business_scope(), "硬件");
}

// A register that leaves something out does not say that there is none.
TEST(ValueDeskTest, WhatIsNotSaidAnyMoreStays) {
  v1::Customer customer;
  customer.mutable_organization()->set_business_scope("软件");
  EXPECT_FALSE(FillValues(Said("", R"(business_scope: "软件")"), &customer));
  EXPECT_EQ(customer.organization().business_scope(), "软件");
}

}  // namespace
}  // namespace guanxi::customer
