// Nobody gives a right that he does not have.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gateway/directory/names.h"
#include "gateway/directory/test_directory.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/api_client_service.pb.h"
#include "guanxi/access/v1/role_service.pb.h"
#include "guanxi/access/v1/user_service.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::FieldPolicy;
using access::v1::Role;
using access::v1::User;

class GivenRightsTest : public ::testing::Test {
 protected:
  GivenRightsTest()
      : helper_role_(all_.CreateRole(
            "helper",
            {Allow("users.*", access::v1::ALL), Allow("roles.*", access::v1::ALL),
             Allow("clients.*", access::v1::ALL), Allow("customers.*", access::v1::SUBTREE)})),
        reader_(all_.CreateRole("reader", {Allow("customers.read", access::v1::SUBTREE)})),
        all_reader_(all_.CreateRole("all-reader", {Allow("customers.read", access::v1::ALL)})),
        helper_(all_.CreateUser("helper", {helper_role_.name()})) {}

  rpc::Call helper() const { return all_.CallOf(helper_.name()); }

  absl::Status CreateUser(const std::string& login_name, const std::string& role) {
    access::v1::CreateUserRequest request;
    request.mutable_user()->set_login_name(login_name);
    request.mutable_user()->set_display_name(login_name);
    request.mutable_user()->add_roles(role);
    return all_.Of<User>().Create<User>(helper(), request).status();
  }
  absl::Status UpdateRole(const Role& next) {
    access::v1::UpdateRoleRequest request;
    *request.mutable_role() = next;
    request.mutable_role()->clear_etag();
    request.mutable_update_mask()->add_paths("*");
    return all_.Of<Role>().Update<Role>(helper(), request).status();
  }
  absl::Status UpdateClient(const ApiClient& next) {
    access::v1::UpdateClientRequest request;
    *request.mutable_client() = next;
    request.mutable_client()->clear_etag();
    return all_.Of<ApiClient>().Update<ApiClient>(helper(), request).status();
  }

  TestDirectory all_;
  const Role helper_role_, reader_, all_reader_;
  const User helper_;
};

