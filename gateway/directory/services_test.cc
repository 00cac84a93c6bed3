// The custom methods of the directory.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/jobs/operation_store.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/access_store.h"
#include "gateway/access/client_secret.h"
#include "gateway/access/login_guard.h"
#include "gateway/access/password.h"
#include "gateway/access/sessions.h"
#include "gateway/directory/client_service.h"
#include "gateway/directory/credentials.h"
#include "gateway/directory/guard.h"
#include "gateway/directory/names.h"
#include "gateway/directory/session_service.h"
#include "gateway/directory/test_directory.h"
#include "gateway/directory/trusted.h"
#include "gateway/directory/user_service.h"
#include "gateway/directory/users.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/department_service.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::Session;
using access::v1::User;
using ::testing::HasSubstr;

Uuid IdOf(const std::string& name) { return Uuid::Parse(name.substr(name.find('/') + 1)).value(); }

// Calls a function when it is asked for the time first.
class OnceClock : public Clock {
 public:
  OnceClock(Clock* clock, std::function<void()> first) : clock_(clock), first_(std::move(first)) {}
  absl::Time Now() override {
    if (auto first = std::exchange(first_, nullptr)) first();
    return clock_->Now();
  }

 private:
  Clock* const clock_;
  std::function<void()> first_;
};

class DirectoryServicesTest : public ::testing::Test {
 protected:
  absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

  // Begins a session of the user and returns its name.
  std::string Begin(const User& user) {
    const auto stored = store_.FindUser(all_.tenant, user.login_name(), Soon()).value();
    const auto begun = starter_.Begin(
        {all_.tenant, IdOf(user.name()), IdOf(client_.name()), stored->password_hash}, true,
        absl::Minutes(5), Soon());
    return absl::StrCat("sessions/", begun->session.ToString());
  }
  // Begins so many more, without making room for them.
  void BeginMany(const User& user, int count) {
    EXPECT_THAT(all_.engine->Write(Trusted(all_.tenant, user.name()), {}, resource::WriteContext(),
                                   [&](resource::UnitOfWork& work) -> absl::Status {
                                     for (int i = 0; i < count; ++i) {
                                       Session session;
                                       session.set_user(user.name());
                                       session.set_client(client_.name());
                                       session.mutable_expire_time()->set_seconds(
                                           absl::ToUnixSeconds(all_.clock.Now()) + 3600);
                                       const resource::ResourceName name{Uuid(), ids_.Next()};
                                       GUANXI_RETURN_IF_ERROR(
                                           work.Insert(*all_.resources->sessions, name, &session));
                                     }
                                     return absl::OkStatus();
                                   }),
                IsOk());
  }
  absl::StatusOr<Session> Get(const std::string& caller, const std::string& session) {
    access::v1::GetSessionRequest request;
    request.set_name(session);
    return sessions_.GetSession(all_.CallOf(caller), request);
  }
  absl::StatusOr<Session> End(const std::string& caller, const std::string& session) {
    access::v1::EndSessionRequest request;
    request.set_name(session);
    return sessions_.EndSession(all_.CallOf(caller), request);
  }
  // How many sessions the caller sees by the filter; -1 for an error.
  int Count(const std::string& caller, const std::string& filter = "") {
    access::v1::ListSessionsRequest request;
    request.set_filter(filter);
    const auto page = sessions_.ListSessions(all_.CallOf(caller), request);
    return page.ok() ? page->sessions_size() : -1;
  }
  absl::StatusOr<access::v1::RotateClientSecretResponse> Rotate(const std::string& caller,
                                                                const std::string& client,
                                                                absl::Duration overlap) {
    access::v1::RotateClientSecretRequest request;
    request.set_name(client);
    request.mutable_overlap()->set_seconds(absl::ToInt64Seconds(overlap));
    return clients_.RotateClientSecret(all_.CallOf(caller), request);
  }
  std::vector<std::string> SecretHashes() {
    return store_.FindClient(all_.tenant, "robot", Soon()).value()->secret_hashes;
  }
  absl::Status SetPassword(const std::string& caller, const std::string& user,
                           const std::string& present, const std::string& next) {
    access::v1::SetUserPasswordRequest request;
    request.set_name(user);
    request.set_current_password(present);
    request.set_password(next);
    return users_.SetUserPassword(all_.CallOf(caller), request).status();
  }
  bool LogsIn(const std::string& login_name, const std::string& password) {
    const auto user = store_.FindUser(all_.tenant, login_name, Soon()).value();
    return hasher_.Matches(password, user->password_hash, Soon()).value();
  }

