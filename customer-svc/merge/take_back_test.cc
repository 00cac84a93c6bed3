// Changes taken back out of customers: exactly, if nothing was changed since.
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/merge/three_way.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::Customer;

std::vector<const google::protobuf::FieldDescriptor*> AllFields() {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  const auto* const type = Customer::descriptor();
  for (int i = 0; i < type->field_count(); ++i) fields.push_back(type->field(i));
  return fields;
}

class TakeBackTest : public ::testing::Test {
 protected:
  int Pick(int below) { return static_cast<int>(random_() % below); }
  Customer Random() {
    Customer customer;
    if (Pick(2) == 0) customer.set_industry(absl::StrCat(Pick(3)));
    if (Pick(2) == 0) customer.set_grade(Customer::VIP);
    if (Pick(2) == 0) {
      customer.mutable_organization()->set_website(absl::StrCat(Pick(3)));
      if (Pick(2) == 0) customer.mutable_organization()->set_business_scope("软件");
    }
    for (int i = Pick(3); i > 0; --i) {
      auto* const phone = customer.add_phones();
      phone->set_number(absl::StrCat(i));
      if (Pick(2) == 0) phone->set_label(absl::StrCat(Pick(3)));
    }
    for (int i = Pick(3); i > 0; --i) customer.add_tags(absl::StrCat(i));
    for (int i = Pick(3); i > 0; --i) {
      (*customer.mutable_external_ids())[absl::StrCat(i)] = absl::StrCat(Pick(3));
    }
    return customer;
  }
  std::vector<std::string> TakeBack(const Customer& before, const Customer& after, Customer* now) {
    std::vector<std::string> kept;
    merge::TakeBack(AllFields(), before, after, now, &kept);
    return kept;
  }

  std::mt19937 random_{7};
};

TEST_F(TakeBackTest, WhatNobodyChangedSinceIsAsItWas) {
  for (int round = 0; round < 500; ++round) {
    const Customer before = Random(), after = Random();
    Customer now = after;
    EXPECT_TRUE(TakeBack(before, after, &now).empty());
    EXPECT_TRUE(MessageDifferencer::Equals(now, before)) << after.DebugString() << "became\n"
                                                         << now.DebugString() << "and not\n"
                                                         << before.DebugString();
  }
}

TEST_F(TakeBackTest, WhatTheChangeDidNotTouchStaysAsItIs) {
  for (int round = 0; round < 200; ++round) {
    const Customer same = Random();
    const Customer now = Random();
    Customer left = now;
    EXPECT_TRUE(TakeBack(same, same, &left).empty());
    EXPECT_TRUE(MessageDifferencer::Equals(left, now));
  }
}

TEST_F(TakeBackTest, LaterEditsStayAndAreNamed) {
  Customer before, after, now;
  after.set_industry("软件");
  after.set_region("浙江");
  after.mutable_organization()->set_website("a");
  after.mutable_organization()->set_business_scope("软件");
  now = after;
  now.set_industry("传媒");
  now.mutable_organization()->set_website("b");
  EXPECT_EQ(TakeBack(before, after, &now),
            (std::vector<std::string>{"organization.website", "industry"}));
  EXPECT_EQ(now.industry(), "传媒");
  EXPECT_EQ(now.region(), "");
  EXPECT_EQ(now.organization().website(), "b");
  EXPECT_EQ(now.organization().business_scope(), "");
}

TEST_F(TakeBackTest, OfListsWhatCameSinceStaysAndWhatTheChangeAddedLeaves) {
  Customer before, after, now;
  before.add_phones()->set_number("1");
  after.add_phones()->set_number("2");
  after.add_phones()->set_number("3");
  now.add_phones()->set_number("2");
  now.add_phones()->set_number("4");
  auto* const changed = now.add_phones();
  changed->set_number("3");
  changed->set_label("总机");
  EXPECT_EQ(TakeBack(before, after, &now), std::vector<std::string>{"phones"});
  ASSERT_EQ(now.phones_size(), 3);
  EXPECT_EQ(now.phones(0).number(), "4");
  EXPECT_EQ(now.phones(1).number(), "3");
  EXPECT_EQ(now.phones(2).number(), "1");
}

TEST_F(TakeBackTest, OfMapsAKeyThatWasTakenSinceKeepsItsNewValue) {
  Customer before, after, now;
  (*before.mutable_external_ids())["erp"] = "1";
  (*now.mutable_external_ids())["erp"] = "2";
  EXPECT_EQ(TakeBack(before, after, &now), std::vector<std::string>{"external_ids"});
  EXPECT_EQ(now.external_ids().at("erp"), "2");
}

}  // namespace
}  // namespace guanxi::customer
