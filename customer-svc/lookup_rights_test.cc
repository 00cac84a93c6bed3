// What those learn by LookupCustomer who do not see all customers, or all of them.
#include <string>

#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/lookup_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Response = v1::LookupCustomerResponse;
using Request = v1::LookupCustomerRequest;

constexpr char kCode[] = "91350100M000100Y43";

using LookupRightsTest = LookupTest;

TEST_F(LookupRightsTest, WhatLiesOutsideTheScopeIsThereAndNotNamed) {
  const std::string somebody = "users/" + DeriveUuid("user", "somebody").ToString();
  const rpc::Call call = CallWith(
      "permissions { pattern: 'customers.*' scope: SELF } unmasks: NAME "
      "unmasks: PHONE unmasks: EMAIL");
  const std::string own = Add("灵动传媒", "0571-88886666", call.principal.subject).name();
  const std::string others = Add("云帆科技", "13900139000", somebody).name();
  AddContact(others, "13800138000");

  const auto mine = lookup_.LookupCustomer(call, ByPhone("0571-88886666"));
  ASSERT_THAT(mine, IsOk());
  EXPECT_EQ(mine->matches(0).customer(), own);
  for (const char* number : {"13900139000", "13800138000"}) {
    const auto theirs = lookup_.LookupCustomer(call, ByPhone(number));
    ASSERT_THAT(theirs, IsOk());
    EXPECT_EQ(theirs->result(), Response::KNOWN);
    ASSERT_EQ(theirs->matches_size(), 1);
    EXPECT_EQ(theirs->matches(0).customer(), "");
    EXPECT_THAT(theirs->matches(0).contacts(), IsEmpty());
    EXPECT_THAT(theirs->matches(0).keys(), ElementsAre("phones[0]"));
  }
}

// Whether somebody is known is told a hundred times an hour to who does not see all anyway.
TEST_F(LookupRightsTest, WhoDoesNotSeeAllAsksSoOften) {
  service_.environment->set_lookups_per_hour(3);
  const rpc::Call self = CallWith(
      "permissions { pattern: 'customers.*' scope: SELF } unmasks: NAME "
      "unmasks: PHONE unmasks: EMAIL");
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(lookup_.LookupCustomer(self, ByPhone("13800138000")), IsOk());
  }
  EXPECT_THAT(lookup_.LookupCustomer(self, ByPhone("13800138000")), HasReason("LOOKUP_LIMIT"));
  for (int i = 0; i < 5; ++i) EXPECT_THAT(Look(ByPhone("13800138000")), IsOk());
}

TEST_F(LookupRightsTest, WhoSeesNumbersMaskedAsksSoOftenToo) {
  service_.environment->set_lookups_per_hour(2);
  const rpc::Call call = CallWith("permissions { pattern: 'customers.*' scope: ALL }");
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(lookup_.LookupCustomer(call, ByPhone("13800138000")), IsOk());
  }
  EXPECT_THAT(lookup_.LookupCustomer(call, ByPhone("13800138000")), HasReason("LOOKUP_LIMIT"));
  Request by_code;
  by_code.set_credit_code(kCode);
  EXPECT_THAT(lookup_.LookupCustomer(call, by_code), IsOk());  // which is no personal data
}

// Many numbers in one call are as many guesses.
TEST_F(LookupRightsTest, EachKeyCounts) {
  service_.environment->set_lookups_per_hour(3);
  Request request = ByPhone("13800138000");
  request.add_phones("13800138001");
  request.set_credit_code(kCode);
  const rpc::Call masked = CallWith("permissions { pattern: 'customers.*' scope: ALL }");
  EXPECT_THAT(lookup_.LookupCustomer(masked, request), IsOk());  // two: the code is not masked
  EXPECT_THAT(lookup_.LookupCustomer(masked, request), HasReason("LOOKUP_LIMIT"));
  EXPECT_THAT(lookup_.LookupCustomer(masked, ByPhone("13800138000")), IsOk());
}

TEST_F(LookupRightsTest, EachKeyCountsOfWhoDoesNotReachAll) {
  service_.environment->set_lookups_per_hour(3);
  Request request = ByPhone("13800138000");
  request.add_phones("13800138001");
  request.set_credit_code(kCode);
  const rpc::Call self = CallWith(
      "permissions { pattern: 'customers.*' scope: SELF } unmasks: NAME "
      "unmasks: PHONE unmasks: EMAIL");
  EXPECT_THAT(lookup_.LookupCustomer(self, request), IsOk());
  EXPECT_THAT(lookup_.LookupCustomer(self, ByPhone("13800138000")), HasReason("LOOKUP_LIMIT"));
}

TEST_F(LookupRightsTest, NamesAndIdsAreKeysLikeOthers) {
  service_.environment->set_lookups_per_hour(1);
  const rpc::Call masked = CallWith("permissions { pattern: 'customers.*' scope: ALL }");
  EXPECT_THAT(lookup_.LookupCustomer(masked, ByName("灵动传媒")), IsOk());
  EXPECT_THAT(lookup_.LookupCustomer(masked, ByName("灵动传媒")), HasReason("LOOKUP_LIMIT"));
  EXPECT_THAT(lookup_.LookupCustomer(masked, ById("erp", "1")), IsOk());  // no personal data
  const rpc::Call blind = CallWith(
      "permissions { pattern: 'customers.*' scope: ALL } unmasks: NAME "
      "field_policies { resource_type: 'guanxi.dev/Customer' path: 'aliases' access: HIDDEN } "
      "field_policies { resource_type: 'guanxi.dev/Contact' path: 'external_ids' access: HIDDEN }");
  EXPECT_THAT(lookup_.LookupCustomer(blind, ByName("灵动传媒")), HasReason("FIELD_NOT_ALLOWED"));
  EXPECT_THAT(lookup_.LookupCustomer(blind, ById("erp", "1")), HasReason("FIELD_NOT_ALLOWED"));
}

// A policy may be about the ids of one system alone.
TEST_F(LookupRightsTest, IdsOfASystemThatIsHiddenAreNoKeys) {
  const rpc::Call call = CallWith(
      "permissions { pattern: 'customers.*' scope: ALL } unmasks: NAME "
      "field_policies { resource_type: 'guanxi.dev/Customer' path: 'external_ids.erp' access: "
      "HIDDEN }");
  EXPECT_THAT(lookup_.LookupCustomer(call, ById("erp", "1")), HasReason("FIELD_NOT_ALLOWED"));
  EXPECT_THAT(lookup_.LookupCustomer(call, ById("wecom", "1")), IsOk());
}

TEST_F(LookupRightsTest, HiddenFieldsAreNoKeys) {
  Add("灵动传媒", "0571-88886666");
  const rpc::Call call = CallWith(
      "permissions { pattern: '*' scope: ALL } unmasks: NAME unmasks: PHONE unmasks: EMAIL "
      "field_policies { resource_type: 'guanxi.dev/Contact' path: 'phones' access: HIDDEN } "
      "field_policies { resource_type: 'guanxi.dev/Customer' path: 'organization.credit_code' "
      "access: HIDDEN }");
  Request request = ByPhone("0571-88886666");
  request.set_credit_code(kCode);
  const auto refused = lookup_.LookupCustomer(call, request);
  EXPECT_THAT(refused, HasReason("FIELD_NOT_ALLOWED"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("phones[0],credit_code"));
  Request allowed;
  allowed.add_emails("li@example.com");
  EXPECT_THAT(lookup_.LookupCustomer(call, allowed), IsOk());
}

}  // namespace
}  // namespace guanxi::customer
