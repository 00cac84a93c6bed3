// Departments count: what somebody may do with the records of a department is a right, too.
#include <string>

#include "common/testing/status_matchers.h"
#include "gateway/directory/test_directory.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/department_service.pb.h"
#include "guanxi/access/v1/user_service.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::Department;
using access::v1::Role;
using access::v1::User;

// company > { sales > { east, south }, finance }; the chief of sales administers people.
class GivenPlacesTest : public ::testing::Test {
 protected:
  GivenPlacesTest() { Move(chief_, sales_.name(), all_.admin()).IgnoreError(); }

  absl::Status Move(const User& user, const std::string& department, const rpc::Call& call) {
    access::v1::UpdateUserRequest request;
    request.mutable_user()->set_name(user.name());
    request.mutable_user()->set_department(department);
    request.mutable_update_mask()->add_paths("department");
    return all_.Of<User>().Update<User>(call, request).status();
  }
  absl::Status Hire(const std::string& login_name, const std::string& department,
                    const std::string& role) {
    access::v1::CreateUserRequest request;
    request.mutable_user()->set_login_name(login_name);
    request.mutable_user()->set_display_name(login_name);
    request.mutable_user()->set_department(department);
    request.mutable_user()->add_roles(role);
    return all_.Of<User>().Create<User>(chief(), request).status();
  }
  absl::Status Put(const Department& department, const std::string& parent, const rpc::Call& call) {
    access::v1::UpdateDepartmentRequest request;
    request.mutable_department()->set_name(department.name());
    request.mutable_department()->set_parent_department(parent);
    request.mutable_update_mask()->add_paths("parent_department");
    return all_.Of<Department>().Update<Department>(call, request).status();
  }
  rpc::Call chief() const { return all_.CallOf(chief_.name()); }

  TestDirectory all_;
  const Department company_ = all_.CreateDepartment("company");
  const Department sales_ = all_.CreateDepartment("sales", company_.name());
  const Department east_ = all_.CreateDepartment("east", sales_.name());
  const Department south_ = all_.CreateDepartment("south", sales_.name());
  const Department finance_ = all_.CreateDepartment("finance", company_.name());
  const Role chief_role_ = all_.CreateRole(
      "chief", {Allow("users.*", access::v1::ALL), Allow("departments.*", access::v1::ALL),
                Allow("customers.*", access::v1::SUBTREE)});
  const Role clerk_ = all_.CreateRole("clerk", {Allow("customers.read", access::v1::DEPARTMENT)});
  const Role lead_ = all_.CreateRole("lead", {Allow("customers.read", access::v1::SUBTREE)});
  const Role self_ = all_.CreateRole("self", {Allow("customers.read", access::v1::SELF)});
  const User chief_ = all_.CreateUser("chief", {chief_role_.name()});
};

TEST_F(GivenPlacesTest, NobodyMovesHimselfUpOrAside) {
  EXPECT_THAT(Move(chief_, company_.name(), chief()), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Move(chief_, finance_.name(), chief()), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Move(chief_, east_.name(), chief()), IsOk());
  // And not back up again.
  EXPECT_THAT(Move(chief_, sales_.name(), chief()), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Move(chief_, sales_.name(), all_.admin()), IsOk());
}

TEST_F(GivenPlacesTest, OthersAreHiredAndMovedWhereOneRules) {
  EXPECT_THAT(Hire("a", east_.name(), lead_.name()), IsOk());
  EXPECT_THAT(Hire("b", sales_.name(), lead_.name()), IsOk());
  EXPECT_THAT(Hire("c", company_.name(), lead_.name()), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Hire("d", finance_.name(), clerk_.name()), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Hire("e", finance_.name(), self_.name()), IsOk());
  const User clerk = all_.CreateUser("clerk", {clerk_.name()});
  EXPECT_THAT(Move(clerk, south_.name(), chief()), IsOk());
  EXPECT_THAT(Move(clerk, finance_.name(), chief()), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Move(clerk, "", chief()), IsOk());
}

TEST_F(GivenPlacesTest, NobodyPutsADepartmentBelowHimself) {
  EXPECT_THAT(Put(finance_, sales_.name(), chief()), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Put(finance_, east_.name(), chief()), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Put(finance_, east_.name(), all_.admin()), IsOk());
  // What is below him already he sorts as he likes.
  EXPECT_THAT(Put(finance_, south_.name(), chief()), IsOk());
  EXPECT_THAT(Put(finance_, company_.name(), chief()), IsOk());
}

TEST_F(GivenPlacesTest, NorBelowSomebodyElseWhoThenSeesMore) {
  EXPECT_THAT(Hire("lead", south_.name(), lead_.name()), IsOk());
  // The chief rules over both.
  EXPECT_THAT(Put(east_, south_.name(), chief()), IsOk());
  EXPECT_THAT(Put(east_, sales_.name(), chief()), IsOk());
  const User top = all_.CreateUser("top", {lead_.name()});
  ASSERT_THAT(Move(top, finance_.name(), all_.admin()), IsOk());
  ASSERT_THAT(Move(chief_, south_.name(), all_.admin()), IsOk());
  // Nobody in finance may see the east by a chief of the south.
  EXPECT_THAT(Put(east_, finance_.name(), chief()), HasReason("RIGHTS_NOT_HELD"));
}

// What one batch makes is there for what follows in it.
TEST_F(GivenPlacesTest, NorBelowADepartmentThatTheSameBatchMakesBelowHimself) {
  access::v1::BatchUpdateDepartmentsRequest batch;
  auto& made = *batch.add_requests();
  made.set_allow_missing(true);
  made.mutable_department()->set_name("departments/018f0000-0000-7000-8000-0000000000d1");
  made.mutable_department()->set_display_name("between");
  made.mutable_department()->set_parent_department(sales_.name());
  auto& moved = *batch.add_requests();
  moved.mutable_department()->set_name(finance_.name());
  moved.mutable_department()->set_parent_department(made.department().name());
  moved.mutable_update_mask()->add_paths("parent_department");
  EXPECT_THAT(
      all_.Of<Department>().BatchUpdate<access::v1::BatchUpdateDepartmentsResponse>(chief(), batch),
      HasReason("RIGHTS_NOT_HELD"));
}

}  // namespace
}  // namespace guanxi::directory
