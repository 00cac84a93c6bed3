#include "common/policy/masking.h"

#include <string>

#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::policy {
namespace {

using customer::v1::Customer;
using customer::v1::Person;
using metadata::v1::ACCOUNT;
using metadata::v1::ADDRESS;
using metadata::v1::BIRTH;
using metadata::v1::EMAIL;
using metadata::v1::ID_NUMBER;
using metadata::v1::NAME;
using metadata::v1::NOTE;
using metadata::v1::PHONE;

TEST(MaskTextTest, EachClassHasItsForm) {
  const struct {
    metadata::v1::PersonalData data;
    const char *text, *mask;
  } cases[] = {
      {PHONE, "13812345678", "138****5678"},
      {PHONE, "+8613812345678", "+86138****5678"},
      {EMAIL, "zhang@example.com", "z***@example.com"},
      {EMAIL, "no address", "****"},
      {NAME, "王小明", "王**"},
      {NAME, "王", "**"},
      {NAME, "John Smith", "J**"},
      {ADDRESS, "浙江省杭州市西湖区文三路1号", "浙江省****"},
      {ADDRESS, "浙江", "浙****"},
      {ID_NUMBER, "110101199003071234", "110****1234"},
      {ID_NUMBER, "G12345678", "****"},
      {ACCOUNT, "wxid_8a7b", "wx****"},
      {NOTE, "has a bad knee", "****"},
      {BIRTH, "1990-03-07", "****"},
      {NAME, "", ""},
      {NOTE, "", ""},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(MaskText(one.data, one.text), one.mask) << one.text;
  }
}

// Whatever the text, what is masked of it is gone.
TEST(MaskTextTest, AShortNumberShowsNothing) {
  EXPECT_EQ(MaskText(PHONE, "1234"), "****");
  EXPECT_EQ(MaskText(PHONE, "95588"), "***88");
  EXPECT_EQ(MaskText(PHONE, "8765432"), "*****32");
  EXPECT_EQ(MaskText(PHONE, "87654321"), "****4321");
  EXPECT_EQ(MaskText(PHONE, "none"), "****");
}

TEST(MaskFieldTest, TextsListsMapsDatesAndOthers) {
  Customer customer;
  customer.set_note("secret");
  customer.add_aliases("王小明");
  customer.add_aliases("小明");
  (*customer.mutable_custom())["area"].set_string_value("south");
  (*customer.mutable_custom())["age"].set_number_value(41);
  const auto* descriptor = Customer::descriptor();
  MaskField(descriptor->FindFieldByName("note"), NOTE, &customer);
  MaskField(descriptor->FindFieldByName("aliases"), NAME, &customer);
  MaskField(descriptor->FindFieldByName("custom"), NOTE, &customer);
  EXPECT_EQ(customer.note(), "****");
  EXPECT_EQ(customer.aliases(0), "王**");
  EXPECT_EQ(customer.aliases(1), "小**");
  EXPECT_EQ(customer.custom().at("area").string_value(), "****");
  EXPECT_EQ(customer.custom().at("age").string_value(), "****");
  Person person;
  person.set_gender(Person::FEMALE);
  person.mutable_birth_date()->set_year(1990);
  person.mutable_birth_date()->set_month(3);
  person.mutable_birth_date()->set_day(7);
  for (const char* field : {"gender", "birth_date"}) {
    MaskField(Person::descriptor()->FindFieldByName(field), BIRTH, &person);
  }
  EXPECT_EQ(person.gender(), Person::GENDER_UNSPECIFIED);
  EXPECT_EQ(person.birth_date().year(), 1990);
  EXPECT_EQ(person.birth_date().month(), 0);
  EXPECT_EQ(person.birth_date().day(), 0);
}

}  // namespace
}  // namespace guanxi::policy
