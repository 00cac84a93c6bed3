// LookupCustomer on a real MariaDB: who has a key, and what of it those learn who do not see all.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/lookup_service.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Customer;
using Response = v1::LookupCustomerResponse;
using Request = v1::LookupCustomerRequest;

constexpr char kCode[] = "91350100M000100Y43";

class LookupTest : public ::testing::Test {
 protected:
  LookupTest() : lookup_(service_.engine.get(), service_.resources.get()) {}

  static Request ByPhone(const std::string& phone) {
    Request request;
    request.add_phones(phone);
    return request;
  }
  absl::StatusOr<Response> Look(const Request& request) {
    return lookup_.LookupCustomer(service_.call(), request);
  }
  Customer Add(const std::string& name, const std::string& phone, const std::string& owner = "") {
    Customer customer = TestService::Company(name);
    if (!phone.empty()) customer.add_phones()->set_number(phone);
    customer.set_owner(owner);
    return service_.Create(customer);
  }
  std::string AddContact(const std::string& parent, const std::string& phone) {
    v1::CreateContactRequest request;
    request.set_parent(parent);
    request.mutable_contact()->set_display_name("王芳");
    request.mutable_contact()->add_phones()->set_number(phone);
    return service_.contacts->Create<v1::Contact>(service_.call(), request)->name();
  }
  void Delete(const std::string& customer) {
    v1::DeleteCustomerRequest request;
    request.set_name(customer);
    ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), request), IsOk());
  }
  // Of a user who has one role, in text format.
  rpc::Call CallWith(const std::string& role) {
    access::v1::PolicySnapshot snapshot;
    auto* const made = snapshot.add_roles();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(role, made));
    made->set_name("roles/r");
    rpc::Call call = service_.call();
    auto* const user = snapshot.add_users();
    user->set_name(call.principal.subject);
    user->add_roles("roles/r");
    user->set_active(true);
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "customers.lookup")
                                .value();
    return call;
  }

  TestService service_;
  LookupServiceImpl lookup_;
};

TEST_F(LookupTest, FindsACustomerByEachOfItsKeysInAnyForm) {
  Customer customer = TestService::Company("灵动传媒");
  customer.add_phones()->set_number("0571-88886666");
  customer.add_emails()->set_address("Li@example.com");
  customer.mutable_organization()->set_credit_code(kCode);
  const std::string name = service_.Create(customer).name();
  Request request;
  request.add_phones("+86 571 8888 6666");
  request.add_emails("LI@EXAMPLE.COM");
  request.set_credit_code("91350100m000100y43");
  const auto found = Look(request);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->result(), Response::KNOWN);
  ASSERT_EQ(found->matches_size(), 1);
  EXPECT_EQ(found->matches(0).customer(), name);
  EXPECT_THAT(found->matches(0).contacts(), IsEmpty());
  EXPECT_THAT(found->matches(0).keys(), ElementsAre("credit_code", "emails[0]", "phones[0]"));
}

TEST_F(LookupTest, FindsACustomerByItsContacts) {
  const std::string customer = Add("灵动传媒", "").name();
  const std::string contact = AddContact(customer, "13800138000");
  const auto found = Look(ByPhone("138 0013 8000"));
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->result(), Response::KNOWN);
  EXPECT_EQ(found->matches(0).customer(), customer);
  EXPECT_THAT(found->matches(0).contacts(), ElementsAre(contact));
}

TEST_F(LookupTest, NobodyIsFoundByANameOrByPartOfANumber) {
  Add("13800138000", "0571-88886666");
  for (const char* number : {"13800138000", "0571-88886667"}) {
    const auto found = Look(ByPhone(number));
    ASSERT_THAT(found, IsOk());
    EXPECT_EQ(found->result(), Response::UNKNOWN) << number;
    EXPECT_THAT(found->matches(), IsEmpty());
  }
  EXPECT_THAT(Look(Request()), HasReason("INVALID_FIELD"));
}

TEST_F(LookupTest, KeysOfTwoCustomersAreAmbiguousAndNameBoth) {
  const std::string one = Add("灵动传媒", "0571-88886666").name();
  const std::string other = Add("云帆科技", "").name();
  AddContact(other, "13800138000");
  Request request = ByPhone("0571-88886666");
  request.add_phones("13800138000");
  const auto found = Look(request);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->result(), Response::AMBIGUOUS);
  ASSERT_EQ(found->matches_size(), 2);
  for (const auto& match : found->matches()) {
    EXPECT_THAT(match.keys(), ElementsAre(match.customer() == one ? "phones[0]" : "phones[1]"));
  }
  EXPECT_NE(found->matches(0).customer(), found->matches(1).customer());
  Delete(other);
  EXPECT_EQ(Look(request)->result(), Response::KNOWN);
}

TEST_F(LookupTest, ManyWithOneNumberAreAmbiguousAndTenAreNamed) {
  for (int i = 0; i < 13; ++i) Add(absl::StrCat("分店 ", i), "400-800-8000");
  const auto found = Look(ByPhone("400-800-8000"));
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->result(), Response::AMBIGUOUS);
  EXPECT_EQ(found->matches_size(), 10);
}

TEST_F(LookupTest, DeletedOnesAndThoseOfOtherTenantsAreNotThere) {
  const std::string customer = Add("灵动传媒", "0571-88886666").name();
  AddContact(customer, "13800138000");
  const auto stranger =
      lookup_.LookupCustomer(service_.CallOf(service_.other_tenant), ByPhone("0571-88886666"));
  ASSERT_THAT(stranger, IsOk());
  EXPECT_EQ(stranger->result(), Response::UNKNOWN);
  Delete(customer);
  EXPECT_EQ(Look(ByPhone("0571-88886666"))->result(), Response::UNKNOWN);
  EXPECT_EQ(Look(ByPhone("13800138000"))->result(), Response::UNKNOWN);
}

TEST_F(LookupTest, WhatLiesOutsideTheScopeIsThereAndNotNamed) {
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
TEST_F(LookupTest, WhoDoesNotSeeAllAsksSoOften) {
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

TEST_F(LookupTest, WhoSeesNumbersMaskedAsksSoOftenToo) {
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

TEST_F(LookupTest, HiddenFieldsAreNoKeys) {
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

TEST_F(LookupTest, KeysWithoutANormalFormAreNamedAllAtOnce) {
  Request request = ByPhone("1");
  request.add_emails("nobody");
  request.set_credit_code("91350100M000100Y44");
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(Look(request).status())) {
    paths.push_back(one.path);
  }
  EXPECT_THAT(paths, ElementsAre("phones[0]", "emails[0]", "credit_code"));
  Request region = ByPhone("13800138000");
  region.set_phone_region("uk");
  EXPECT_THAT(Look(region),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("phone_region")));
  Request many;
  for (int i = 0; i < 21; ++i) many.add_phones("13800138000");
  EXPECT_THAT(Look(many), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("phones")));
}

}  // namespace
}  // namespace guanxi::customer
