// The custom methods of users.
#include "gateway/directory/user_service.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "common/jobs/operation_store.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/login_guard.h"
#include "gateway/directory/credentials.h"
#include "gateway/directory/guard.h"
#include "gateway/directory/services_testing.h"
#include "gateway/directory/test_directory.h"
#include "gateway/directory/users.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/department_service.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::Session;
using access::v1::User;
using ::testing::HasSubstr;

class UserServiceTest : public DirectoryServicesTest {};

TEST_F(UserServiceTest, UsersSetTheirOwnPasswordByThePresentOne) {
  ASSERT_THAT(SetPassword(all_.ada, wei_.name(), "", "first-password"), IsOk());
  EXPECT_TRUE(LogsIn("wei", "first-password"));
  const std::string session = Begin(wei_);
  EXPECT_THAT(SetPassword(wei_.name(), wei_.name(), "wrong-password", "second-password"),
              HasReason("WRONG_PASSWORD"));
  EXPECT_FALSE(Get(wei_.name(), session)->has_end_time());
  ASSERT_THAT(SetPassword(wei_.name(), wei_.name(), "first-password", "second-password"), IsOk());
  EXPECT_TRUE(LogsIn("wei", "second-password"));
  EXPECT_EQ(Get(wei_.name(), session)->end_reason(), Session::PASSWORD_CHANGED);
  EXPECT_THAT(SetPassword(wei_.name(), wei_.name(), "second-password", "short"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("password")));
}

TEST_F(UserServiceTest, NobodySetsThePasswordOfWhoRanksAboveHim) {
  EXPECT_THAT(SetPassword(li_.name(), wei_.name(), "", "new-password"),
              HasReason("USER_NOT_FOUND"));
  const auto role = all_.CreateRole("helpdesk", {Allow("users.*", access::v1::ALL)});
  const User helper = all_.CreateUser("helper", {role.name()});
  EXPECT_THAT(SetPassword(helper.name(), all_.ada, "", "new-password"),
              HasReason("RIGHTS_NOT_HELD"));
  const User nobody = all_.CreateUser("nobody");
  EXPECT_THAT(SetPassword(helper.name(), nobody.name(), "", "new-password"), IsOk());
  for (const auto scope : {access::v1::SELF, access::v1::DEPARTMENT, access::v1::SUBTREE}) {
    const auto narrow = all_.CreateRole(absl::StrCat("narrow", scope), {Allow("users.*", scope)});
    const User clerk = all_.CreateUser(absl::StrCat("clerk", scope), {narrow.name()});
    EXPECT_THAT(SetPassword(clerk.name(), nobody.name(), "", "other-password"),
                HasReason("USER_NOT_FOUND"));
  }
}

TEST_F(UserServiceTest, WhoGetsRecordsIsKnownEverywhereFirst) {
  const auto heir = [&](const std::string& name) {
    return DepartmentOfHeir(all_.database.get(), all_.tenant, *all_.resources, name,
                            all_.clock.Now());
  };
  EXPECT_THAT(heir(wei_.name()), HasReason("USER_NOT_KNOWN_YET"));
  all_.clock.Advance(absl::Seconds(5));
  EXPECT_THAT(heir(wei_.name()), IsOkAndHolds(""));
  const std::string sales = all_.CreateDepartment("销售部").name();
  access::v1::UpdateUserRequest request;
  request.mutable_user()->set_name(wei_.name());
  request.mutable_user()->set_department(sales);
  ASSERT_THAT(all_.Of<User>().Update<User>(all_.admin(), request), IsOk());
  EXPECT_THAT(heir(wei_.name()), HasReason("USER_NOT_KNOWN_YET"));
  all_.clock.Advance(absl::Seconds(5));
  EXPECT_THAT(heir(wei_.name()), IsOkAndHolds(sales));
  // A department that takes nothing any more goes with no record.
  access::v1::UpdateDepartmentRequest close;
  close.mutable_department()->set_name(sales);
  close.mutable_department()->set_state(access::v1::Department::CLOSED);
  ASSERT_THAT(all_.Of<access::v1::Department>().Update<access::v1::Department>(all_.admin(), close),
              IsOk());
  EXPECT_THAT(heir(wei_.name()), IsOkAndHolds(""));
  request.mutable_user()->clear_department();
  request.mutable_user()->set_state(User::DISABLED);
  ASSERT_THAT(all_.Of<User>().Update<User>(all_.admin(), request), IsOk());
  EXPECT_THAT(heir(wei_.name()), HasReason("USER_NOT_FOUND"));
}

