// The directory's resources over the engine: what their protos promise.
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gateway/directory/names.h"
#include "gateway/directory/test_directory.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/api_client_service.pb.h"
#include "guanxi/access/v1/department_service.pb.h"
#include "guanxi/access/v1/role_service.pb.h"
#include "guanxi/access/v1/tenant_service.pb.h"
#include "guanxi/access/v1/user_service.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::Department;
using access::v1::Role;
using access::v1::Tenant;
using access::v1::User;
using ::testing::HasSubstr;

class DirectoryTest : public ::testing::Test {
 protected:
  // Changes the fields that `next` has populated, or those of `mask`.
  absl::StatusOr<User> UpdateUser(const User& next, const std::string& mask = "") {
    access::v1::UpdateUserRequest request;
    *request.mutable_user() = next;
    request.mutable_user()->clear_etag();
    if (!mask.empty()) request.mutable_update_mask()->add_paths(mask);
    return all_.Of<User>().Update<User>(all_.admin(), request);
  }
  absl::StatusOr<Department> MoveDepartment(const std::string& name, const std::string& parent) {
    access::v1::UpdateDepartmentRequest request;
    request.mutable_department()->set_name(name);
    request.mutable_department()->set_parent_department(parent);
    request.mutable_update_mask()->add_paths("parent_department");
    return all_.Of<Department>().Update<Department>(all_.admin(), request);
  }
  absl::Status DeleteDepartment(const std::string& name) {
    access::v1::DeleteDepartmentRequest request;
    request.set_name(name);
    return all_.Of<Department>().Delete<Department>(all_.admin(), request).status();
  }
  absl::StatusOr<User> DeleteUser(const std::string& name) {
    access::v1::DeleteUserRequest request;
    request.set_name(name);
    return all_.Of<User>().Delete<User>(all_.admin(), request);
  }

  TestDirectory all_;
};

TEST_F(DirectoryTest, RolesComeReadyInEveryTenant) {
  for (const rpc::Call& call : {all_.admin(), all_.other_admin()}) {
    const auto page =
        all_.Of<Role>().List<access::v1::ListRolesResponse>(call, access::v1::ListRolesRequest());
    ASSERT_THAT(page, IsOk());
    std::set<std::string> codes;
    for (const Role& role : page->roles()) codes.insert(role.code());
    EXPECT_EQ(codes, (std::set<std::string>{"administrator", "sales-manager", "salesperson",
                                            "finance", "analyst", "integration", "service"}));
  }
}

TEST_F(DirectoryTest, ATenantSeesAndChangesItselfAlone) {
  access::v1::GetTenantRequest get;
  get.set_name(absl::StrCat("tenants/", all_.tenant.ToString()));
  const auto own = all_.Of<Tenant>().Get<Tenant>(all_.admin(), get);
  ASSERT_THAT(own, IsOk());
  EXPECT_EQ(own->code(), "demo");
  EXPECT_EQ(own->state(), Tenant::ACTIVE);
  EXPECT_EQ(own->currency(), "CNY");

  access::v1::UpdateTenantRequest update;
  update.mutable_tenant()->set_name(own->name());
  update.mutable_tenant()->set_currency("eur");
  update.mutable_tenant()->set_code("mine");
  update.mutable_tenant()->set_state(Tenant::SUSPENDED);
  const auto changed = all_.Of<Tenant>().Update<Tenant>(all_.admin(), update);
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->currency(), "EUR");
  EXPECT_EQ(changed->code(), "demo");
  EXPECT_EQ(changed->state(), Tenant::ACTIVE);

  const std::string other = absl::StrCat("tenants/", TenantId("other").ToString());
  get.set_name(other);
  EXPECT_THAT(all_.Of<Tenant>().Get<Tenant>(all_.admin(), get), HasReason("TENANT_NOT_FOUND"));
  for (const bool allow_missing : {false, true}) {
    update.mutable_tenant()->set_name(other);
    update.mutable_tenant()->set_display_name("other");
    update.set_allow_missing(allow_missing);
    EXPECT_THAT(all_.Of<Tenant>().Update<Tenant>(all_.admin(), update),
                HasReason("TENANT_NOT_FOUND"));
  }
}

