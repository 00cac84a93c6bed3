// Nobody rules over an account that may do more than he, nor over one that his permission does not
// reach.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gateway/directory/test_directory.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/api_client_service.pb.h"
#include "guanxi/access/v1/department_service.pb.h"
#include "guanxi/access/v1/role_service.pb.h"
#include "guanxi/access/v1/user_service.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::DataScope;
using access::v1::Department;
using access::v1::Role;
using access::v1::User;
using ::testing::HasSubstr;

class RanksTest : public ::testing::Test {
 protected:
  absl::Status Update(const User& next, const std::string& mask, const rpc::Call& call) {
    access::v1::UpdateUserRequest request;
    *request.mutable_user() = next;
    request.mutable_user()->clear_etag();
    request.mutable_update_mask()->add_paths(mask);
    return all_.Of<User>().Update<User>(call, request).status();
  }
  absl::Status Update(const ApiClient& next, const std::string& mask, const rpc::Call& call) {
    access::v1::UpdateClientRequest request;
    *request.mutable_client() = next;
    request.mutable_client()->clear_etag();
    request.mutable_update_mask()->add_paths(mask);
    return all_.Of<ApiClient>().Update<ApiClient>(call, request).status();
  }
  absl::Status Delete(const std::string& user, const rpc::Call& call) {
    access::v1::DeleteUserRequest request;
    request.set_name(user);
    return all_.Of<User>().Delete<User>(call, request).status();
  }
  absl::Status Hire(const std::string& login_name, const std::string& department,
                    const rpc::Call& call) {
    access::v1::CreateUserRequest request;
    request.mutable_user()->set_login_name(login_name);
    request.mutable_user()->set_display_name(login_name);
    request.mutable_user()->set_department(department);
    return all_.Of<User>().Create<User>(call, request).status();
  }
  // Somebody who administers people so far, in a department.
  rpc::Call Clerk(DataScope scope, const std::string& department) {
    const Role role = all_.CreateRole(absl::StrCat("clerk", scope), {Allow("users.*", scope)});
    User clerk = all_.CreateUser(absl::StrCat("clerk", scope), {role.name()});
    clerk.set_department(department);
    EXPECT_THAT(Update(clerk, "department", all_.admin()), IsOk());
    return all_.CallOf(clerk.name());
  }
  User In(const std::string& login_name, const std::string& department) {
    User user = all_.CreateUser(login_name);
    user.set_department(department);
    EXPECT_THAT(Update(user, "department", all_.admin()), IsOk());
    return user;
  }
  rpc::Call helper() const { return all_.CallOf(helper_.name()); }

  TestDirectory all_;
  const Role helper_role_ = all_.CreateRole(
      "helper", {Allow("users.*", access::v1::ALL), Allow("clients.*", access::v1::ALL)});
  const User helper_ = all_.CreateUser("helper", {helper_role_.name()});
  const Role reader_ = all_.CreateRole("reader", {Allow("customers.read", access::v1::SELF)});
  const Department sales_ = all_.CreateDepartment("sales");
  const Department east_ = all_.CreateDepartment("east", sales_.name());
  const Department finance_ = all_.CreateDepartment("finance");
};

TEST_F(RanksTest, NobodyChangesAnAccountThatMayDoMore) {
  const User above = all_.CreateUser("above", {reader_.name()});
  const std::vector<std::pair<std::string, std::function<void(User*)>>> changes = {
      {"state", [](User* u) { u->set_state(User::DISABLED); }},
      {"roles", [](User* u) { u->clear_roles(); }},
      {"login_name", [](User* u) { u->set_login_name("below"); }},
      {"department", [&](User* u) { u->set_department(sales_.name()); }}};
  for (const auto& [mask, change] : changes) {
    User next = above;
    change(&next);
    EXPECT_THAT(Update(next, mask, helper()), HasReason("RIGHTS_NOT_HELD")) << mask;
    // Of one who may do nothing that he may not.
    User below = all_.CreateUser("of-" + std::to_string(mask.size()), {helper_role_.name()});
    change(&below);
    EXPECT_THAT(Update(below, mask, helper()), IsOk()) << mask;
    EXPECT_THAT(Delete(below.name(), helper()), IsOk()) << mask;
  }
  EXPECT_THAT(Delete(above.name(), helper()), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Delete(all_.ada, helper()), HasReason("RIGHTS_NOT_HELD"));
  // What gives and takes nothing.
  User renamed = above;
  renamed.set_display_name("王");
  EXPECT_THAT(Update(renamed, "display_name", helper()), IsOk());
  EXPECT_THAT(Delete(above.name(), all_.admin()), IsOk());
}

TEST_F(RanksTest, NorAProgramThatMayDoMore) {
  ApiClient robot = all_.CreateClient("robot", {reader_.name()});
  robot.set_state(ApiClient::DISABLED);
  EXPECT_THAT(Update(robot, "state", helper()), HasReason("RIGHTS_NOT_HELD"));
  robot.clear_grants();
  EXPECT_THAT(Update(robot, "grants", helper()), HasReason("RIGHTS_NOT_HELD"));
  robot.clear_roles();
  EXPECT_THAT(Update(robot, "roles", helper()), HasReason("RIGHTS_NOT_HELD"));
  access::v1::DeleteClientRequest request;
  request.set_name(robot.name());
  EXPECT_THAT(all_.Of<ApiClient>().Delete<ApiClient>(helper(), request),
              HasReason("RIGHTS_NOT_HELD"));
  robot.set_display_name("renamed");
  EXPECT_THAT(Update(robot, "display_name", helper()), IsOk());
  EXPECT_THAT(Update(robot, "state", all_.admin()), IsOk());
}