TEST_F(UserServiceTest, NothingIsHandedOverBeforeAllIsChecked) {
  const auto refusal = [&](const std::string& caller, const std::string& user,
                           const std::string& heir) {
    access::v1::HandOverUserRequest request;
    request.set_name(user);
    request.set_heir(heir);
    return users_.HandOverUser(all_.CallOf(caller), request).status();
  };
  EXPECT_THAT(refusal(all_.ada, wei_.name(), wei_.name()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("heir")));
  const std::string absent = "users/018f0000-0000-7000-8000-000000000001";
  EXPECT_THAT(refusal(all_.ada, absent, li_.name()), HasReason("USER_NOT_FOUND"));
  EXPECT_THAT(refusal(all_.ada, wei_.name(), absent), HasReason("USER_NOT_FOUND"));
  access::v1::UpdateUserRequest disable;
  disable.mutable_user()->set_name(li_.name());
  disable.mutable_user()->set_state(User::DISABLED);
  ASSERT_THAT(all_.Of<User>().Update<User>(all_.admin(), disable), IsOk());
  EXPECT_THAT(refusal(all_.ada, wei_.name(), li_.name()), HasReason("USER_NOT_FOUND"));
  const auto role = all_.CreateRole(
      "leavers", {Allow("users.*", access::v1::ALL), Allow("customers.*", access::v1::ALL)});
  const User clerk = all_.CreateUser("clerk", {role.name()});
  EXPECT_THAT(refusal(clerk.name(), wei_.name(), all_.ada), HasReason("METHOD_NOT_ALLOWED"));
  const auto editors = all_.CreateRole(
      "editors",
      {Allow("users.*", access::v1::ALL), Allow("automationRules.*", access::v1::ALL),
       Allow("customers.read", access::v1::ALL), Allow("customers.update", access::v1::ALL),
       Allow("contracts.*", access::v1::ALL), Allow("opportunities.*", access::v1::ALL)});
  const User editor = all_.CreateUser("editor", {editors.name()});
  EXPECT_THAT(refusal(editor.name(), wei_.name(), all_.ada),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("customers.transfer")));
  // None of them is in anybody's history.
  EXPECT_EQ(all_.Number("SELECT COUNT(*) FROM changes WHERE changed_fields LIKE 'user.records%'"),
            0);
}