TEST_F(DirectoryTest, ALoginNameBelongsToOneLiveUser) {
  const User alice = all_.CreateUser("alice");
  access::v1::CreateUserRequest request;
  request.mutable_user()->set_login_name("ALICE");
  request.mutable_user()->set_display_name("another");
  EXPECT_THAT(all_.Of<User>().Create<User>(all_.admin(), request), HasReason("LOGIN_NAME_TAKEN"));
  // In the other tenant it is free.
  EXPECT_THAT(all_.Of<User>().Create<User>(all_.other_admin(), request), IsOk());
  ASSERT_THAT(DeleteUser(alice.name()), IsOk());
  EXPECT_THAT(all_.Of<User>().Create<User>(all_.admin(), request), IsOk());
  access::v1::UndeleteUserRequest undelete;
  undelete.set_name(alice.name());
  EXPECT_THAT(all_.Of<User>().Undelete<User>(all_.admin(), undelete),
              HasReason("LOGIN_NAME_TAKEN"));
}

TEST_F(DirectoryTest, UsersAreFoundByWhatTheyAreListedBy) {
  const Department sales = all_.CreateDepartment("销售部");
  User user = all_.CreateUser("wei", {TestDirectory::ReadyRole("salesperson")});
  user.set_department(sales.name());
  user.set_manager(all_.ada);
  ASSERT_THAT(UpdateUser(user), IsOk());
  for (const std::string& filter :
       {absl::StrCat("department = \"", sales.name(), "\""),
        absl::StrCat("manager = \"", all_.ada, "\""),
        absl::StrCat("roles:\"", TestDirectory::ReadyRole("salesperson"), "\""),
        std::string("login_name = \"wei\" AND state = ACTIVE")}) {
    access::v1::ListUsersRequest list;
    list.set_filter(filter);
    const auto page = all_.Of<User>().List<access::v1::ListUsersResponse>(all_.admin(), list);
    ASSERT_THAT(page, IsOk()) << filter;
    ASSERT_EQ(page->users_size(), 1) << filter;
    EXPECT_EQ(page->users(0).name(), user.name()) << filter;
  }
}

TEST_F(DirectoryTest, DepartmentsFormATree) {
  const Department top = all_.CreateDepartment("公司");
  const Department sales = all_.CreateDepartment("销售部", top.name());
  const Department east = all_.CreateDepartment("华东", sales.name());
  EXPECT_THAT(MoveDepartment(top.name(), east.name()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("parent_department")));
  EXPECT_THAT(MoveDepartment(east.name(), east.name()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cycle")));
  const auto moved = MoveDepartment(east.name(), top.name());
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->parent_department(), top.name());
  EXPECT_THAT(MoveDepartment(sales.name(), east.name()), IsOk());
}

TEST_F(DirectoryTest, ADepartmentInUseIsNotDeleted) {
  const Department top = all_.CreateDepartment("公司");
  const Department sales = all_.CreateDepartment("销售部", top.name());
  User user = all_.CreateUser("wei");
  user.set_department(sales.name());
  ASSERT_THAT(UpdateUser(user), IsOk());
  EXPECT_THAT(DeleteDepartment(top.name()), HasReason("DEPARTMENT_IN_USE"));
  EXPECT_THAT(DeleteDepartment(sales.name()), HasReason("DEPARTMENT_IN_USE"));
  user.clear_department();
  ASSERT_THAT(UpdateUser(user, "department"), IsOk());
  EXPECT_THAT(DeleteDepartment(sales.name()), IsOk());
  EXPECT_THAT(DeleteDepartment(top.name()), IsOk());
}

TEST_F(DirectoryTest, AUserNeedsADepartmentManagerAndRolesThatExist) {
  const std::string absent = "/018f0000-0000-7000-8000-000000000000";
  User user = all_.CreateUser("wei");
  const auto refused = [&](void (*change)(User*, const std::string&)) {
    User next = user;
    change(&next, absent);
    return UpdateUser(next).status();
  };
  EXPECT_THAT(
      refused([](User* u, const std::string& id) { u->set_department("departments" + id); }),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("user.department")));
  EXPECT_THAT(refused([](User* u, const std::string& id) { u->set_manager("users" + id); }),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("user.manager")));
  EXPECT_THAT(refused([](User* u, const std::string& id) { u->add_roles("roles" + id); }),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("user.roles[0]")));
}

