#include "gateway/access/token_issuer.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/auth/jwks.h"
#include "common/auth/jwt.h"
#include "common/auth/system_tenant.h"
#include "common/base/log.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/client_secret.h"
#include "gateway/access/test_issuer.h"
#include "gateway/directory/names.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

using ::testing::Not;
using ::testing::StartsWith;

constexpr char kMade[] = "gxs_0123456789012345678901234567890123456789abc";
constexpr char kOtherMade[] = "gxs_0123456789012345678901234567890123456789abd";

constexpr auto kForItself = v1::ApiClient::CLIENT_CREDENTIALS;
constexpr auto kForUsers = v1::ApiClient::PASSWORD;

class TokenIssuerTest : public ::testing::Test, protected TestIssuer {
 protected:
  void SetUp() override {
    for (const std::string tenant : {"demo", "other"}) PutAccounts(tenant);
  }

  // Secrets are "<tenant>-<name>".
  void PutAccounts(const std::string& tenant) {
    const auto hash = [&](const char* name) { return Hash(absl::StrCat(tenant, "-", name)); };
    PutUser(tenant, "alice", hash("alice"));
    PutUser(tenant, "gone", hash("gone"), /*active=*/false);
    PutClient(tenant, "robot", hash("robot"), {kForItself});
    PutClient(tenant, "made", SecretDigest(kMade), {kForItself});
    PutClient(tenant, "made-slow", Hash(kMade), {kForItself});
    PutClient(tenant, "made-off", SecretDigest(kMade), {kForItself}, /*active=*/false);
    PutClient(tenant, "both", hash("both"), {kForItself, kForUsers});
    PutClient(tenant, "off", hash("off"), {kForItself}, /*active=*/false);
    PutClient(tenant, "console", "", {kForUsers});
  }

  static TokenRequest ForClient(const std::string& id, std::optional<std::string> secret) {
    TokenRequest request;
    request.client = {id, std::move(secret), std::nullopt};
    return request;
  }
  static TokenRequest ForUser(const std::string& name, const std::string& password) {
    TokenRequest request = ForClient("console@demo", std::nullopt);
    request.grant = Grant::kPassword;
    request.username = name;
    request.password = password;
    return request;
  }

  absl::StatusOr<std::string> Issue(const TokenRequest& request,
                                    absl::string_view network = "192.0.2.1") {
    const auto issued = issuer->Issue(request, network, Soon());
    if (!issued.ok()) return issued.status();
    return issued->access_token;
  }
};

TEST_F(TokenIssuerTest, AClientGetsATokenForItself) {
  const std::string token = Issue(ForClient("robot@demo", "demo-robot")).value();
  const Jwt jwt = ParseJwt(token).value();
  const KeySet published = ParseJwks(keys->Current()->jwks).value();
  EXPECT_TRUE(published.at(jwt.kid).Verify(jwt.signing_input, jwt.signature));

  const TokenClaims claims = ParseClaims(jwt.payload).value();
  EXPECT_EQ(claims.issuer, "https://issuer");
  EXPECT_EQ(claims.audience, std::vector<std::string>{"guanxi"});
  EXPECT_EQ(claims.principal.tenant, directory::TenantId("demo"));
  const Uuid robot = store.FindClient(directory::TenantId("demo"), "robot", Soon()).value()->id;
  EXPECT_EQ(claims.principal.subject, absl::StrCat("clients/", robot.ToString()));
  EXPECT_EQ(claims.principal.client, "robot@demo");
  EXPECT_EQ(claims.issued_at, all.clock.Now());
  EXPECT_EQ(claims.expires, all.clock.Now() + absl::Minutes(5));
}

TEST_F(TokenIssuerTest, AUserGetsATokenThroughAClient) {
  const std::string token = Issue(ForUser("alice", "demo-alice")).value();
  const TokenClaims claims = ParseClaims(ParseJwt(token)->payload).value();
  const Uuid alice = store.FindUser(directory::TenantId("demo"), "alice", Soon()).value()->id;
  EXPECT_EQ(claims.principal.subject, absl::StrCat("users/", alice.ToString()));
  EXPECT_EQ(claims.principal.client, "console@demo");
}