TEST_F(UserServiceTest, AHandOverIsInBothHistories) {
  access::v1::HandOverUserRequest request;
  request.set_name(wei_.name());
  request.set_heir(li_.name());
  request.set_request_id("018f0000-0000-7000-8000-00000000000b");
  const auto first = users_.HandOverUser(all_.admin(), request);
  ASSERT_THAT(first, IsOk());
  const auto again = users_.HandOverUser(all_.admin(), request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(first->name(), again->name());
  for (const auto& [user, fact] :
       {std::pair(wei_, "user.records_handed_over"), std::pair(li_, "user.records_received")}) {
    access::v1::ListUserChangesRequest history;
    history.set_name(user.name());
    const auto page =
        all_.Of<User>().ListChanges<access::v1::ListUserChangesResponse>(all_.admin(), history);
    ASSERT_THAT(page, IsOk());
    ASSERT_EQ(page->changes_size(), 2);
    EXPECT_EQ(page->changes(0).fact(), fact);
    EXPECT_EQ(page->changes(0).actor(), all_.ada);
  }
}

// As any permission for users, this one reaches the people of its scope.
TEST_F(UserServiceTest, WhoIsBeyondTheScopeIsNotHandedOver) {
  const auto role = all_.CreateRole(
      "clerks",
      {Allow("users.*", access::v1::SELF), Allow("contracts.*", access::v1::ALL),
       Allow("customers.*", access::v1::ALL), Allow("leads.*", access::v1::ALL),
       Allow("opportunities.*", access::v1::ALL), Allow("quotes.*", access::v1::ALL),
       Allow("dataAccessRequests.*", access::v1::ALL), Allow("todos.*", access::v1::ALL),
       Allow("serviceTickets.*", access::v1::ALL), Allow("automationRules.*", access::v1::ALL),
       Allow("dashboards.*", access::v1::ALL), Allow("targets.*", access::v1::ALL)});
  const User clerk = all_.CreateUser("clerk", {role.name()});
  access::v1::HandOverUserRequest request;
  request.set_name(wei_.name());
  request.set_heir(li_.name());
  EXPECT_THAT(users_.HandOverUser(all_.CallOf(clerk.name()), request),
              HasReason("USER_OUT_OF_SCOPE"));
}

TEST_F(UserServiceTest, WhatDoesNotBeginIsInNobodysHistory) {
  jobs::OperationStore::Options none;
  none.max_active_per_tenant = 0;
  jobs::OperationStore operations(all_.database.get(), &all_.clock, &ids_, none);
  UserServiceImpl users(all_.engine.get(), all_.resources.get(), &hasher_, &guard_, &operations);
  access::v1::HandOverUserRequest request;
  request.set_name(wei_.name());
  request.set_heir(li_.name());
  EXPECT_THAT(users.HandOverUser(all_.admin(), request), HasReason("TOO_MANY_OPERATIONS"));
  EXPECT_EQ(all_.Number("SELECT COUNT(*) FROM changes WHERE changed_fields LIKE 'user.records%'"),
            0);
}

// Whoever has the old one is locked out by it, also while his own change is in flight.
TEST_F(UserServiceTest, APasswordThatIsReplacedMeanwhileProvesNothing) {
  ASSERT_THAT(SetPassword(all_.ada, wei_.name(), "", "first-password"), IsOk());
  OnceClock clock(&all_.clock, [&] {
    EXPECT_THAT(SetPassword(all_.ada, wei_.name(), "", "second-password"), IsOk());
  });
  access::LoginGuard guard(all_.database.get(), access::LoginGuardOptions(), &clock);
  UserServiceImpl users(all_.engine.get(), all_.resources.get(), &hasher_, &guard,
                        /*operations=*/nullptr);
  access::v1::SetUserPasswordRequest request;
  request.set_name(wei_.name());
  request.set_current_password("first-password");
  request.set_password("third-password");
  EXPECT_THAT(users.SetUserPassword(all_.CallOf(wei_.name()), request),
              HasReason("WRONG_PASSWORD"));
  EXPECT_TRUE(LogsIn("wei", "second-password"));
}

TEST_F(UserServiceTest, GuessingThePresentPasswordIsSlowedDown) {
  ASSERT_THAT(SetPassword(all_.ada, wei_.name(), "", "first-password"), IsOk());
  for (int i = 0; i < 10; ++i) {
    EXPECT_THAT(SetPassword(wei_.name(), wei_.name(), "wrong-password", "second-password"),
                HasReason("WRONG_PASSWORD"));
  }
  EXPECT_THAT(SetPassword(wei_.name(), wei_.name(), "first-password", "second-password"),
              HasReason("TEMPORARILY_UNAVAILABLE"));
}

}  // namespace
}  // namespace guanxi::directory
