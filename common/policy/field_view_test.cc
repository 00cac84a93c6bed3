#include "common/policy/field_view.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/policy/copy.pb.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::policy {
namespace {

using customer::v1::Customer;
using ::testing::HasSubstr;

const std::string kUser = "users/" + DeriveUuid("user", "u").ToString();

// Of a user with one role that reads customers.
std::shared_ptr<const Rights> RightsOf(const std::string& role_text) {
  access::v1::PolicySnapshot snapshot;
  auto* role = snapshot.add_roles();
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "permissions {pattern: '*' scope: ALL} " + role_text, role));
  role->set_name("roles/r");
  auto* user = snapshot.add_users();
  user->set_name(kUser);
  user->set_active(true);
  user->add_roles("roles/r");
  Principal principal;
  principal.subject = kUser;
  return Policy::Compile(std::move(snapshot))->Decide(principal, "customers.read").value();
}

std::string Field(const std::string& path, const std::string& access) {
  return absl::StrCat(" field_policies {resource_type: 'guanxi.dev/Customer' path: '", path,
                      "' access: ", access, "}");
}

constexpr char kUnmask[] =
    " unmasks: NAME unmasks: PHONE unmasks: EMAIL unmasks: ADDRESS unmasks: ID_NUMBER unmasks: "
    "BIRTH unmasks: ACCOUNT unmasks: NOTE";

Customer Sample() {
  Customer customer;
  customer.set_name("customers/1");
  customer.set_display_name("王小明");
  customer.set_industry("steel");
  customer.mutable_organization()->set_credit_code("91330106MA2CFL8H1X");
  customer.mutable_organization()->set_legal_representative("李四");
  customer.add_phones()->set_number("+8613812345678");
  customer.mutable_phones(0)->set_label("office");
  customer.add_phones()->set_number("+8613912345678");
  customer.set_note("secret");
  return customer;
}

Customer WithCustom(const std::map<std::string, std::string>& values) {
  Customer customer;
  for (const auto& [key, value] : values) {
    (*customer.mutable_custom())[key].set_string_value(value);
  }
  return customer;
}

// "area=a rank=r", by key.
std::string CustomOf(const Customer& customer) {
  std::map<std::string, std::string> values;
  for (const auto& [key, value] : customer.custom()) values[key] = value.string_value();
  return absl::StrJoin(values, " ", absl::PairFormatter("="));
}

class FieldViewTest : public ::testing::Test {
 protected:
  static std::shared_ptr<const FieldView> View(const std::string& role) {
    return RightsOf(role)->ViewOf(Customer::descriptor());
  }
};

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

TEST_F(FieldViewTest, WhatWasShownMaskedAndComesBackIsWhatItWas) {
  const Customer old = Sample();
  const auto view = View("");
  Customer next = old;
  view->Present(&next);
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.ShortDebugString(), old.ShortDebugString());
}

TEST_F(FieldViewTest, AMaskedFieldTakesANewValue) {
  const Customer old = Sample();
  const auto view = View("");
  Customer next = old;
  view->Present(&next);
  next.set_note("new");
  next.mutable_phones(0)->set_label("home");  // its number is still the mask
  next.mutable_phones(1)->set_number("+8613700000000");
  next.add_phones()->set_number("+8613600000000");
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.note(), "new");
  EXPECT_EQ(next.phones(0).number(), "+8613812345678");
  EXPECT_EQ(next.phones(0).label(), "home");
  EXPECT_EQ(next.phones(1).number(), "+8613700000000");
  EXPECT_EQ(next.phones(2).number(), "+8613600000000");
}

TEST_F(FieldViewTest, EntriesThatMoveKeepTheirValues) {
  const Customer old = Sample();
  const auto view = View("");
  Customer next = old;
  view->Present(&next);
  next.mutable_phones()->DeleteSubrange(0, 1);
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  ASSERT_EQ(next.phones_size(), 1);
  EXPECT_EQ(next.phones(0).number(), "+8613912345678");
}

TEST_F(FieldViewTest, ReadOnlyAndHiddenFieldsAreRefusedByName) {
  const Customer old = Sample();
  const auto view = View(kUnmask + Field("industry", "READ_ONLY") + Field("note", "HIDDEN"));
  Customer next = old;
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  next.set_industry("wood");
  next.set_note("other");
  const absl::Status refused = view->Admit(&old, &next);
  EXPECT_THAT(refused, HasReason("FIELD_NOT_ALLOWED"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("industry, note")));
  Customer created = old;
  EXPECT_THAT(view->Admit(nullptr, &created), HasReason("FIELD_NOT_ALLOWED"));
}

