#include "gateway/directory/caller_service.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gateway/directory/known_permissions.h"
#include "gateway/directory/test_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/role_service.pb.h"
#include "guanxi/access/v1/user_service.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::Caller;
using access::v1::FieldPolicy;
using access::v1::Role;
using access::v1::User;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class CallerServiceTest : public ::testing::Test {
 protected:
  Caller Get(const rpc::Call& call) {
    const auto caller = service_.GetCaller(call, access::v1::GetCallerRequest());
    EXPECT_THAT(caller, IsOk());
    return caller.value_or(Caller());
  }
  static std::map<std::string, access::v1::DataScope> ScopesOf(const Caller& caller) {
    std::map<std::string, access::v1::DataScope> scopes;
    for (const auto& one : caller.permissions()) scopes[one.pattern()] = one.scope();
    return scopes;
  }
  // "Customer.grade": HIDDEN
  static std::map<std::string, FieldPolicy::Access> FieldsOf(const Caller& caller) {
    std::map<std::string, FieldPolicy::Access> fields;
    for (const auto& one : caller.field_policies()) {
      const std::string type = one.resource_type().substr(one.resource_type().find('/') + 1);
      fields[absl::StrCat(type, ".", one.path())] = one.access();
    }
    return fields;
  }

  TestDirectory all_;
  CallerServiceImpl service_{all_.engine.get(), all_.resources.get()};
};

TEST_F(CallerServiceTest, AnAdministratorMayAll) {
  rpc::Call call = all_.admin();
  call.principal.session = "018f0000-0000-7000-8000-000000000001";
  const Caller caller = Get(call);
  EXPECT_EQ(caller.subject(), all_.ada);
  EXPECT_EQ(caller.tenant(), absl::StrCat("tenants/", all_.tenant.ToString()));
  EXPECT_EQ(caller.client(), "test@demo");
  EXPECT_EQ(caller.session(), "sessions/018f0000-0000-7000-8000-000000000001");
  EXPECT_EQ(caller.display_name(), "ada");
  EXPECT_THAT(caller.roles(), ElementsAre(TestDirectory::ReadyRole("administrator")));
  EXPECT_EQ(ScopesOf(caller).size(), AllPermissions().size());
  EXPECT_EQ(ScopesOf(caller)["customers.delete"], access::v1::ALL);
  EXPECT_THAT(caller.field_policies(), IsEmpty());
}

TEST_F(CallerServiceTest, OthersMayWhatTheirRolesGrantTogether) {
  Role role = all_.CreateRole("reader", {Allow("customers.read", access::v1::SUBTREE)});
  for (const auto& [path, access] : {std::pair("grade", FieldPolicy::HIDDEN),
                                     std::pair("custom.area", FieldPolicy::READ_ONLY)}) {
    auto& policy = *role.add_field_policies();
    policy.set_resource_type("guanxi.dev/Customer");
    policy.set_path(path);
    policy.set_access(access);
  }
  access::v1::UpdateRoleRequest request;
  *request.mutable_role() = role;
  request.mutable_role()->clear_etag();
  ASSERT_THAT(all_.Of<Role>().Update<Role>(all_.admin(), request), IsOk());
  const Role tags = all_.CreateRole("tags", {Allow("tags.*", access::v1::ALL)});
  const User user = all_.CreateUser("wei", {role.name(), tags.name()});
  const Caller caller = Get(all_.CallOf(user.name()));
  EXPECT_EQ(caller.subject(), user.name());
  EXPECT_EQ(caller.roles_size(), 2);
  EXPECT_EQ(ScopesOf(caller),
            (std::map<std::string, access::v1::DataScope>{{"customers.read", access::v1::SUBTREE},
                                                          {"tags.read", access::v1::ALL},
                                                          {"tags.update", access::v1::ALL}}));
  const auto fields = FieldsOf(caller);
  EXPECT_EQ(fields.at("Customer.grade"), FieldPolicy::HIDDEN);
  EXPECT_EQ(fields.at("Customer.custom.area"), FieldPolicy::READ_ONLY);
  EXPECT_EQ(fields.at("Customer.phones.number"), FieldPolicy::MASKED);
  EXPECT_EQ(fields.at("Contact.phones.number"), FieldPolicy::MASKED);
  // It is not his to read.
  EXPECT_EQ(fields.count("User.email"), 0u);
}

// Two things are taken of it, and a policy says one.
TEST_F(CallerServiceTest, AFieldThatIsMaskedAndReadOnlyIsSaidToBeBoth) {
  Role role = all_.CreateRole("reader", {Allow("customers.read", access::v1::ALL)});
  auto& policy = *role.add_field_policies();
  policy.set_resource_type("guanxi.dev/Customer");
  policy.set_path("phones.number");
  policy.set_access(FieldPolicy::READ_ONLY);
  access::v1::UpdateRoleRequest request;
  *request.mutable_role() = role;
  request.mutable_role()->clear_etag();
  ASSERT_THAT(all_.Of<Role>().Update<Role>(all_.admin(), request), IsOk());
  const std::string wei = all_.CreateUser("wei", {role.name()}).name();
  const Caller caller = Get(all_.CallOf(wei));
  std::vector<FieldPolicy::Access> said;
  for (const FieldPolicy& one : caller.field_policies()) {
    const bool is_it =
        one.resource_type() == "guanxi.dev/Customer" && one.path() == "phones.number";
    if (is_it) said.push_back(one.access());
  }
  EXPECT_THAT(said, UnorderedElementsAre(FieldPolicy::MASKED, FieldPolicy::READ_ONLY));
}

TEST_F(CallerServiceTest, AProgramIsItself) {
  const auto client = all_.CreateClient("robot", {TestDirectory::ReadyRole("integration")});
  const Caller caller = Get(all_.CallOf(client.name()));
  EXPECT_EQ(caller.subject(), client.name());
  EXPECT_EQ(caller.display_name(), "robot");
  EXPECT_EQ(caller.session(), "");
  EXPECT_EQ(ScopesOf(caller).count("users.read"), 0u);
  EXPECT_EQ(ScopesOf(caller)["customers.update"], access::v1::ALL);
}

TEST_F(CallerServiceTest, WhoHasNoRoleMayNothing) {
  const User user = all_.CreateUser("nobody");
  EXPECT_THAT(Get(all_.CallOf(user.name())).permissions(), IsEmpty());
}

}  // namespace
}  // namespace guanxi::directory
