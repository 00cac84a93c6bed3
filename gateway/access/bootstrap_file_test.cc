#include "gateway/access/bootstrap_file.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kFile[] = R"({"tenants": [{
  "code": "demo", "display_name": "示例公司",
  "users": [{"username": "alice", "display_name": "陈爱丽", "password": "pw-of-alice"}],
  "clients": [
    {"code": "importer", "secret": "secret-of-importer", "grants": ["client_credentials"]},
    {"code": "console", "grants": ["password"]}]}]})";

TEST(ParseBootstrap, ReadsTenantsUsersAndClients) {
  const std::vector<BootstrapTenant> tenants = ParseBootstrap(kFile)->tenants;
  ASSERT_EQ(tenants.size(), 1u);
  EXPECT_EQ(tenants[0].code, "demo");
  ASSERT_EQ(tenants[0].users.size(), 1u);
  EXPECT_EQ(tenants[0].users[0].secret, "pw-of-alice");
  ASSERT_EQ(tenants[0].clients.size(), 2u);
  EXPECT_EQ(tenants[0].clients[1].secret, "");
  EXPECT_THAT(ParseBootstrap("{}"), IsOk());
}

TEST(ParseBootstrap, NamesEveryMistakeByItsPath) {
  const auto refused = ParseBootstrap(R"({"tenants": [{
    "code": "De mo", "colour": "red",
    "users": [{"username": "alice", "password": "short"}, {"username": "b@c"}, 7],
    "clients": [{"code": "open", "grants": ["client_credentials", "implicit"]},
                {"code": 5, "grants": "password"}]}]})");
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument,
                                AllOf(HasSubstr("tenants[0].code"), HasSubstr("tenants[0].colour"),
                                      HasSubstr("tenants[0].users[0].password"),
                                      HasSubstr("tenants[0].users[1].username"),
                                      HasSubstr("tenants[0].users[1].password"),
                                      HasSubstr("tenants[0].users[2]"),
                                      HasSubstr("tenants[0].clients[0].grants[0]"),
                                      HasSubstr("tenants[0].clients[0].grants[1]"),
                                      HasSubstr("tenants[0].clients[1].code"),
                                      HasSubstr("tenants[0].clients[1].grants"))));
  EXPECT_THAT(std::string(refused.status().message()), Not(HasSubstr("short")));
}

TEST(ParseBootstrap, RefusesWhatIsNotJson) {
  for (const char* text : {"", "{", "[]", "null", "{\"tenants\": 1}"}) {
    EXPECT_THAT(ParseBootstrap(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

TEST(ParseBootstrap, ReadsDepartmentsRolesAndServices) {
  const auto file = ParseBootstrap(R"({
    "services": [{"name": "customer-svc", "secret": "gxs_0123456789012345678901234567890123456789abc"}],
    "tenants": [{"code": "demo",
      "departments": [{"code": "top"}, {"code": "sales", "display_name": "销售部", "parent": "top"}],
      "users": [{"username": "wei", "password": "long-enough", "department": "sales",
                 "manager": "alice", "roles": ["salesperson"]}],
      "clients": [{"code": "erp", "secret": "long-enough", "grants": ["client_credentials"],
                   "roles": []}]}]})");
  ASSERT_THAT(file, IsOk());
  ASSERT_EQ(file->services.size(), 1u);
  EXPECT_EQ(file->services[0].code, "customer-svc");
  EXPECT_EQ(file->services[0].roles, std::vector<std::string>{"service"});
  const BootstrapTenant& tenant = file->tenants[0];
  ASSERT_EQ(tenant.departments.size(), 2u);
  EXPECT_EQ(tenant.departments[1].parent, "top");
  EXPECT_EQ(tenant.users[0].department, "sales");
  EXPECT_EQ(tenant.users[0].manager, "alice");
  EXPECT_EQ(tenant.users[0].roles, std::vector<std::string>{"salesperson"});
  EXPECT_EQ(tenant.clients[0].roles, std::vector<std::string>());
}

TEST(ParseBootstrap, TheTenantOfServicesIsNobodysElse) {
  EXPECT_THAT(ParseBootstrap(R"({"tenants": [{"code": "system"}],
                                 "services": [{"name": "customer-svc", "secret": "chosen-one"}]})"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("tenants[0].code"), HasSubstr("services[0].secret"))));
}

}  // namespace
}  // namespace guanxi::access