TEST_F(FieldViewTest, WhatReplacesEverythingKeepsWhatIsHidden) {
  const Customer old = Sample();
  Customer next;
  next.set_display_name("新名");
  next.set_industry("steel");
  EXPECT_THAT(View(kUnmask + Field("note", "HIDDEN"))->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.note(), "secret");
}

// A company's own fields are entries of `custom`: a policy may be about one of them.
TEST_F(FieldViewTest, EntriesOfMapsHavePoliciesOfTheirOwn) {
  const auto view = View(kUnmask + Field("custom.area", "HIDDEN") + Field("custom.wish", "MASKED") +
                         Field("custom.rank", "READ_ONLY"));
  EXPECT_EQ(view->AccessTo("custom.area"), FieldAccess::kHidden);
  EXPECT_EQ(view->AccessTo("custom.other"), FieldAccess::kFull);
  const Customer stored = WithCustom({{"area", "a"}, {"wish", "w"}, {"rank", "r"}, {"other", "o"}});
  Customer shown = stored;
  view->Present(&shown);
  EXPECT_EQ(CustomOf(shown), "other=o rank=r wish=****");

  // What was shown and comes back changes nothing.
  Customer next = shown;
  EXPECT_THAT(view->Admit(&stored, &next), IsOk());
  EXPECT_EQ(CustomOf(next), CustomOf(stored));
  next = WithCustom({{"wish", "new"}, {"rank", "r"}});
  EXPECT_THAT(view->Admit(&stored, &next), IsOk());
  EXPECT_EQ(CustomOf(next), "area=a rank=r wish=new");
  for (const auto& [key, value] : {std::make_pair("area", "b"), std::make_pair("rank", "s")}) {
    next = stored;
    (*next.mutable_custom())[key].set_string_value(value);
    EXPECT_THAT(view->Admit(&stored, &next), HasReason("FIELD_NOT_ALLOWED")) << key;
  }
  next = WithCustom({{"wish", "w"}});
  EXPECT_THAT(view->Admit(&stored, &next), HasReason("FIELD_NOT_ALLOWED")) << "rank is gone";
  next = WithCustom({{"area", "a"}});
  EXPECT_THAT(view->Admit(nullptr, &next), HasReason("FIELD_NOT_ALLOWED"));
}

TEST_F(FieldViewTest, WhatIsHiddenInsideWhatIsMaskedIsGone) {
  const auto view = View(Field("custom.area", "HIDDEN") + Field("phones", "MASKED") +
                         Field("phones.label", "HIDDEN"));
  EXPECT_EQ(view->AccessTo("custom.area"), FieldAccess::kHidden);
  EXPECT_EQ(view->AccessTo("phones.label"), FieldAccess::kHidden);
  EXPECT_EQ(view->AccessTo("phones.number"), FieldAccess::kMasked);
  const Customer stored = WithCustom({{"area", "a"}, {"wish", "w"}, {"plan", "p"}});
  Customer next = stored;
  view->Present(&next);
  EXPECT_EQ(CustomOf(next), "plan=**** wish=****");
  EXPECT_THAT(view->Admit(&stored, &next), IsOk());
  EXPECT_EQ(CustomOf(next), CustomOf(stored));
}

TEST_F(FieldViewTest, OneEntryOfAMaskedMapTakesANewValue) {
  const Customer stored = WithCustom({{"wish", "w"}, {"plan", "p"}});
  Customer next = WithCustom({{"wish", "****"}, {"plan", "new"}});
  EXPECT_THAT(View("")->Admit(&stored, &next), IsOk());
  EXPECT_EQ(CustomOf(next), "plan=new wish=w");
}

