#include "common/rules/party.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::rules {
namespace {

using google::protobuf::RepeatedPtrField;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using type::v1::Address;
using type::v1::Email;
using type::v1::Phone;

std::vector<std::string> PathsOf(const Violations& violations) {
  std::vector<std::string> paths;
  for (const FieldViolation& violation : FieldViolations(violations.ToStatus())) {
    paths.push_back(violation.path);
  }
  return paths;
}

TEST(PartyTest, PhonesBecomeE164AndStandOnce) {
  RepeatedPtrField<Phone> phones;
  phones.Add()->set_number("０５７１－８８８８１２３４");
  phones.Add()->set_number("13800138000（张经理）");
  phones.Add()->set_number("+86 571 8888 1234");
  Violations violations;
  NormalizePhones("CN", &phones, &violations);
  EXPECT_THAT(PathsOf(violations), IsEmpty());
  ASSERT_EQ(phones.size(), 2);
  EXPECT_EQ(phones[0].number(), "+8657188881234");
  EXPECT_EQ(phones[1].number(), "+8613800138000");
  EXPECT_EQ(phones[1].label(), "张经理");
}

TEST(PartyTest, NumbersWithoutACountryCodeAreOfTheRegion) {
  RepeatedPtrField<Phone> phones;
  phones.Add()->set_number("310/456-0488");
  Violations violations;
  NormalizePhones("US", &phones, &violations);
  EXPECT_EQ(phones[0].number(), "+13104560488");
}

TEST(PartyTest, EmailsStandOnceWhateverTheirCase) {
  RepeatedPtrField<Email> emails;
  for (const char* address : {"Li@example.com", "li@EXAMPLE.com", "wang@example.com"}) {
    emails.Add()->set_address(address);
  }
  Violations violations;
  NormalizeEmails(&emails, &violations);
  EXPECT_THAT(PathsOf(violations), IsEmpty());
  EXPECT_EQ(emails.size(), 2);
}

TEST(PartyTest, WhatIsWrongIsNamedByItsPath) {
  RepeatedPtrField<Phone> phones;
  phones.Add()->set_number("13800138000");
  phones.Add()->set_number("none");
  RepeatedPtrField<Email> emails;
  emails.Add()->set_address("nobody");
  Address address;
  address.set_country("China");
  Violations violations;
  NormalizePhones("CN", &phones, &violations);
  NormalizeEmails(&emails, &violations);
  NormalizeAddress("addresses[0]", &address, &violations);
  EXPECT_THAT(PathsOf(violations),
              ElementsAre("phones[1].number", "emails[0].address", "addresses[0].country"));
}

TEST(PartyTest, CountriesAreCapitals) {
  Address address;
  address.set_country(" cn ");
  address.set_city("杭州　");
  Violations violations;
  NormalizeAddress("address", &address, &violations);
  EXPECT_THAT(PathsOf(violations), IsEmpty());
  EXPECT_EQ(address.country(), "CN");
  EXPECT_EQ(address.city(), "杭州");
}

}  // namespace
}  // namespace guanxi::rules
