#include "customer-svc/claims/claim_value.h"

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::Customer;

TEST(ClaimValueTest, SingleValuesCanBeClaimedAndNothingElse) {
  for (const char* path : {"industry", "grade", "organization.credit_code",
                           "organization.establish_date", "organization.registered_capital"}) {
    EXPECT_TRUE(IsClaimable(path)) << path;
  }
  for (const char* path : {"", "name", "owner", "phones", "custom", "parent_organization",
                           "organization", "organization.registered_address", "update_time"}) {
    EXPECT_FALSE(IsClaimable(path)) << path;
  }
}

TEST(ClaimValueTest, WhatIsSaidIsReadBackInTheSameForm) {
  const struct {
    const char* path;
    const char* text;
  } kValues[] = {{"industry", "软件"},
                 {"grade", "VIP"},
                 {"organization.establish_date", "2016-02-29"},
                 {"organization.registered_capital", "12.5 CNY"}};
  for (const auto& [path, text] : kValues) {
    Customer customer;
    EXPECT_EQ(ClaimedValueOf(path, customer), "") << path;
    ASSERT_THAT(SetClaimedValue(path, text, &customer), IsOk()) << path;
    EXPECT_EQ(ClaimedValueOf(path, customer), text) << path;
  }
}

TEST(ClaimValueTest, AListHasNone) {
  Customer customer;
  customer.add_aliases("云帆");
  EXPECT_EQ(ClaimedValueOf("aliases", customer), "");
}

TEST(ClaimValueTest, WhatIsNotOfTheFieldsKindSetsNothing) {
  const struct {
    const char* path;
    const char* text;
  } kValues[] = {{"industry", ""},
                 {"grade", "TOP"},
                 {"grade", "GRADE_UNSPECIFIED"},
                 {"organization.establish_date", "2015-02-29"},
                 {"organization.establish_date", "29.2.2016"},
                 {"organization.registered_capital", "12.5"},
                 {"organization.registered_capital", "-1 CNY"},
                 {"phones", "+8613800138000"}};
  for (const auto& [path, text] : kValues) {
    Customer customer;
    EXPECT_FALSE(SetClaimedValue(path, text, &customer).ok()) << path << " " << text;
    EXPECT_EQ(customer.ByteSizeLong(), 0) << path;
  }
}

}  // namespace
}  // namespace guanxi::customer
