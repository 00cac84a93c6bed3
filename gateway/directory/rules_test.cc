#include "gateway/directory/rules.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::Department;
using access::v1::FieldPolicy;
using access::v1::Role;
using access::v1::Tenant;
using access::v1::User;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What the rules say of a message in its normal form.
template <typename M>
absl::Status Rules(M* message, void (*normalize)(M*, Violations*),
                   void (*check)(const M&, Violations*)) {
  Violations violations;
  normalize(message, &violations);
  check(*message, &violations);
  return violations.ToStatus();
}

TEST(TenantRulesTest, WhatIsNotStatedIsThatOfAChineseCompany) {
  Tenant tenant;
  tenant.set_display_name(" 示例公司 ");
  EXPECT_THAT(Rules(&tenant, NormalizeTenant, CheckTenant), IsOk());
  EXPECT_EQ(tenant.display_name(), "示例公司");
  EXPECT_EQ(absl::StrCat(tenant.currency(), " ", tenant.time_zone(), " ", tenant.locale()),
            "CNY Asia/Shanghai zh-CN");
  EXPECT_EQ(tenant.working_week_size(), 5);
  EXPECT_EQ(tenant.working_week(4), Tenant::FRIDAY);
}

TEST(TenantRulesTest, NamesWhatIsNone) {
  Tenant tenant;
  tenant.set_currency("YEN");
  tenant.set_time_zone("Asia/Beijing City");
  tenant.set_locale("Chinese");
  tenant.add_working_week(Tenant::MONDAY);
  tenant.add_working_week(Tenant::MONDAY);
  tenant.add_holidays()->set_year(2026);  // no day
  EXPECT_THAT(Rules(&tenant, NormalizeTenant, CheckTenant),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("currency"), HasSubstr("time_zone"), HasSubstr("locale"),
                             HasSubstr("working_week[1]"), HasSubstr("holidays[0]"))));
  for (const char* zone : {"/etc/passwd", "../zone", "Fixed/UTC+01:00:00"}) {
    Tenant other;
    other.set_time_zone(zone);
    EXPECT_THAT(Rules(&other, NormalizeTenant, CheckTenant),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("time_zone")))
        << zone;
  }
}

TEST(UserRulesTest, HaveANormalForm) {
  User user;
  user.set_login_name(" Alice ");
  user.set_display_name(" 陈爱丽");
  user.set_email("Alice@EXAMPLE.com");
  user.add_roles("roles/b");
  user.add_roles("roles/a");
  user.add_roles("roles/b");
  EXPECT_THAT(Rules(&user, NormalizeUser, CheckUser), IsOk());
  EXPECT_EQ(user.login_name(), "alice");
  EXPECT_EQ(user.display_name(), "陈爱丽");
  EXPECT_EQ(user.email(), "Alice@example.com");
  EXPECT_EQ(user.roles_size(), 2);
  EXPECT_EQ(user.state(), User::ACTIVE);
}

TEST(UserRulesTest, NameWhatIsWrong) {
  User user;
  user.set_login_name("al ice");
  user.set_email("nobody");
  user.set_locale("z");
  EXPECT_THAT(Rules(&user, NormalizeUser, CheckUser),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("login_name"), HasSubstr("email"), HasSubstr("locale"))));
}

TEST(RoleRulesTest, NameWhatIsWrong) {
  Role role;
  role.set_code("Sales Manager");
  role.add_permissions()->set_pattern("customers");
  role.add_unmasks(metadata::v1::PHONE);
  role.add_unmasks(metadata::v1::PHONE);
  role.add_unmasks(metadata::v1::PERSONAL_DATA_UNSPECIFIED);
  auto& policy = *role.add_field_policies();
  policy.set_resource_type("Customer");
  *role.add_field_policies() = policy;
  EXPECT_THAT(
      Rules(&role, NormalizeRole, CheckRole),
      StatusIs(
          absl::StatusCode::kInvalidArgument,
          AllOf(HasSubstr("code"), HasSubstr("permissions[0].pattern"),
                HasSubstr("permissions[0].scope"), HasSubstr("unmasks[1]"), HasSubstr("unmasks[2]"),
                HasSubstr("field_policies[0].resource_type"), HasSubstr("field_policies[0].path"),
                HasSubstr("field_policies[0].access"), HasSubstr("field_policies[1]"))));
}

// So would a permission with a slip of the pen grant nothing.
TEST(RoleRulesTest, PermissionsAreThoseOfMethods) {
  const auto refusal = [](const char* pattern) {
    Role role;
    role.set_code("reader");
    auto& permission = *role.add_permissions();
    permission.set_pattern(pattern);
    permission.set_scope(access::v1::ALL);
    return Rules(&role, NormalizeRole, CheckRole);
  };
  EXPECT_THAT(refusal("customers.read"), IsOk());
  EXPECT_THAT(refusal("*.read"), IsOk());
  EXPECT_THAT(refusal("customer.read"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("permissions[0].pattern"), HasSubstr("customers.read"))));
  EXPECT_THAT(refusal("contacts.*"), StatusIs(absl::StatusCode::kInvalidArgument));
}

