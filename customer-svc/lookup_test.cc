// LookupCustomer on a real MariaDB: who has a key.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/lookup_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Customer;
using Response = v1::LookupCustomerResponse;
using Request = v1::LookupCustomerRequest;

constexpr char kCode[] = "91350100M000100Y43";

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

TEST_F(LookupTest, FindsByIdsInOtherSystems) {
  Customer customer = TestService::Company("灵动传媒");
  (*customer.mutable_external_ids())["erp"] = "K-1001";
  const std::string name = service_.Create(customer).name();
  v1::CreateContactRequest request;
  request.set_parent(name);
  request.mutable_contact()->set_display_name("王芳");
  (*request.mutable_contact()->mutable_external_ids())["wecom"] = "wmAbc";
  const auto contact = service_.contacts->Create<v1::Contact>(service_.call(), request);
  ASSERT_THAT(contact, IsOk());
  const auto by_number = Look(ById("erp", " K-1001 "));
  ASSERT_THAT(by_number, IsOk());
  EXPECT_EQ(by_number->result(), Response::KNOWN);
  EXPECT_EQ(by_number->matches(0).customer(), name);
  EXPECT_THAT(by_number->matches(0).keys(), ElementsAre("external_ids[0]"));
  const auto by_person = Look(ById("wecom", "wmAbc"));
  ASSERT_THAT(by_person, IsOk());
  EXPECT_THAT(by_person->matches(0).contacts(), ElementsAre(contact->name()));
  EXPECT_EQ(Look(ById("wecom", "K-1001"))->result(), Response::UNKNOWN);
  // Deleted ones keep their ids, and are nobody.
  Delete(name);
  EXPECT_EQ(Look(ById("erp", "K-1001"))->result(), Response::UNKNOWN);
  EXPECT_EQ(Look(ById("wecom", "wmAbc"))->result(), Response::UNKNOWN);
}

TEST_F(LookupTest, ANameAloneFindsNamesakes) {
  const std::string one = Add("灵动传媒（杭州）有限公司", "0571-88886666").name();
  Add("灵动传媒（杭州）有限公司北京分公司", "");
  const auto alone = Look(ByName("灵动传媒(杭州)有限公司"));
  ASSERT_THAT(alone, IsOk());
  EXPECT_EQ(alone->result(), Response::NAMESAKE);
  ASSERT_EQ(alone->matches_size(), 1);
  EXPECT_EQ(alone->matches(0).customer(), one);
  EXPECT_THAT(alone->matches(0).keys(), ElementsAre("display_name"));
  EXPECT_EQ(Look(ByName("灵动传媒"))->result(), Response::UNKNOWN);
  // Who has another key is he, whoever has the name.
  Request both = ByName("灵动传媒（杭州）有限公司北京分公司");
  both.add_phones("0571-88886666");
  const auto known = Look(both);
  ASSERT_THAT(known, IsOk());
  EXPECT_EQ(known->result(), Response::KNOWN);
  EXPECT_EQ(known->matches(0).customer(), one);
  EXPECT_THAT(known->matches(0).keys(), ElementsAre("phones[0]"));
  both.set_display_name("灵动传媒（杭州）有限公司");
  EXPECT_THAT(Look(both)->matches(0).keys(), ElementsAre("display_name", "phones[0]"));
  Delete(one);
  EXPECT_EQ(Look(ByName("灵动传媒（杭州）有限公司"))->result(), Response::UNKNOWN);
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

TEST_F(LookupTest, KeysWithoutANormalFormAreNamedAllAtOnce) {
  Request request = ByPhone("1");
  request.add_emails("nobody");
  request.set_credit_code("91350100M000100Y44");
  request.add_external_ids()->set_system("ERP");
  request.set_display_name("——");
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(Look(request).status())) {
    paths.push_back(one.path);
  }
  EXPECT_THAT(paths, ElementsAre("phones[0]", "emails[0]", "credit_code", "external_ids[0].system",
                                 "external_ids[0].id", "display_name"));
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