TEST_F(TokenIssuerTest, AServiceActsOnAUsersBehalfOrForNobody) {
  PutClient("system", "lead-svc", SecretDigest(kMade), {v1::ApiClient::TOKEN_EXCHANGE});
  const Uuid tenant = directory::TenantId("demo");
  const Uuid alice = store.FindUser(tenant, "alice", Soon()).value()->id;
  const Uuid service = store.FindClient(SystemTenantId(), "lead-svc", Soon()).value()->id;
  TokenRequest request = ForClient("lead-svc@system", kMade);
  request.grant = Grant::kTokenExchange;
  request.subject_tenant = tenant;
  request.subject_user = alice;
  const Principal principal = ParseClaims(ParseJwt(Issue(request).value())->payload)->principal;
  EXPECT_EQ(principal.tenant, tenant);
  EXPECT_EQ(principal.subject, absl::StrCat("users/", alice.ToString()));
  EXPECT_EQ(principal.actor, absl::StrCat("clients/", service.ToString()));
  EXPECT_EQ(principal.session, "");
  request.subject_user = Uuid();
  const Principal own = ParseClaims(ParseJwt(Issue(request).value())->payload)->principal;
  EXPECT_EQ(own.tenant, tenant);
  EXPECT_EQ(own.subject, absl::StrCat("clients/", service.ToString()));
  EXPECT_EQ(own.actor, "");
}

TEST_F(TokenIssuerTest, NobodyElseActsOnSomebodysBehalfNorForWhoIsGone) {
  PutClient("system", "lead-svc", SecretDigest(kMade), {v1::ApiClient::TOKEN_EXCHANGE});
  PutClient("demo", "sly", SecretDigest(kMade), {v1::ApiClient::TOKEN_EXCHANGE});
  const Uuid tenant = directory::TenantId("demo");
  TokenRequest request = ForClient("sly@demo", kMade);
  request.grant = Grant::kTokenExchange;
  request.subject_tenant = tenant;
  EXPECT_THAT(Issue(request), HasReason("UNAUTHORIZED_CLIENT"));
  request.client = ForClient("lead-svc@system", kOtherMade).client;
  EXPECT_THAT(Issue(request), HasReason("INVALID_CLIENT"));
  request.client = ForClient("lead-svc@system", kMade).client;
  for (const auto& [of, name] :
       {std::pair(tenant, "gone"), std::pair(directory::TenantId("other"), "alice")}) {
    request.subject_user = store.FindUser(of, name, Soon()).value()->id;
    EXPECT_THAT(Issue(request), HasReason("INVALID_REQUEST")) << name;
  }
  request.subject_user = Uuid();
  request.subject_tenant = directory::TenantId("nowhere");
  EXPECT_THAT(Issue(request), HasReason("INVALID_REQUEST"));
}

TEST_F(TokenIssuerTest, AUserIsFoundInTheClientsTenantOnly) {
  EXPECT_THAT(Issue(ForUser("alice", "other-alice")), HasReason("INVALID_GRANT"));
}

TEST_F(TokenIssuerTest, RefusesClientsAllInTheSameWords) {
  const absl::Status wrong = Issue(ForClient("robot@demo", "wrong")).status();
  EXPECT_THAT(wrong, HasReason("INVALID_CLIENT"));
  for (const TokenRequest& request :
       {ForClient("nobody@demo", "demo-robot"), ForClient("robot@nowhere", "demo-robot"),
        ForClient("robot@other", "demo-robot"), ForClient("off@demo", "demo-off"),
        ForClient("robot", "demo-robot"), ForClient("robot@", "x"), ForClient("@demo", "x"),
        ForClient("robot@demo@demo", "x"), ForClient("ROBOT@demo", "demo-robot"),
        ForClient("robot@demo", std::nullopt), ForClient("console@demo", "guess")}) {
    EXPECT_EQ(Issue(request).status(), wrong) << request.client.client_id;
  }
}