TEST_F(RanksTest, PeopleAreHiredAndMovedWithinTheScopeOfThePermission) {
  const rpc::Call clerk = Clerk(access::v1::SUBTREE, sales_.name());
  EXPECT_THAT(Hire("a", sales_.name(), clerk), IsOk());
  EXPECT_THAT(Hire("b", east_.name(), clerk), IsOk());
  EXPECT_THAT(Hire("c", finance_.name(), clerk), HasReason("USER_OUT_OF_SCOPE"));
  EXPECT_THAT(Hire("d", "", clerk), HasReason("USER_OUT_OF_SCOPE"));
  User wei = In("wei", east_.name());
  wei.set_department(sales_.name());
  EXPECT_THAT(Update(wei, "department", clerk), IsOk());
  wei.set_department(finance_.name());
  EXPECT_THAT(Update(wei, "department", clerk), HasReason("USER_OUT_OF_SCOPE"));
  // Nor are those of others taken, changed or deleted.
  User li = In("li", finance_.name());
  EXPECT_THAT(Delete(li.name(), clerk), HasReason("USER_OUT_OF_SCOPE"));
  li.set_display_name("李");
  EXPECT_THAT(Update(li, "display_name", clerk), HasReason("USER_OUT_OF_SCOPE"));
  li.set_department(east_.name());
  EXPECT_THAT(Update(li, "department", clerk), HasReason("USER_OUT_OF_SCOPE"));
}

TEST_F(RanksTest, WhoseScopeIsHimselfChangesHimselfAlone) {
  const rpc::Call clerk = Clerk(access::v1::SELF, sales_.name());
  EXPECT_THAT(Hire("a", sales_.name(), clerk), HasReason("USER_OUT_OF_SCOPE"));
  User wei = In("wei", sales_.name());
  wei.set_display_name("魏");
  EXPECT_THAT(Update(wei, "display_name", clerk), HasReason("USER_OUT_OF_SCOPE"));
  User self;
  self.set_name(clerk.principal.subject);
  self.set_display_name("己");
  EXPECT_THAT(Update(self, "display_name", clerk), IsOk());
  self.set_department(east_.name());
  EXPECT_THAT(Update(self, "department", clerk), HasReason("USER_OUT_OF_SCOPE"));
}

// Those who reported to him lose their manager, wherever they are.
TEST_F(RanksTest, AManagerOfPeopleElsewhereIsDeleted) {
  const rpc::Call clerk = Clerk(access::v1::SUBTREE, sales_.name());
  const User boss = In("boss", sales_.name());
  User li = In("li", finance_.name());
  li.set_manager(boss.name());
  ASSERT_THAT(Update(li, "manager", all_.admin()), IsOk());
  EXPECT_THAT(Delete(boss.name(), clerk), IsOk());
}

TEST_F(RanksTest, AClosedDepartmentTakesNobodyAndNothingBelow) {
  User wei = In("wei", east_.name());
  access::v1::UpdateDepartmentRequest request;
  request.mutable_department()->set_name(east_.name());
  request.mutable_department()->set_state(Department::CLOSED);
  ASSERT_THAT(all_.Of<Department>().Update<Department>(all_.admin(), request), IsOk());
  EXPECT_THAT(Hire("a", east_.name(), all_.admin()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("user.department")));
  User li = all_.CreateUser("li");
  li.set_department(east_.name());
  EXPECT_THAT(Update(li, "department", all_.admin()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("closed")));
  // Who is there stays, until he has left.
  wei.set_display_name("魏");
  EXPECT_THAT(Update(wei, "display_name", all_.admin()), IsOk());
  EXPECT_THAT(Delete(wei.name(), all_.admin()), IsOk());
  access::v1::UndeleteUserRequest back;
  back.set_name(wei.name());
  EXPECT_FALSE(all_.Of<User>().Undelete<User>(all_.admin(), back).ok());

  access::v1::CreateDepartmentRequest below;
  below.mutable_department()->set_display_name("below");
  below.mutable_department()->set_parent_department(east_.name());
  EXPECT_THAT(
      all_.Of<Department>().Create<Department>(all_.admin(), below),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("department.parent_department")));
  access::v1::UpdateDepartmentRequest move;
  move.mutable_department()->set_name(finance_.name());
  move.mutable_department()->set_parent_department(east_.name());
  EXPECT_THAT(
      all_.Of<Department>().Update<Department>(all_.admin(), move),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("department.parent_department")));
}

// Else he takes from a role what he does not have, and rules over who has it then.
TEST_F(RanksTest, NorTheRolesOfAccountsThatMayDoMore) {
  const Role keeping = all_.CreateRole(
      "keeper", {Allow("users.*", access::v1::ALL), Allow("roles.*", access::v1::ALL)});
  const rpc::Call keeper = all_.CallOf(all_.CreateUser("keeper", {keeping.name()}).name());
  User above = all_.CreateUser("above", {reader_.name()});
  access::v1::UpdateRoleRequest request;
  request.mutable_role()->set_name(reader_.name());
  request.mutable_update_mask()->add_paths("permissions");
  EXPECT_THAT(all_.Of<Role>().Update<Role>(keeper, request), HasReason("RIGHTS_NOT_HELD"));
  above.set_state(User::DISABLED);
  EXPECT_THAT(Update(above, "state", keeper), HasReason("RIGHTS_NOT_HELD"));
}

}  // namespace
}  // namespace guanxi::directory
