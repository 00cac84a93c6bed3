#include "common/resource/personal.h"

#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::resource {
namespace {

using customer::v1::Customer;

Customer Sample() {
  Customer customer;
  customer.set_type(Customer::PERSON);
  customer.set_display_name("曾小姐");
  customer.set_industry("软件");
  customer.add_phones()->set_label("office");
  auto& phone = *customer.add_phones();
  phone.set_number("+8613800138000");
  phone.set_label("mobile");
  customer.mutable_person()->mutable_birth_date()->set_year(1990);
  customer.mutable_person()->set_member_level("gold");
  (*customer.mutable_custom())["size"].set_number_value(3);
  return customer;
}

TEST(PersonalTest, SplitMovesMarkedFieldsAtAnyDepth) {
  Customer body = Sample(), personal;
  SplitPersonal(&body, &personal);
  EXPECT_EQ(body.display_name(), "");
  EXPECT_EQ(body.custom_size(), 0);
  EXPECT_FALSE(body.person().has_birth_date());
  EXPECT_EQ(body.person().member_level(), "gold");
  ASSERT_EQ(body.phones_size(), 2);
  EXPECT_EQ(body.phones(1).number(), "");
  EXPECT_EQ(body.phones(1).label(), "mobile");
  EXPECT_EQ(personal.industry(), "");
  EXPECT_EQ(personal.phones(1).number(), "+8613800138000");
  EXPECT_EQ(personal.phones(1).label(), "");
}

TEST(PersonalTest, MergeIsTheReverse) {
  Customer body = Sample(), personal;
  SplitPersonal(&body, &personal);
  MergePersonal(&personal, &body);
  EXPECT_EQ(body.DebugString(), Sample().DebugString());
}

}  // namespace
}  // namespace guanxi::resource