TEST_F(DirectoryTest, ChainsOfManagersEndAndLoseWhoIsDeleted) {
  User boss = all_.CreateUser("boss");
  User wei = all_.CreateUser("wei");
  wei.set_manager(boss.name());
  ASSERT_THAT(UpdateUser(wei), IsOk());
  boss.set_manager(wei.name());
  EXPECT_THAT(UpdateUser(boss), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cycle")));
  ASSERT_THAT(DeleteUser(boss.name()), IsOk());
  access::v1::GetUserRequest get;
  get.set_name(wei.name());
  EXPECT_EQ(all_.Of<User>().Get<User>(all_.admin(), get)->manager(), "");
}

TEST_F(DirectoryTest, ARoleInUseIsNotDeleted) {
  const Role role = all_.CreateRole("reader", {Allow("customers.read", access::v1::ALL)});
  User user = all_.CreateUser("wei", {role.name()});
  access::v1::DeleteRoleRequest request;
  request.set_name(role.name());
  EXPECT_THAT(all_.Of<Role>().Delete<Role>(all_.admin(), request),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(user.name())));
  ASSERT_THAT(UpdateUser(user, "roles"), IsOk());  // keeps them
  user.clear_roles();
  ASSERT_THAT(UpdateUser(user, "roles"), IsOk());
  const ApiClient client = all_.CreateClient("robot", {role.name()});
  EXPECT_THAT(all_.Of<Role>().Delete<Role>(all_.admin(), request),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(client.name())));
  access::v1::DeleteClientRequest gone;
  gone.set_name(client.name());
  ASSERT_THAT(all_.Of<ApiClient>().Delete<ApiClient>(all_.admin(), gone), IsOk());
  EXPECT_THAT(all_.Of<Role>().Delete<Role>(all_.admin(), request), IsOk());
}

TEST_F(DirectoryTest, CodesAreUniqueAndNeverChange) {
  Role role = all_.CreateRole("reader", {});
  access::v1::CreateRoleRequest again;
  again.mutable_role()->set_code("reader");
  again.mutable_role()->set_display_name("x");
  EXPECT_THAT(all_.Of<Role>().Create<Role>(all_.admin(), again), HasReason("ROLE_CODE_TAKEN"));
  access::v1::UpdateRoleRequest update;
  *update.mutable_role() = role;
  update.mutable_role()->clear_etag();
  update.mutable_role()->set_code("writer");
  update.mutable_update_mask()->add_paths("code");
  EXPECT_THAT(all_.Of<Role>().Update<Role>(all_.admin(), update), HasReason("INVALID_FIELD_MASK"));
  all_.CreateClient("robot");
  access::v1::CreateClientRequest client;
  client.mutable_client()->set_code("robot");
  client.mutable_client()->set_display_name("x");
  client.mutable_client()->set_kind(ApiClient::PUBLIC);
  EXPECT_THAT(all_.Of<ApiClient>().Create<ApiClient>(all_.admin(), client),
              HasReason("CLIENT_CODE_TAKEN"));
}