TEST_F(GivenRightsTest, ByARoleOfAUser) {
  EXPECT_THAT(CreateUser("a", reader_.name()), IsOk());
  EXPECT_THAT(CreateUser("b", all_reader_.name()), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(CreateUser("c", TestDirectory::ReadyRole("administrator")),
              HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(CreateUser("d", TestDirectory::ReadyRole("analyst")), HasReason("RIGHTS_NOT_HELD"));
}

TEST_F(GivenRightsTest, NotEvenToOneself) {
  access::v1::UpdateUserRequest request;
  *request.mutable_user() = helper_;
  request.mutable_user()->add_roles(TestDirectory::ReadyRole("administrator"));
  EXPECT_THAT(all_.Of<User>().Update<User>(helper(), request), HasReason("RIGHTS_NOT_HELD"));
}

TEST_F(GivenRightsTest, WhatOneHasAlreadyStays) {
  User user = all_.CreateUser("wei", {all_reader_.name()});
  user.set_display_name("魏");
  access::v1::UpdateUserRequest request;
  *request.mutable_user() = user;
  request.mutable_user()->clear_etag();
  EXPECT_THAT(all_.Of<User>().Update<User>(helper(), request), IsOk());
  // And is not given back once it was taken.
  request.mutable_user()->clear_roles();
  request.mutable_update_mask()->add_paths("roles");
  EXPECT_THAT(all_.Of<User>().Update<User>(all_.admin(), request), IsOk());
  request.mutable_user()->add_roles(all_reader_.name());
  EXPECT_THAT(all_.Of<User>().Update<User>(helper(), request), HasReason("RIGHTS_NOT_HELD"));
}

TEST_F(GivenRightsTest, NorByBringingSomebodyBack) {
  const User user = all_.CreateUser("wei", {all_reader_.name()});
  access::v1::DeleteUserRequest remove;
  remove.set_name(user.name());
  ASSERT_THAT(all_.Of<User>().Delete<User>(all_.admin(), remove), IsOk());
  access::v1::UndeleteUserRequest restore;
  restore.set_name(user.name());
  EXPECT_THAT(all_.Of<User>().Undelete<User>(helper(), restore), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(all_.Of<User>().Undelete<User>(all_.admin(), restore), IsOk());
}

TEST_F(GivenRightsTest, ByEditingARole) {
  Role wider = reader_;
  *wider.add_permissions() = Allow("tags.read", access::v1::SELF);
  EXPECT_THAT(UpdateRole(wider), HasReason("RIGHTS_NOT_HELD"));
  Role other = reader_;
  other.add_unmasks(metadata::v1::PHONE);
  EXPECT_THAT(UpdateRole(other), HasReason("RIGHTS_NOT_HELD"));
  // SUBTREE may be that of any department: nobody but who has ALL holds it.
  Role narrower = reader_;
  narrower.clear_permissions();
  EXPECT_THAT(UpdateRole(narrower), HasReason("RIGHTS_NOT_HELD"));
  Role same = all_.CreateRole("clerk", {Allow("users.read", access::v1::ALL)});
  *same.add_permissions() = Allow("customers.update", access::v1::SELF);
  EXPECT_THAT(UpdateRole(same), IsOk());
  // Anybody may have the role, in whatever department.
  *same.add_permissions() = Allow("customers.delete", access::v1::DEPARTMENT);
  EXPECT_THAT(UpdateRole(same), HasReason("RIGHTS_NOT_HELD"));
  *same.mutable_permissions()->rbegin() = Allow("users.read", access::v1::SUBTREE);
  EXPECT_THAT(UpdateRole(same), IsOk());
  // What it is called gives nothing. What it has is taken from all who have it, as it is given to
  // them: by those who have it.
  Role renamed = all_reader_;
  renamed.set_display_name("全部客户");
  EXPECT_THAT(UpdateRole(renamed), IsOk());
  renamed.clear_permissions();
  EXPECT_THAT(UpdateRole(renamed), HasReason("RIGHTS_NOT_HELD"));
  same.clear_permissions();
  EXPECT_THAT(UpdateRole(same), IsOk());
}

TEST_F(GivenRightsTest, ByTakingAFieldPolicyAway) {
  Role narrow = helper_role_;
  FieldPolicy& policy = *narrow.add_field_policies();
  policy.set_resource_type("guanxi.dev/Customer");
  policy.set_path("grade");
  policy.set_access(FieldPolicy::HIDDEN);
  access::v1::UpdateRoleRequest request;
  *request.mutable_role() = narrow;
  ASSERT_THAT(all_.Of<Role>().Update<Role>(all_.admin(), request), IsOk());
  EXPECT_THAT(CreateUser("a", reader_.name()), HasReason("RIGHTS_NOT_HELD"));
  narrow.clear_field_policies();
  EXPECT_THAT(UpdateRole(narrow), HasReason("RIGHTS_NOT_HELD"));
}

TEST_F(GivenRightsTest, ByARoleOrAKeyOfAClient) {
  ApiClient client = all_.CreateClient("robot", {reader_.name()});
  client.add_roles(all_reader_.name());
  EXPECT_THAT(UpdateClient(client), HasReason("RIGHTS_NOT_HELD"));

  ApiClient strong = all_.CreateClient("strong", {TestDirectory::ReadyRole("integration")});
  strong.set_display_name("renamed");
  EXPECT_THAT(UpdateClient(strong), IsOk());
  auto& key = *strong.add_public_keys();
  key.set_kid("mine");
  key.set_x("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
  key.set_y("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
  EXPECT_THAT(UpdateClient(strong), HasReason("RIGHTS_NOT_HELD"));
}

TEST_F(GivenRightsTest, ByNobodyWhoIsDisabledOrOfAnotherTenant) {
  const rpc::Call before = helper();
  User gone = helper_;
  gone.set_state(User::DISABLED);
  access::v1::UpdateUserRequest request;
  *request.mutable_user() = gone;
  ASSERT_THAT(all_.Of<User>().Update<User>(all_.admin(), request), IsOk());
  // A call that was let in before.
  access::v1::CreateUserRequest create;
  create.mutable_user()->set_login_name("a");
  create.mutable_user()->set_display_name("a");
  create.mutable_user()->add_roles(reader_.name());
  EXPECT_THAT(all_.Of<User>().Create<User>(before, create), HasReason("RIGHTS_NOT_HELD"));
  rpc::Call stranger = all_.admin();
  stranger.principal.tenant = TenantId("other");
  create.mutable_user()->set_roles(
      0, absl::StrCat("roles/", ReadyRoleId(TenantId("other"), "analyst").ToString()));
  EXPECT_THAT(all_.Of<User>().Create<User>(stranger, create), HasReason("RIGHTS_NOT_HELD"));
}

TEST_F(GivenRightsTest, NorByAServiceOnSomebodysBehalf) {
  rpc::Call call = all_.admin();
  call.principal.actor = "clients/018f0000-0000-7000-8000-000000000001";
  access::v1::CreateUserRequest create;
  create.mutable_user()->set_login_name("a");
  create.mutable_user()->set_display_name("a");
  EXPECT_THAT(all_.Of<User>().Create<User>(call, create), IsOk());
  create.mutable_user()->set_login_name("b");
  create.mutable_user()->add_roles(reader_.name());
  EXPECT_THAT(all_.Of<User>().Create<User>(call, create), HasReason("RIGHTS_NOT_HELD"));
}

TEST_F(GivenRightsTest, ByBringingBackWhoWasDisabled) {
  User user = all_.CreateUser("wei", {all_reader_.name()});
  user.set_state(User::DISABLED);
  access::v1::UpdateUserRequest request;
  *request.mutable_user() = user;
  request.mutable_user()->clear_etag();
  ASSERT_THAT(all_.Of<User>().Update<User>(all_.admin(), request), IsOk());
  request.mutable_user()->set_state(User::ACTIVE);
  EXPECT_THAT(all_.Of<User>().Update<User>(helper(), request), HasReason("RIGHTS_NOT_HELD"));
}

TEST_F(GivenRightsTest, TheRoleOfAdministratorsNeverChanges) {
  access::v1::UpdateRoleRequest request;
  request.mutable_role()->set_name(TestDirectory::ReadyRole("administrator"));
  request.mutable_role()->set_display_name("root");
  EXPECT_THAT(all_.Of<Role>().Update<Role>(all_.admin(), request), HasReason("ROLE_FIXED"));
  access::v1::DeleteRoleRequest remove;
  remove.set_name(TestDirectory::ReadyRole("administrator"));
  EXPECT_THAT(all_.Of<Role>().Delete<Role>(all_.admin(), remove), HasReason("ROLE_FIXED"));
  request.mutable_role()->set_name(TestDirectory::ReadyRole("analyst"));
  EXPECT_THAT(all_.Of<Role>().Update<Role>(all_.admin(), request), IsOk());
}

}  // namespace
}  // namespace guanxi::directory
