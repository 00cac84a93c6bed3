// Users with one role, what they see of customers, and customers with a little of everything.
#ifndef GUANXI_COMMON_POLICY_FIELD_VIEW_FIXTURE_H_
#define GUANXI_COMMON_POLICY_FIELD_VIEW_FIXTURE_H_

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/policy/field_view.h"
#include "common/policy/policy.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::policy {

using customer::v1::Customer;

inline const std::string kUser = "users/" + DeriveUuid("user", "u").ToString();

// Of a user with one role that reads customers.
inline std::shared_ptr<const Rights> RightsOf(const std::string& role_text) {
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

inline std::string Field(const std::string& path, const std::string& access) {
  return absl::StrCat(" field_policies {resource_type: 'guanxi.dev/Customer' path: '", path,
                      "' access: ", access, "}");
}

inline constexpr char kUnmask[] =
    " unmasks: NAME unmasks: PHONE unmasks: EMAIL unmasks: ADDRESS unmasks: ID_NUMBER unmasks: "
    "BIRTH unmasks: ACCOUNT unmasks: NOTE";

inline Customer Sample() {
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

inline Customer WithCustom(const std::map<std::string, std::string>& values) {
  Customer customer;
  for (const auto& [key, value] : values) {
    (*customer.mutable_custom())[key].set_string_value(value);
  }
  return customer;
}

// "area=a rank=r", by key.
inline std::string CustomOf(const Customer& customer) {
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

}  // namespace guanxi::policy

#endif  // GUANXI_COMMON_POLICY_FIELD_VIEW_FIXTURE_H_