// A policy with a slip of the pen would hide nothing, and say nothing.
TEST(RoleRulesTest, PoliciesAreAboutFieldsThatThereAre) {
  const auto refusal = [](const char* type, const char* path) {
    Role role;
    role.set_code("reader");
    auto& policy = *role.add_field_policies();
    policy.set_resource_type(type);
    policy.set_path(path);
    policy.set_access(access::v1::FieldPolicy::HIDDEN);
    return Rules(&role, NormalizeRole, CheckRole);
  };
  EXPECT_THAT(refusal("guanxi.dev/Customer", "grade"), IsOk());
  EXPECT_THAT(refusal("guanxi.dev/Customer", "custom.area"), IsOk());
  EXPECT_THAT(refusal("guanxi.dev/Customer", "garde"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("field_policies[0].path")));
  EXPECT_THAT(
      refusal("guanxi.dev/Custommer", "grade"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("field_policies[0].resource_type")));
}

TEST(RoleRulesTest, PathsAreSaidAsPoliciesTakeThem) {
  const auto refusal = [](const char* path, FieldPolicy::Access access) {
    Role role;
    role.set_code("reader");
    auto& policy = *role.add_field_policies();
    policy.set_resource_type("guanxi.dev/Customer");
    policy.set_path(path);
    policy.set_access(access);
    return Rules(&role, NormalizeRole, CheckRole);
  };
  EXPECT_THAT(
      refusal("organization.registeredCapital", FieldPolicy::HIDDEN),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("organization.registered_capital")));
  // The whole of it would be as if it were not set.
  EXPECT_THAT(refusal("phones", FieldPolicy::MASKED),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("field_policies[0].path"), HasSubstr("`phones.number`"))));
  EXPECT_THAT(refusal("phones.number", FieldPolicy::MASKED), IsOk());
  EXPECT_THAT(refusal("phones", FieldPolicy::HIDDEN), IsOk());
  EXPECT_THAT(refusal("phones", FieldPolicy::READ_ONLY), IsOk());
  EXPECT_THAT(refusal("custom", FieldPolicy::MASKED), IsOk());
}

TEST(ClientRulesTest, APublicClientOnlyBringsUsers) {
  ApiClient client;
  client.set_code("console");
  client.set_kind(ApiClient::PUBLIC);
  client.add_grants(ApiClient::PASSWORD);
  client.add_grants(ApiClient::REFRESH_TOKEN);
  EXPECT_THAT(Rules(&client, NormalizeClient, CheckClient), IsOk());
  client.add_grants(ApiClient::CLIENT_CREDENTIALS);
  client.add_public_keys();
  EXPECT_THAT(Rules(&client, NormalizeClient, CheckClient),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("grants"), HasSubstr("public_keys"))));
}

TEST(ClientRulesTest, KeysArePointsOfTheCurveEachByItsOwnId) {
  ApiClient client;
  client.set_code("robot");
  client.set_kind(ApiClient::CONFIDENTIAL);
  auto& key = *client.add_public_keys();
  key.set_kid("k1");
  // RFC 7515, A.3.
  key.set_x("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
  key.set_y("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
  EXPECT_THAT(Rules(&client, NormalizeClient, CheckClient), IsOk());
  *client.add_public_keys() = key;
  auto& other = *client.add_public_keys();
  other.set_x(key.y());
  other.set_y(key.x());
  EXPECT_THAT(Rules(&client, NormalizeClient, CheckClient),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("public_keys[1].kid"), HasSubstr("public_keys[2].kid"),
                             HasSubstr("public_keys[2]: "), Not(HasSubstr("public_keys[0]")))));
}

TEST(ClientRulesTest, RefreshTokensAreForUsers) {
  ApiClient client;
  client.set_code("robot");
  client.set_kind(ApiClient::CONFIDENTIAL);
  client.add_grants(ApiClient::CLIENT_CREDENTIALS);
  client.add_grants(ApiClient::REFRESH_TOKEN);
  client.add_grants(ApiClient::REFRESH_TOKEN);
  EXPECT_THAT(Rules(&client, NormalizeClient, CheckClient),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("grants"), HasSubstr("grants[2]"))));
}

TEST(DepartmentRulesTest, IsActiveUnlessItSaysOtherwise) {
  Department department;
  Violations violations;
  NormalizeDepartment(&department, &violations);
  EXPECT_EQ(department.state(), Department::ACTIVE);
  department.set_state(Department::CLOSED);
  NormalizeDepartment(&department, &violations);
  EXPECT_EQ(department.state(), Department::CLOSED);
}

}  // namespace
}  // namespace guanxi::directory