TEST_F(DirectoryTest, ALastActiveAdministratorIsLeft) {
  User ada;
  ada.set_name(all_.ada);
  const User second = all_.CreateUser("second", {TestDirectory::ReadyRole("administrator")});
  // There are two: one may go.
  User next = second;
  next.set_state(User::DISABLED);
  ASSERT_THAT(UpdateUser(next, "state"), IsOk());

  EXPECT_THAT(UpdateUser(ada, "roles"), HasReason("LAST_ADMINISTRATOR"));
  ada.set_state(User::DISABLED);
  EXPECT_THAT(UpdateUser(ada, "state"), HasReason("LAST_ADMINISTRATOR"));
  EXPECT_THAT(DeleteUser(all_.ada), HasReason("LAST_ADMINISTRATOR"));
  access::v1::BatchDeleteUsersRequest both;
  both.add_names(second.name());
  both.add_names(all_.ada);
  EXPECT_THAT(all_.Of<User>().BatchDelete<access::v1::BatchDeleteUsersResponse>(all_.admin(), both),
              HasReason("LAST_ADMINISTRATOR"));

  next.set_state(User::ACTIVE);
  ASSERT_THAT(UpdateUser(next, "state"), IsOk());
  // Nor do both go at once.
  EXPECT_THAT(all_.Of<User>().BatchDelete<access::v1::BatchDeleteUsersResponse>(all_.admin(), both),
              HasReason("LAST_ADMINISTRATOR"));
  EXPECT_THAT(DeleteUser(all_.ada), IsOk());
}

TEST_F(DirectoryTest, AnAdministratorHandsOverInOneBatch) {
  const User heir = all_.CreateUser("heir");
  for (const bool demoted_first : {true, false}) {
    const std::string& from = demoted_first ? all_.ada : heir.name();
    const std::string& to = demoted_first ? heir.name() : all_.ada;
    access::v1::BatchUpdateUsersRequest batch;
    for (const bool demotes : {demoted_first, !demoted_first}) {
      auto& one = *batch.add_requests();
      one.mutable_update_mask()->add_paths("roles");
      one.mutable_user()->set_name(demotes ? from : to);
      if (!demotes) one.mutable_user()->add_roles(TestDirectory::ReadyRole("administrator"));
    }
    EXPECT_THAT(
        all_.Of<User>().BatchUpdate<access::v1::BatchUpdateUsersResponse>(all_.CallOf(from), batch),
        IsOk());
    // Who is left is the last one again.
    User last;
    last.set_name(to);
    last.set_state(User::DISABLED);
    access::v1::UpdateUserRequest request;
    *request.mutable_user() = last;
    EXPECT_THAT(all_.Of<User>().Update<User>(all_.CallOf(to), request),
                HasReason("LAST_ADMINISTRATOR"));
  }
}

TEST_F(DirectoryTest, NoCredentialIsInAnyChange) {
  TenantAccounts accounts;
  accounts.code = "demo";
  accounts.users.push_back({{}, "wei", "", "the-hash-of-a-password"});
  accounts.clients.push_back({{}, "robot", "", "the-hash-of-a-secret"});
  all_.Put(accounts);
  EXPECT_EQ(all_.Number("SELECT COUNT(*) FROM user_passwords WHERE password_hash = "
                        "'the-hash-of-a-password'"),
            1);
  EXPECT_EQ(all_.Number("SELECT COUNT(*) FROM client_secrets WHERE secret_hash = "
                        "'the-hash-of-a-secret'"),
            1);
  EXPECT_EQ(all_.Number("SELECT COUNT(*) FROM changes WHERE CONCAT(before_body, after_body, "
                        "before_personal, after_personal) LIKE '%the-hash%'"),
            0);
}

TEST_F(DirectoryTest, AccountsPutAgainKeepWhatTheTenantMadeOfThem) {
  User wei = all_.CreateUser("wei", {TestDirectory::ReadyRole("analyst")});
  wei.set_state(User::DISABLED);
  ASSERT_THAT(UpdateUser(wei), IsOk());
  TenantAccounts accounts;
  accounts.code = "demo";
  accounts.users.push_back({{}, "wei", "魏", "hash"});
  all_.Put(accounts);
  access::v1::GetUserRequest get;
  get.set_name(wei.name());
  const auto stored = all_.Of<User>().Get<User>(all_.admin(), get);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->display_name(), "魏");
  EXPECT_EQ(stored->state(), User::DISABLED);
  EXPECT_EQ(stored->roles_size(), 1);
  EXPECT_EQ(all_.Number("SELECT COUNT(*) FROM directory_users WHERE login_name = 'wei'"), 1);
}

}  // namespace
}  // namespace guanxi::directory