TEST_F(TokenIssuerTest, RefusesUsersAllInTheSameWords) {
  const absl::Status wrong = Issue(ForUser("alice", "wrong")).status();
  EXPECT_THAT(wrong, HasReason("INVALID_GRANT"));
  for (const TokenRequest& request :
       {ForUser("nobody", "demo-alice"), ForUser("gone", "demo-gone"),
        ForUser("Alice", "demo-alice"), ForUser("alice' OR 1=1 --", "demo-alice"),
        ForUser("\xff\xfe", "demo-alice")}) {
    EXPECT_EQ(Issue(request).status(), wrong) << request.username;
  }
}

TEST_F(TokenIssuerTest, AClientUsesItsOwnGrantsOnly) {
  TokenRequest request = ForUser("alice", "demo-alice");
  request.client.client_id = "robot@demo";
  request.client.client_secret = "demo-robot";
  EXPECT_THAT(Issue(request), HasReason("UNAUTHORIZED_CLIENT"));
  EXPECT_THAT(Issue(ForClient("console@demo", std::nullopt)), HasReason("UNAUTHORIZED_CLIENT"));
  request.client.client_id = "both@demo";
  request.client.client_secret = "demo-both";
  EXPECT_THAT(Issue(request), IsOk());
}

TEST_F(TokenIssuerTest, AUsersPasswordIsNotLookedAtForAWrongClient) {
  TokenRequest request = ForUser("alice", "wrong");
  request.client.client_id = "both@demo";
  request.client.client_secret = "wrong";
  for (int i = 0; i < 3; ++i) EXPECT_THAT(Issue(request), HasReason("INVALID_CLIENT"));
  EXPECT_THAT(Issue(ForUser("alice", "demo-alice")), IsOk());
}

TEST_F(TokenIssuerTest, FailuresAreSlowedDownForKnownAndUnknownUsersAlike) {
  for (const char* name : {"alice", "nobody"}) {
    for (int i = 0; i < 3; ++i) {
      EXPECT_THAT(Issue(ForUser(name, "wrong")), HasReason("INVALID_GRANT"));
    }
    EXPECT_THAT(Issue(ForUser(name, "demo-alice")), HasReason("TEMPORARILY_UNAVAILABLE"));
  }
  all.clock.Advance(absl::Seconds(30));
  EXPECT_THAT(Issue(ForUser("alice", "demo-alice")), IsOk());
  EXPECT_THAT(Issue(ForUser("alice", "demo-alice")), IsOk());
}

TEST_F(TokenIssuerTest, AClientThatGuessesIsSlowedDown) {
  for (int i = 0; i < 3; ++i) Issue(ForClient("robot@demo", "wrong")).IgnoreError();
  EXPECT_THAT(Issue(ForClient("robot@demo", "demo-robot")), HasReason("TEMPORARILY_UNAVAILABLE"));
  EXPECT_THAT(Issue(ForClient("robot@other", "other-robot")), IsOk());
}

TEST_F(TokenIssuerTest, AGuesserKeepsNobodyOutElsewhere) {
  for (int i = 0; i < 10; ++i) {
    Issue(ForClient("robot@demo", "wrong"), "10.0.0.1").IgnoreError();
    Issue(ForUser("alice", "wrong"), "10.0.0.1").IgnoreError();
  }
  EXPECT_THAT(Issue(ForUser("alice", "demo-alice"), "10.0.0.1"),
              HasReason("TEMPORARILY_UNAVAILABLE"));
  EXPECT_THAT(Issue(ForClient("robot@demo", "demo-robot"), "192.0.2.1"), IsOk());
  EXPECT_THAT(Issue(ForUser("alice", "demo-alice"), "192.0.2.1"), IsOk());
}