TEST_F(FieldViewTest, WhoTakesAllAwayLeavesWhatHeCannotSee) {
  const Customer old = Sample();
  Customer next = old;
  next.clear_organization();
  const std::string path = "organization.legal_representative";
  EXPECT_THAT(View(kUnmask + Field(path, "HIDDEN"))->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.organization().legal_representative(), "李四");
  EXPECT_EQ(next.organization().credit_code(), "");
  next.clear_organization();
  EXPECT_THAT(View(kUnmask + Field(path, "READ_ONLY"))->Admit(&old, &next),
              HasReason("FIELD_NOT_ALLOWED"));
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

// Names that begin alike look alike.
TEST_F(FieldViewTest, MasksThatAreAlikeStandForWhatTheyStoodFor) {
  Customer old;
  old.add_aliases("阿里巴巴");
  old.add_aliases("阿里云");
  const auto view = View("");
  Customer next = old;
  view->Present(&next);
  ASSERT_EQ(next.aliases(0), next.aliases(1));
  const Customer shown = next;
  next.add_aliases("蚂蚁");
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.aliases(0), "阿里巴巴");
  EXPECT_EQ(next.aliases(1), "阿里云");
  // One is missing, or stands once more: nobody knows which.
  next = shown;
  next.mutable_aliases()->RemoveLast();
  EXPECT_THAT(view->Admit(&old, &next), HasReason("INVALID_FIELD"));
  next = shown;
  next.add_aliases(shown.aliases(0));
  EXPECT_THAT(view->Admit(&old, &next), HasReason("INVALID_FIELD"));
  // Nor does what is given in full beside a mask tell whether it was guessed right.
  for (const char* guess : {"阿里云", "阿里妈妈"}) {
    next = shown;
    next.set_aliases(1, guess);
    EXPECT_THAT(view->Admit(&old, &next), HasReason("INVALID_FIELD")) << guess;
  }
  next.clear_aliases();
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.aliases_size(), 0);
}

TEST_F(FieldViewTest, EntriesThatLookAlikeAreNotLost) {
  Customer old;
  for (const char* number : {"+8613811115678", "+8613822225678", "+8613833335678"}) {
    old.add_phones()->set_number(number);
  }
  old.mutable_phones(2)->set_label("home");
  const auto view = View("");
  Customer shown = old;
  view->Present(&shown);
  ASSERT_EQ(shown.phones(0).number(), shown.phones(1).number());
  // Behind a new one, and the last one first.
  Customer next;
  next.add_phones()->set_number("+8613900000000");
  for (const int i : {2, 0, 1}) *next.add_phones() = shown.phones(i);
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.phones(1).number(), old.phones(2).number());
  EXPECT_EQ(next.phones(2).number(), old.phones(0).number());
  EXPECT_EQ(next.phones(3).number(), old.phones(1).number());
  // A label that changed in its place.
  next = shown;
  next.mutable_phones(0)->set_label("office");
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.phones(0).number(), old.phones(0).number());
  EXPECT_EQ(next.phones(1).number(), old.phones(1).number());
  next = shown;
  next.mutable_phones()->DeleteSubrange(0, 1);
  EXPECT_THAT(view->Admit(&old, &next), HasReason("INVALID_FIELD"));
}

TEST_F(FieldViewTest, WhatIsMaskedAndReadOnlyIsShownSoAndNotWritten) {
  const auto view = View(Field("phones", "READ_ONLY") + Field("note", "READ_ONLY") +
                         Field("custom.wish", "READ_ONLY"));
  Customer old = Sample();
  (*old.mutable_custom())["wish"].set_string_value("w");
  Customer next = old;
  view->Present(&next);
  EXPECT_EQ(next.note(), "****");
  EXPECT_EQ(next.phones(0).number(), "+86138****5678");
  EXPECT_EQ(CustomOf(next), "wish=****");
  const Customer shown = next;
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.ShortDebugString(), old.ShortDebugString());
  next = shown;
  next.set_note("new");
  EXPECT_THAT(view->Admit(&old, &next), HasReason("FIELD_NOT_ALLOWED"));
  next = shown;
  next.mutable_phones(0)->set_number("+8613700000000");
  EXPECT_THAT(view->Admit(&old, &next), HasReason("FIELD_NOT_ALLOWED"));
  next = shown;
  (*next.mutable_custom())["wish"].set_string_value("new");
  EXPECT_THAT(view->Admit(&old, &next), HasReason("FIELD_NOT_ALLOWED"));
}

// What is masked opens nothing that is closed inside it.
TEST_F(FieldViewTest, WhatIsInsideOfWhatIsMaskedKeepsItsPolicy) {
  const auto view =
      View(kUnmask + Field("organization", "MASKED") + Field("organization.credit_code", "HIDDEN"));
  Customer old;
  old.mutable_organization()->set_credit_code("911100001000000411");
  Customer next;
  next.mutable_organization()->set_website("https://a.example");
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.organization().credit_code(), "911100001000000411");
  next.mutable_organization()->set_credit_code("91110000MA00000000");
  EXPECT_THAT(view->Admit(&old, &next), HasReason("FIELD_NOT_ALLOWED"));
}

}  // namespace
}  // namespace guanxi::policy