  TestDirectory all_;
  UuidSource ids_{&all_.clock};
  access::PasswordHasher hasher_{2, access::HashCost{64, 1}};
  access::LoginGuard guard_{all_.database.get(), access::LoginGuardOptions(), &all_.clock};
  access::AccessStore store_{all_.database.get(), &all_.clock};
  access::Sessions starter_{all_.database.get(), all_.engine.get(), all_.resources.get(),
                            &all_.clock};
  SessionServiceImpl sessions_{all_.engine.get(), all_.resources.get(), all_.catalog.get()};
  ClientServiceImpl clients_{all_.engine.get(), all_.resources.get()};
  jobs::OperationStore operations_{all_.database.get(), &all_.clock, &ids_};
  UserServiceImpl users_{all_.engine.get(), all_.resources.get(), &hasher_, &guard_, &operations_};
  const ApiClient client_ = all_.CreateClient("robot", {TestDirectory::ReadyRole("integration")});
  const User wei_ = all_.CreateUser("wei", {TestDirectory::ReadyRole("salesperson")});
  const User li_ = all_.CreateUser("li", {TestDirectory::ReadyRole("salesperson")});
};

TEST_F(DirectoryServicesTest, UsersSeeTheirOwnSessionsAndAdministratorsAll) {
  const std::string weis = Begin(wei_);
  const std::string lis = Begin(li_);
  EXPECT_EQ(Get(wei_.name(), weis)->user(), wei_.name());
  EXPECT_EQ(Get(wei_.name(), weis)->client(), client_.name());
  EXPECT_THAT(Get(wei_.name(), lis), HasReason("SESSION_NOT_FOUND"));
  EXPECT_THAT(Get(all_.ada, lis), IsOk());
  EXPECT_EQ(Count(wei_.name()), 1);
  EXPECT_EQ(Count(all_.ada), 2);
  EXPECT_EQ(Count(client_.name()), 0);
}

TEST_F(DirectoryServicesTest, NoFilterShowsTheSessionsOfOthers) {
  Begin(wei_);
  Begin(li_);
  EXPECT_EQ(Count(wei_.name(), "NOT end_time:*"), 1);
  EXPECT_EQ(Count(wei_.name(), absl::StrCat("user = \"", li_.name(), "\"")), 0);
  EXPECT_EQ(Count(wei_.name(), absl::StrCat("user = \"", li_.name(), "\" OR NOT end_time:*")), 1);
  EXPECT_EQ(Count(wei_.name(), "end_time:*) OR (NOT end_time:*"), -1);
  EXPECT_EQ(Count(all_.ada, absl::StrCat("user = \"", li_.name(), "\"")), 1);
}

TEST_F(DirectoryServicesTest, SessionsAreEndedByTheirOwnerAndByAdministrators) {
  const std::string first = Begin(wei_);
  const std::string second = Begin(wei_);
  const int64_t version = all_.Version();
  EXPECT_THAT(End(li_.name(), first), HasReason("SESSION_NOT_FOUND"));
  EXPECT_EQ(all_.Version(), version);
  const auto ended = End(wei_.name(), first);
  ASSERT_THAT(ended, IsOk());
  EXPECT_EQ(ended->end_reason(), Session::ENDED);
  EXPECT_TRUE(ended->has_end_time());
  EXPECT_GT(all_.Version(), version);
  EXPECT_THAT(End(all_.ada, second), IsOk());
  access::v1::ListSessionChangesRequest history;
  history.set_name(first);
  EXPECT_EQ(sessions_.ListSessionChanges(all_.CallOf(wei_.name()), history)->changes_size(), 2);
  EXPECT_THAT(sessions_.ListSessionChanges(all_.CallOf(li_.name()), history),
              HasReason("SESSION_NOT_FOUND"));
  // Once ended it stays as it is.
  EXPECT_EQ(End(all_.ada, first)->etag(), ended->etag());
}

