// Users with one role, what they see of customers, and customers with a little of everything.
#ifndef GUANXI_COMMON_POLICY_FIELD_VIEW_FIXTURE_H_
#define GUANXI_COMMON_POLICY_FIELD_VIEW_FIXTURE_H_

#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/policy/field_view.h"
#include "common/policy/policy.h"
#include "common/policy/rights_testing.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::policy {

using customer::v1::Customer;

inline const std::string kUser = "users/" + DeriveUuid("user", "u").ToString();

// Of a user with one role that reads customers.
inline std::shared_ptr<const Rights> RightsOf(const std::string& role_text) {
  return RightsOfRole(kUser, role_text, "customers.read");
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
