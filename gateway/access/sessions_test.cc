#include "gateway/access/sessions.h"

#include <atomic>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/purge.h"
#include "gateway/directory/credentials.h"
#include "gateway/directory/guard.h"
#include "gateway/directory/names.h"
#include "gateway/directory/test_directory.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/session.pb.h"
#include "guanxi/access/v1/session_service.pb.h"
#include "guanxi/access/v1/user_service.pb.h"

namespace guanxi::access {
namespace {

using ::testing::StartsWith;

Uuid IdOf(const std::string& name) { return Uuid::Parse(name.substr(name.find('/') + 1)).value(); }

class SessionsTest : public ::testing::Test {
 protected:
  absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

  Sessions::Begun Begin(bool refreshable = true) {
    return sessions_.Begin(holder_, refreshable, absl::Minutes(5), Soon()).value();
  }
  absl::StatusOr<Sessions::Begun> TryToBegin(const std::string& password_hash) {
    Sessions::Holder holder = holder_;
    holder.password_hash = password_hash;
    return sessions_.Begin(holder, true, absl::Minutes(5), Soon());
  }
  absl::Status SetPassword(const std::string& hash) {
    return all_.database->ReadWrite({}, [&](db::Transaction& tx) {
      return directory::PutPassword(tx, all_.tenant, holder_.user, hash, all_.clock.Now());
    });
  }
  // How many sessions are open.
  int64_t Open() { return all_.Number("SELECT COUNT(*) FROM sessions WHERE end_time IS NULL"); }
  absl::StatusOr<Sessions::Renewed> Renew(const std::string& token) {
    return sessions_.Renew(all_.tenant, holder_.client, token, Soon());
  }
  v1::Session Stored(const Uuid& id) {
    v1::GetSessionRequest get;
    get.set_name(absl::StrCat("sessions/", id.ToString()));
    return all_.Of<v1::Session>().Get<v1::Session>(all_.admin(), get).value();
  }
  absl::Status SetState(v1::User::State state) {
    v1::UpdateUserRequest request;
    request.mutable_user()->set_name(user_.name());
    request.mutable_user()->set_state(state);
    return all_.Of<v1::User>().Update<v1::User>(all_.admin(), request).status();
  }