TEST_F(TokenIssuerTest, SecretsThatWeMadeAreNeverThrottled) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_THAT(Issue(ForClient("made@demo", kOtherMade)), HasReason("INVALID_CLIENT"));
  }
  EXPECT_THAT(Issue(ForClient("made@demo", kMade)), IsOk());
  // A guess of another form is one at a password, whatever is stored.
  for (int i = 0; i < 3; ++i) Issue(ForClient("made@demo", "wrong")).IgnoreError();
  EXPECT_THAT(Issue(ForClient("made@demo", "wrong")), HasReason("TEMPORARILY_UNAVAILABLE"));
  EXPECT_THAT(Issue(ForClient("made@demo", kMade)), IsOk());
}

// Else the form would tell a client with a chosen secret from none, and would make slow work of
// what is not admitted as such.
TEST_F(TokenIssuerTest, TheFormOfASecretAloneSaysHowItIsChecked) {
  for (const char* id : {"robot@demo", "nobody@demo"}) {
    for (int i = 0; i < 10; ++i) {
      EXPECT_FALSE(TokenIssuer::IsSlow(ForClient(id, kMade)));
      ASSERT_THAT(Issue(ForClient(id, kMade)), HasReason("INVALID_CLIENT"));
    }
    EXPECT_TRUE(TokenIssuer::IsSlow(ForClient(id, "wrong")));
  }
  EXPECT_THAT(Issue(ForClient("robot@demo", "demo-robot")), IsOk());
  EXPECT_TRUE(TokenIssuer::IsSlow(ForUser("alice", kMade)));
  for (int i = 0; i < 3; ++i) Issue(ForUser("alice", kMade)).IgnoreError();
  EXPECT_THAT(Issue(ForUser("alice", kMade)), HasReason("TEMPORARILY_UNAVAILABLE"));
}

TEST_F(TokenIssuerTest, SecretsThatWeMadeOpenWhatTheyShouldAlone) {
  EXPECT_THAT(Issue(ForClient("made-slow@demo", kMade)), HasReason("INVALID_CLIENT"));
  EXPECT_THAT(Issue(ForClient("made-off@demo", kMade)), HasReason("INVALID_CLIENT"));
  EXPECT_THAT(Issue(ForClient("nobody@demo", kMade)), HasReason("INVALID_CLIENT"));
  EXPECT_THAT(Issue(ForClient("console@demo", kMade)), HasReason("INVALID_CLIENT"));
  EXPECT_THAT(Issue(ForClient("made@demo", SecretDigest(kMade))), HasReason("INVALID_CLIENT"));
}

TEST_F(TokenIssuerTest, LogsNeitherSecretsNorNames) {
  std::string log;
  SetLogSink([&](absl::string_view line) { log.append(line.data(), line.size()); });
  Issue(ForUser("alice", "demo-alice")).IgnoreError();
  Issue(ForUser("alice", "wr0ng")).IgnoreError();
  Issue(ForClient("robot@demo", "demo-robot")).IgnoreError();
  SetLogSink(nullptr);
  EXPECT_THAT(log, ::testing::HasSubstr("access.token_issued"));
  for (const char* secret : {"demo-alice", "demo-robot", "wr0ng", "alice", "eyJ"}) {
    EXPECT_THAT(log, Not(::testing::HasSubstr(secret)));
  }
}

TEST_F(TokenIssuerTest, ADatabaseThatIsDownIsNobodysMistake) {
  db::Options options;
  options.server.socket = "/nonexistent";
  options.server.user = "nobody";
  const auto nowhere = db::Database::Create(options).value();
  AccessStore lost(nowhere.get());
  TokenIssuer cut_off({"https://issuer"}, {&lost, &sessions, &hasher, &guard, keys.get()},
                      &all.clock);
  EXPECT_THAT(cut_off.Issue(ForClient("robot@demo", "demo-robot"), "", Soon()),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace guanxi::access