TEST_F(DirectoryServicesTest, NobodyEndsTheSessionsOfWhoRanksAboveHim) {
  const auto role = all_.CreateRole("helpdesk", {Allow("sessions.*", access::v1::ALL)});
  const User helper = all_.CreateUser("helper", {role.name()});
  const User nobody = all_.CreateUser("nobody");
  EXPECT_THAT(End(helper.name(), Begin(wei_)), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(End(helper.name(), Begin(nobody)), IsOk());
  EXPECT_THAT(End(helper.name(), Begin(helper)), IsOk());
}

// What was answered while he might end those of others is not his to see any more.
TEST_F(DirectoryServicesTest, ARepeatedEndShowsNoSessionOfOthersToWhoMayNotEndIt) {
  const auto role = all_.CreateRole("helpdesk", {Allow("sessions.*", access::v1::ALL)});
  User helper = all_.CreateUser("helper", {role.name()});
  access::v1::EndSessionRequest request;
  request.set_name(Begin(all_.CreateUser("nobody")));
  request.set_request_id("018f0000-0000-7000-8000-00000000000c");
  ASSERT_THAT(sessions_.EndSession(all_.CallOf(helper.name()), request), IsOk());
  access::v1::UpdateUserRequest lose;
  lose.mutable_user()->set_name(helper.name());
  lose.mutable_update_mask()->add_paths("roles");
  ASSERT_THAT(all_.Of<User>().Update<User>(all_.admin(), lose), IsOk());
  EXPECT_THAT(sessions_.EndSession(all_.CallOf(helper.name()), request),
              HasReason("SESSION_NOT_FOUND"));
}

TEST_F(DirectoryServicesTest, WhoIsDisabledOrDeletedHasNoSessions) {
  for (const bool deleted : {false, true}) {
    const User& user = deleted ? li_ : wei_;
    const std::string session = Begin(user);
    if (deleted) {
      access::v1::DeleteUserRequest request;
      request.set_name(user.name());
      ASSERT_THAT(all_.Of<User>().Delete<User>(all_.admin(), request), IsOk());
    } else {
      access::v1::UpdateUserRequest request;
      request.mutable_user()->set_name(user.name());
      request.mutable_user()->set_state(User::DISABLED);
      ASSERT_THAT(all_.Of<User>().Update<User>(all_.admin(), request), IsOk());
    }
    EXPECT_EQ(Get(all_.ada, session)->end_reason(), Session::USER_GONE);
  }
}

TEST_F(DirectoryServicesTest, ASecretIsShownOnceAndTheOneBeforeServesForAWhile) {
  const auto first = Rotate(all_.ada, client_.name(), absl::Hours(1));
  ASSERT_THAT(first, IsOk());
  EXPECT_TRUE(access::IsServerMade(first->secret()));
  EXPECT_FALSE(first->has_old_secret_expire_time());
  const auto second = Rotate(all_.ada, client_.name(), absl::Hours(1));
  ASSERT_THAT(second, IsOk());
  EXPECT_TRUE(second->has_old_secret_expire_time());
  EXPECT_EQ(SecretHashes(), (std::vector<std::string>{access::SecretDigest(second->secret()),
                                                      access::SecretDigest(first->secret())}));
  all_.clock.Advance(absl::Hours(1) + absl::Seconds(1));
  EXPECT_EQ(SecretHashes(), (std::vector<std::string>{access::SecretDigest(second->secret())}));
  const auto third = Rotate(all_.ada, client_.name(), absl::ZeroDuration());
  EXPECT_EQ(SecretHashes(), (std::vector<std::string>{access::SecretDigest(third->secret())}));
  EXPECT_EQ(all_.Number("SELECT COUNT(*) FROM changes WHERE CONCAT(before_body, after_body) LIKE "
                        "'%gxs_%' OR CONCAT(before_body, after_body) LIKE '%$sha256$%'"),
            0);
}

TEST_F(DirectoryServicesTest, TheSameRequestHasTheSameSecret) {
  access::v1::RotateClientSecretRequest request;
  request.set_name(client_.name());
  request.set_request_id("018f0000-0000-7000-8000-00000000000a");
  const auto first = clients_.RotateClientSecret(all_.admin(), request);
  const auto again = clients_.RotateClientSecret(all_.admin(), request);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(first->secret(), again->secret());
}

TEST_F(DirectoryServicesTest, ASecretIsForWhoRanksAboveTheClient) {
  const auto role = all_.CreateRole("keeper", {Allow("clients.*", access::v1::ALL)});
  const User keeper = all_.CreateUser("keeper", {role.name()});
  EXPECT_THAT(Rotate(keeper.name(), client_.name(), absl::Hours(1)), HasReason("RIGHTS_NOT_HELD"));
  EXPECT_THAT(Rotate(all_.ada, client_.name(), absl::Hours(24 * 31)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("overlap")));
  access::v1::CreateClientRequest create;
  create.mutable_client()->set_code("console");
  create.mutable_client()->set_display_name("console");
  create.mutable_client()->set_kind(ApiClient::PUBLIC);
  const auto open = all_.Of<ApiClient>().Create<ApiClient>(all_.admin(), create);
  EXPECT_THAT(Rotate(all_.ada, open->name(), absl::Hours(1)), HasReason("CLIENT_PUBLIC"));
}

TEST_F(DirectoryServicesTest, UsersSetTheirOwnPasswordByThePresentOne) {
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

TEST_F(DirectoryServicesTest, NobodySetsThePasswordOfWhoRanksAboveHim) {
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

TEST_F(DirectoryServicesTest, WhoGetsRecordsIsKnownEverywhereFirst) {
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

TEST_F(DirectoryServicesTest, NothingIsHandedOverBeforeAllIsChecked) {
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
      {Allow("users.*", access::v1::ALL), Allow("customers.read", access::v1::ALL),
       Allow("customers.update", access::v1::ALL), Allow("opportunities.*", access::v1::ALL)});
  const User editor = all_.CreateUser("editor", {editors.name()});
  EXPECT_THAT(refusal(editor.name(), wei_.name(), all_.ada),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("customers.transfer")));
  // None of them is in anybody's history.
  EXPECT_EQ(all_.Number("SELECT COUNT(*) FROM changes WHERE changed_fields LIKE 'user.records%'"),
            0);
}

TEST_F(DirectoryServicesTest, AHandOverIsInBothHistories) {
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

// As a version before may have left them: it made no room for new ones.
TEST_F(DirectoryServicesTest, MoreSessionsThanEndAtOnceKeepNobodyFromEndingThem) {
  ASSERT_THAT(SetPassword(all_.ada, wei_.name(), "", "first-password"), IsOk());
  const auto stored = store_.FindUser(all_.tenant, "wei", Soon()).value();
  const auto oldest =
      starter_.Begin({all_.tenant, IdOf(wei_.name()), IdOf(client_.name()), stored->password_hash},
                     true, absl::Minutes(5), Soon());
  ASSERT_THAT(oldest, IsOk());
  all_.clock.Advance(absl::Seconds(1));
  for (int unit = 0; unit < 2; ++unit) BeginMany(wei_, kMaxOpenSessions / 2);
  all_.clock.Advance(absl::Seconds(1));
  EXPECT_THAT(SetPassword(all_.ada, wei_.name(), "", "second-password"), IsOk());
  EXPECT_EQ(all_.Number("SELECT COUNT(*) FROM sessions WHERE end_time IS NULL"), 1);
  EXPECT_THAT(starter_.Renew(all_.tenant, IdOf(client_.name()), oldest->refresh_token, Soon()),
              HasReason("INVALID_GRANT"));
  for (int unit = 0; unit < 2; ++unit) BeginMany(wei_, kMaxOpenSessions / 2);
  access::v1::UpdateUserRequest disable;
  disable.mutable_user()->set_name(wei_.name());
  disable.mutable_user()->set_state(User::DISABLED);
  EXPECT_THAT(all_.Of<User>().Update<User>(all_.admin(), disable), IsOk());
}

// As any permission for users, this one reaches the people of its scope.
TEST_F(DirectoryServicesTest, WhoIsBeyondTheScopeIsNotHandedOver) {
  const auto role = all_.CreateRole(
      "clerks", {Allow("users.*", access::v1::SELF), Allow("customers.*", access::v1::ALL),
                 Allow("opportunities.*", access::v1::ALL), Allow("todos.*", access::v1::ALL)});
  const User clerk = all_.CreateUser("clerk", {role.name()});
  access::v1::HandOverUserRequest request;
  request.set_name(wei_.name());
  request.set_heir(li_.name());
  EXPECT_THAT(users_.HandOverUser(all_.CallOf(clerk.name()), request),
              HasReason("USER_OUT_OF_SCOPE"));
}

TEST_F(DirectoryServicesTest, WhatDoesNotBeginIsInNobodysHistory) {
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
TEST_F(DirectoryServicesTest, APasswordThatIsReplacedMeanwhileProvesNothing) {
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

TEST_F(DirectoryServicesTest, GuessingThePresentPasswordIsSlowedDown) {
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