  directory::TestDirectory all_;
  Sessions sessions_{all_.database.get(), all_.engine.get(), all_.resources.get(), &all_.clock};
  const v1::User user_ = all_.CreateUser("wei");
  const v1::ApiClient client_ = all_.CreateClient("console");
  const Sessions::Holder holder_{all_.tenant, IdOf(user_.name()), IdOf(client_.name())};
};

TEST_F(SessionsTest, ALoginBeginsOne) {
  const Sessions::Begun begun = Begin();
  EXPECT_THAT(begun.refresh_token, StartsWith("gxr_"));
  const v1::Session stored = Stored(begun.session);
  EXPECT_EQ(stored.user(), user_.name());
  EXPECT_EQ(stored.client(), client_.name());
  EXPECT_EQ(stored.expire_time().seconds() - stored.create_time().seconds(), 30 * 86400);
  EXPECT_FALSE(stored.has_end_time());
}

TEST_F(SessionsTest, WithoutRefreshTokensItLastsAsLongAsItsToken) {
  const Sessions::Begun begun = Begin(false);
  EXPECT_EQ(begun.refresh_token, "");
  const v1::Session stored = Stored(begun.session);
  EXPECT_EQ(stored.expire_time().seconds() - stored.create_time().seconds(), 300);
}

TEST_F(SessionsTest, EachTokenServesOnceAndBringsTheNext) {
  const Sessions::Begun begun = Begin();
  std::string token = begun.refresh_token;
  for (int i = 0; i < 3; ++i) {
    const auto renewed = Renew(token);
    ASSERT_THAT(renewed, IsOk());
    EXPECT_EQ(renewed->session, begun.session);
    EXPECT_EQ(renewed->user, holder_.user);
    EXPECT_NE(renewed->refresh_token, token);
    token = renewed->refresh_token;
  }
}

TEST_F(SessionsTest, AUsedTokenEndsTheWholeFamily) {
  const Sessions::Begun begun = Begin();
  const Sessions::Begun other = Begin();
  const auto renewed = Renew(begun.refresh_token);
  ASSERT_THAT(renewed, IsOk());
  const int64_t version = all_.Version();
  EXPECT_THAT(Renew(begun.refresh_token), HasReason("INVALID_GRANT"));
  EXPECT_EQ(Stored(begun.session).end_reason(), v1::Session::REFRESH_TOKEN_REUSED);
  EXPECT_GT(all_.Version(), version);
  EXPECT_THAT(Renew(renewed->refresh_token), HasReason("INVALID_GRANT"));
  EXPECT_THAT(Renew(other.refresh_token), IsOk());
}

TEST_F(SessionsTest, TokensAreForTheirClientTenantAndUserAlone) {
  const Sessions::Begun begun = Begin();
  EXPECT_THAT(sessions_.Renew(all_.tenant, DeriveUuid("c", "x"), begun.refresh_token, Soon()),
              HasReason("INVALID_GRANT"));
  EXPECT_THAT(
      sessions_.Renew(directory::TenantId("other"), holder_.client, begun.refresh_token, Soon()),
      HasReason("INVALID_GRANT"));
  for (const std::string& token : {std::string(), std::string("gxr_"), begun.refresh_token + "x"}) {
    EXPECT_THAT(Renew(token), HasReason("INVALID_GRANT")) << token;
  }
  EXPECT_THAT(Renew(begun.refresh_token), IsOk());
}

TEST_F(SessionsTest, TokensEndWithTime) {
  const Sessions::Begun begun = Begin();
  all_.clock.Advance(kRefreshLifetime - absl::Seconds(1));
  auto renewed = Renew(begun.refresh_token);
  ASSERT_THAT(renewed, IsOk());
  all_.clock.Advance(kRefreshLifetime - absl::Seconds(1));
  renewed = Renew(renewed->refresh_token);
  ASSERT_THAT(renewed, IsOk());
  // The session itself is over first.
  all_.clock.Advance(kSessionLifetime - 2 * kRefreshLifetime + absl::Seconds(3));
  EXPECT_THAT(Renew(renewed->refresh_token), HasReason("INVALID_GRANT"));
  const Sessions::Begun idle = Begin();
  all_.clock.Advance(kRefreshLifetime + absl::Seconds(1));
  EXPECT_THAT(Renew(idle.refresh_token), HasReason("INVALID_GRANT"));
}

TEST_F(SessionsTest, AUserWhoIsDisabledStaysOutAndDoesNotComeBackByAnOldToken) {
  const Sessions::Begun begun = Begin();
  ASSERT_THAT(SetState(v1::User::DISABLED), IsOk());
  EXPECT_THAT(Renew(begun.refresh_token), HasReason("INVALID_GRANT"));
  ASSERT_THAT(SetState(v1::User::ACTIVE), IsOk());
  EXPECT_THAT(Renew(begun.refresh_token), HasReason("INVALID_GRANT"));
}

TEST_F(SessionsTest, NoneIsBegunByAPasswordOfBeforeNorByWhoIsDisabled) {
  ASSERT_THAT(SetPassword("new"), IsOk());
  EXPECT_THAT(TryToBegin(""), HasReason("INVALID_GRANT"));
  EXPECT_THAT(TryToBegin("old"), HasReason("INVALID_GRANT"));
  EXPECT_THAT(TryToBegin("new"), IsOk());
  ASSERT_THAT(SetState(v1::User::DISABLED), IsOk());
  EXPECT_THAT(TryToBegin("new"), HasReason("INVALID_GRANT"));
  EXPECT_EQ(Open(), 0);
}

// The password was right when it was checked, and is another one by the time of the session.
TEST_F(SessionsTest, ALoginInFlightWaitsForTheChangeOfThePassword) {
  ASSERT_THAT(SetPassword("old"), IsOk());
  std::atomic<bool> begins{false};
  absl::Status begun;
  std::thread login;
  const absl::Status changed = all_.engine->Write(
      all_.admin().principal, {db::Lane::kPoint, Soon()}, resource::WriteContext(),
      [&](resource::UnitOfWork& work) -> absl::Status {
        const absl::Status ended = directory::EndSessions(work, *all_.resources, user_.name(),
                                                          v1::Session::PASSWORD_CHANGED);
        if (!login.joinable()) {
          login = std::thread([&] {
            begins = true;
            begun = TryToBegin("old").status();
          });
        }
        EXPECT_TRUE(Eventually([&] { return begins.load(); }));
        if (!ended.ok()) return ended;
        return directory::PutPassword(work.tx(), all_.tenant, holder_.user, "new", work.now());
      });
  login.join();
  EXPECT_THAT(changed, IsOk());
  EXPECT_THAT(begun, HasReason("INVALID_GRANT"));
  EXPECT_EQ(Open(), 0);
}

TEST_F(SessionsTest, WhatEndsThemEndsAllHoweverManyThereAre) {
  const Sessions::Begun first = Begin();
  for (int i = 1; i < directory::kMaxOpenSessions; ++i) {
    all_.clock.Advance(absl::Seconds(1));
    Begin();
  }
  EXPECT_EQ(Open(), directory::kMaxOpenSessions);
  EXPECT_FALSE(Stored(first.session).has_end_time());
  // One more takes the place of the oldest.
  all_.clock.Advance(absl::Seconds(1));
  Begin();
  EXPECT_EQ(Open(), directory::kMaxOpenSessions);
  EXPECT_EQ(Stored(first.session).end_reason(), v1::Session::SUPERSEDED);
  ASSERT_THAT(SetState(v1::User::DISABLED), IsOk());
  EXPECT_EQ(Open(), 0);
  ASSERT_THAT(SetState(v1::User::ACTIVE), IsOk());
  EXPECT_THAT(Renew(first.refresh_token), HasReason("INVALID_GRANT"));
  EXPECT_THAT(Renew(Begin().refresh_token), IsOk());
}

TEST_F(SessionsTest, RevokingATokenEndsItsSession) {
  const Sessions::Begun begun = Begin();
  const auto revoke = [&](const Uuid& client) {
    return sessions_.RevokeToken(all_.tenant, client, begun.refresh_token, Soon());
  };
  EXPECT_THAT(revoke(DeriveUuid("c", "x")), IsOk());
  EXPECT_FALSE(Stored(begun.session).has_end_time());
  EXPECT_THAT(revoke(holder_.client), IsOk());
  EXPECT_EQ(Stored(begun.session).end_reason(), v1::Session::REVOKED);
  EXPECT_THAT(revoke(holder_.client), IsOk());
  EXPECT_THAT(sessions_.RevokeToken(all_.tenant, holder_.client, "gxr_unknown", Soon()), IsOk());
  EXPECT_THAT(Renew(begun.refresh_token), HasReason("INVALID_GRANT"));
}

TEST_F(SessionsTest, TokensAreKeptAsDigestsUntilTheyHaveExpired) {
  const Sessions::Begun begun = Begin();
  ASSERT_THAT(Renew(begun.refresh_token), IsOk());
  EXPECT_EQ(all_.Number("SELECT COUNT(*) FROM refresh_tokens WHERE token_digest LIKE 'gxr%'"), 0);
  EXPECT_THAT(PurgeExpired(all_.database.get(), &all_.clock), IsOkAndHolds(0));
  all_.clock.Advance(kRefreshLifetime + absl::Seconds(1));
  EXPECT_THAT(PurgeExpired(all_.database.get(), &all_.clock), IsOkAndHolds(2));
  EXPECT_EQ(all_.Number("SELECT COUNT(*) FROM refresh_tokens"), 0);
}

}  // namespace
}  // namespace guanxi::access
