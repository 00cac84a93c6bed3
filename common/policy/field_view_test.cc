// The way out: what a caller sees.
#include "common/policy/field_view.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/policy/copy.pb.h"
#include "common/policy/field_view_fixture.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/any.pb.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::policy {
namespace {

TEST_F(FieldViewTest, WhoMayReadEverythingHasAnOpenView) {
  EXPECT_TRUE(View(kUnmask)->is_open());
  EXPECT_FALSE(View("")->is_open());
}

TEST_F(FieldViewTest, WhoHaveTheSameRolesShareOne) {
  access::v1::PolicySnapshot snapshot;
  for (const char* name : {"roles/a", "roles/b"}) {
    auto* role = snapshot.add_roles();
    role->set_name(name);
    role->add_permissions()->set_pattern("*");
    role->mutable_permissions(0)->set_scope(access::v1::ALL);
  }
  const auto add = [&](const std::string& key, const std::vector<std::string>& roles) {
    auto* user = snapshot.add_users();
    user->set_name("users/" + DeriveUuid("user", key).ToString());
    user->set_active(true);
    for (const std::string& role : roles) user->add_roles(role);
  };
  add("one", {"roles/a", "roles/b"});
  add("two", {"roles/b", "roles/a", "roles/b"});
  add("three", {"roles/a"});
  const auto policy = Policy::Compile(std::move(snapshot));
  const auto view = [&](const std::string& key, const std::string& actor = "") {
    Principal principal;
    principal.subject = "users/" + DeriveUuid("user", key).ToString();
    if (!actor.empty()) principal.actor = "users/" + DeriveUuid("user", actor).ToString();
    return policy->Decide(principal, "customers.read").value()->ViewOf(Customer::descriptor());
  };
  EXPECT_EQ(view("one"), view("two"));
  EXPECT_NE(view("one"), view("three"));
  EXPECT_NE(view("one"), view("one", "two"));
}

TEST_F(FieldViewTest, PersonalDataIsMaskedByItsClass) {
  Customer customer = Sample();
  View(" unmasks: NAME")->Present(&customer);
  EXPECT_EQ(customer.display_name(), "王小明");
  EXPECT_EQ(customer.phones(0).number(), "+86138****5678");
  EXPECT_EQ(customer.phones(0).label(), "office");
  EXPECT_EQ(customer.note(), "****");
  EXPECT_EQ(customer.organization().credit_code(), "91330106MA2CFL8H1X");
  EXPECT_EQ(customer.name(), "customers/1");
}

TEST_F(FieldViewTest, HiddenFieldsAreGone) {
  Customer customer = Sample();
  const auto view = View(kUnmask + Field("organization.legal_representative", "HIDDEN") +
                         Field("industry", "HIDDEN") + Field("phones", "HIDDEN"));
  view->Present(&customer);
  EXPECT_EQ(customer.industry(), "");
  EXPECT_EQ(customer.organization().legal_representative(), "");
  EXPECT_NE(customer.organization().credit_code(), "");
  EXPECT_EQ(customer.phones_size(), 0);
  EXPECT_EQ(view->AccessTo("phones.number"), FieldAccess::kHidden);
  EXPECT_EQ(view->AccessTo("organization.legal_representative"), FieldAccess::kHidden);
  EXPECT_EQ(view->AccessTo("organization"), FieldAccess::kFull);
  EXPECT_EQ(view->AccessTo("industry"), FieldAccess::kHidden);
  EXPECT_EQ(view->AccessTo("region"), FieldAccess::kFull);
}

// What is shown on purpose is shown without masks, but for what is hidden.
TEST_F(FieldViewTest, DropsWhatIsHiddenAndLeavesTheRest) {
  Customer customer = Sample();
  (*customer.mutable_custom())["area"].set_string_value("a");
  (*customer.mutable_custom())["wish"].set_string_value("w");
  View(Field("phones.label", "HIDDEN") + Field("custom.area", "HIDDEN"))->DropHidden(&customer);
  EXPECT_EQ(customer.phones(0).number(), "+8613812345678");
  EXPECT_EQ(customer.phones(0).label(), "");
  EXPECT_EQ(CustomOf(customer), "wish=w");
}

TEST_F(FieldViewTest, CopiesObeyTheirSource) {
  testing::Order order;
  order.set_customer_display_name("王小明");
  order.set_customer_industry("steel");
  const auto shown = [&](const std::string& role) {
    testing::Order copy = order;
    RightsOf(role)->ViewOf(testing::Order::descriptor())->Present(&copy);
    return absl::StrCat(copy.customer_display_name(), " ", copy.customer_industry());
  };
  EXPECT_EQ(shown(kUnmask), "王小明 steel");
  EXPECT_EQ(shown(""), "王** steel");
  EXPECT_EQ(shown(kUnmask + Field("industry", "HIDDEN")), "王小明 ");
  EXPECT_EQ(shown(kUnmask + Field("display_name", "MASKED") + Field("industry", "MASKED")),
            "王** ****");
  EXPECT_EQ(shown(kUnmask + Field("display_name", "HIDDEN")), " steel");
}

// What is made of a field tells it: the form by which names are compared is the name.
TEST_F(FieldViewTest, WhatIsDerivedFromAFieldIsNoMoreSeenThanIt) {
  Customer customer;
  customer.set_display_name("王小明");
  customer.set_normalized_name("王小明");
  Customer hidden = customer, masked = customer;
  View(kUnmask + Field("display_name", "HIDDEN"))->Present(&hidden);
  EXPECT_EQ(hidden.normalized_name(), "");
  View(kUnmask + Field("display_name", "MASKED"))->Present(&masked);
  EXPECT_NE(masked.normalized_name(), "王小明");

  customer::v1::OwnershipRecord record;
  record.set_from_owner("users/a");
  record.set_to_owner("users/b");
  record.set_to_department("departments/a");
  RightsOf(kUnmask + Field("owner", "HIDDEN"))
      ->ViewOf(customer::v1::OwnershipRecord::descriptor())
      ->Present(&record);
  EXPECT_EQ(record.from_owner(), "");
  EXPECT_EQ(record.to_owner(), "");
  EXPECT_EQ(record.to_department(), "departments/a");
}

TEST_F(FieldViewTest, AnswersArePresentedWhereverTheResourceLies) {
  const auto rights = RightsOf("");
  customer::v1::ListCustomersResponse list;
  *list.add_customers() = Sample();
  PresentAnswer(*rights, &list);
  EXPECT_EQ(list.customers(0).note(), "****");
  customer::v1::TransferOwnershipResponse nested;
  *nested.mutable_customer() = Sample();
  PresentAnswer(*rights, &nested);
  EXPECT_EQ(nested.customer().note(), "****");
  Customer itself = Sample();
  PresentAnswer(*rights, &itself);
  EXPECT_EQ(itself.note(), "****");
  google::protobuf::Any packed;
  packed.PackFrom(Sample());
  PresentAnswer(*rights, &packed);
  ASSERT_TRUE(packed.UnpackTo(&itself));
  EXPECT_EQ(itself.note(), "****");
  PresentAnswer(*AllRights(), &nested);
}

}  // namespace
}  // namespace guanxi::policy
