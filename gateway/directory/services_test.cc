// The custom methods of the directory.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/client_secret.h"
#include "gateway/directory/credentials.h"
#include "gateway/directory/services_testing.h"
#include "gateway/directory/test_directory.h"
#include "gtest/gtest.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::Session;
using access::v1::User;
using ::testing::HasSubstr;

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

}  // namespace
}  // namespace guanxi::directory
