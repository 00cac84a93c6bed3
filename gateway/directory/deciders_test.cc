// Nobody chooses who decides on what he asks for, nor by what address somebody above is reached.
#include <string>

#include "common/testing/status_matchers.h"
#include "gateway/directory/test_directory.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/department_service.pb.h"
#include "guanxi/access/v1/user_service.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::DataScope;
using access::v1::Department;
using access::v1::Role;
using access::v1::User;

class DecidersTest : public ::testing::Test {
 protected:
  absl::Status Update(const User& next, const std::string& mask, const rpc::Call& call) {
    access::v1::UpdateUserRequest request;
    *request.mutable_user() = next;
    request.mutable_user()->clear_etag();
    request.mutable_update_mask()->add_paths(mask);
    return all_.Of<User>().Update<User>(call, request).status();
  }
  absl::Status Lead(const Department& department, const std::string& head, const rpc::Call& call) {
    access::v1::UpdateDepartmentRequest request;
    request.mutable_department()->set_name(department.name());
    request.mutable_department()->set_head(head);
    request.mutable_update_mask()->add_paths("head");
    return all_.Of<Department>().Update<Department>(call, request).status();
  }
  // Who may change users as far as `scope`, and every department.
  User Clerk(const std::string& login_name, DataScope scope) {
    const Role role = all_.CreateRole(
        login_name, {Allow("users.*", scope), Allow("departments.*", access::v1::ALL)});
    return In(all_.CreateUser(login_name, {role.name()}), sales_);
  }
  User In(User user, const Department& department) {
    user.set_department(department.name());
    EXPECT_THAT(Update(user, "department", all_.admin()), IsOk());
    return user;
  }
  absl::Status Report(User user, const std::string& manager, const rpc::Call& call) {
    user.set_manager(manager);
    return Update(user, "manager", call);
  }

  TestDirectory all_;
  const Department sales_ = all_.CreateDepartment("sales");
  const Department east_ = all_.CreateDepartment("east", sales_.name());
  const Role reader_ = all_.CreateRole("reader", {Allow("customers.read", access::v1::SELF)});
  const User friend_ = all_.CreateUser("friend");
};

TEST_F(DecidersTest, NobodyChoosesHisOwnManager) {
  for (const DataScope scope : {access::v1::SELF, access::v1::DEPARTMENT, access::v1::SUBTREE}) {
    const User clerk = Clerk("clerk" + std::to_string(scope), scope);
    const rpc::Call call = all_.CallOf(clerk.name());
    EXPECT_THAT(Report(clerk, friend_.name(), call), HasReason("USER_OUT_OF_SCOPE")) << scope;
    ASSERT_THAT(Report(clerk, all_.ada, all_.admin()), IsOk());
    // Nor does he get rid of him.
    EXPECT_THAT(Report(clerk, "", call), HasReason("USER_OUT_OF_SCOPE")) << scope;
  }
  User ada;
  ada.set_name(all_.ada);
  EXPECT_THAT(Report(ada, friend_.name(), all_.admin()), IsOk());
}

TEST_F(DecidersTest, NorThatOfSomebodyWhoMayDoMore) {
  const User clerk = Clerk("clerk", access::v1::ALL);
  const rpc::Call call = all_.CallOf(clerk.name());
  const User above = all_.CreateUser("above", {reader_.name()});
  EXPECT_THAT(Report(above, clerk.name(), call), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Report(friend_, clerk.name(), call), IsOk());
}

// Whose head he may have chosen before.
TEST_F(DecidersTest, NorPutsHimselfUnderAnotherHead) {
  User clerk = Clerk("clerk", access::v1::SUBTREE);
  const rpc::Call call = all_.CallOf(clerk.name());
  clerk.set_department(east_.name());
  EXPECT_THAT(Update(clerk, "department", call), HasReason("USER_OUT_OF_SCOPE"));
  In(friend_, sales_);
  User below = friend_;
  below.set_department(east_.name());
  EXPECT_THAT(Update(below, "department", call), IsOk());
}

// Only with the manager himself is he lost by somebody out of reach.
TEST_F(DecidersTest, NorTakesAManagerFromSomebodyOutOfReach) {
  const User clerk = Clerk("clerk", access::v1::SELF);
  ASSERT_THAT(Report(friend_, all_.ada, all_.admin()), IsOk());
  EXPECT_THAT(Report(friend_, "", all_.CallOf(clerk.name())), HasReason("USER_OUT_OF_SCOPE"));
}

TEST_F(DecidersTest, TheAddressOfSomebodyAboveIsNotChangedFromBelow) {
  const rpc::Call clerk = all_.CallOf(Clerk("clerk", access::v1::ALL).name());
  User ada;
  ada.set_name(all_.ada);
  ada.set_email("me@example.com");
  EXPECT_THAT(Update(ada, "email", clerk), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Update(ada, "email", all_.admin()), IsOk());
  User below = friend_;
  below.set_email("friend@example.com");
  EXPECT_THAT(Update(below, "email", clerk), IsOk());
}

TEST_F(DecidersTest, WhoChangesDepartmentsAloneChoosesNoHead) {
  const User self = Clerk("self", access::v1::SELF);
  EXPECT_THAT(Lead(sales_, self.name(), all_.CallOf(self.name())), HasReason("USER_OUT_OF_SCOPE"));
  EXPECT_THAT(Lead(east_, self.name(), all_.CallOf(self.name())), HasReason("USER_OUT_OF_SCOPE"));
  access::v1::CreateDepartmentRequest request;
  request.mutable_department()->set_display_name("mine");
  request.mutable_department()->set_parent_department(sales_.name());
  request.mutable_department()->set_head(self.name());
  EXPECT_THAT(all_.Of<Department>().Create<Department>(all_.CallOf(self.name()), request),
              HasReason("USER_OUT_OF_SCOPE"));
}

TEST_F(DecidersTest, AHeadIsChosenByWhoRulesOverThePeople) {
  const User chief = Clerk("chief", access::v1::SUBTREE);
  const rpc::Call call = all_.CallOf(chief.name());
  EXPECT_THAT(Lead(east_, friend_.name(), call), IsOk());
  // His own department is not for him.
  EXPECT_THAT(Lead(sales_, friend_.name(), call), HasReason("USER_OUT_OF_SCOPE"));
  In(all_.CreateUser("above", {reader_.name()}), east_);
  EXPECT_THAT(Lead(east_, chief.name(), call), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Lead(east_, chief.name(), all_.admin()), IsOk());
  EXPECT_THAT(Lead(sales_, friend_.name(), all_.admin()), IsOk());
}

}  // namespace
}  // namespace guanxi::directory
