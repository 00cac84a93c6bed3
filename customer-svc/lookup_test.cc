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
