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

TEST(PersonalTest, RestFollowsEntriesThatAreEditedButNotThoseThatAreReplaced) {
  const Customer old = Sample();
  Customer rest, next = old;
  for (const char* text : {"of the office", "of the mobile"}) {
    type::v1::Phone& part = *rest.add_phones();
    part.GetReflection()->MutableUnknownFields(&part)->AddLengthDelimited(1000, text);
  }
  next.mutable_phones()->SwapElements(0, 1);
  next.mutable_phones(0)->set_label("private");
  const auto edited = AlignRest(rest, old, next);
  EXPECT_EQ(static_cast<const Customer&>(*edited).phones(0).SerializeAsString(),
            rest.phones(1).SerializeAsString());
  EXPECT_EQ(static_cast<const Customer&>(*edited).phones(1).SerializeAsString(),
            rest.phones(0).SerializeAsString());
  next.mutable_phones(0)->set_number("+8613900139000");
  next.mutable_phones(1)->set_label("factory");
  EXPECT_FALSE(HasRest(*AlignRest(rest, old, next)));
}

}  // namespace
}  // namespace guanxi::resource
