// Tokens of users over time, and clients that sign.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/auth/es256.h"
#include "common/auth/jwt.h"
#include "common/auth/strict_json.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/test_issuer.h"
#include "gateway/directory/names.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/api_client_service.pb.h"
#include "guanxi/access/v1/session_service.pb.h"

namespace guanxi::access {
namespace {

class RefreshTest : public ::testing::Test, protected TestIssuer {
 protected:
  void SetUp() override {
    PutUser("demo", "alice", Hash("password-of-alice"));
    PutClient("demo", "app", "", {v1::ApiClient::PASSWORD, v1::ApiClient::REFRESH_TOKEN});
    PutClient("demo", "plain", "", {v1::ApiClient::PASSWORD});
  }

  static TokenRequest ForAlice(const std::string& client) {
    TokenRequest request;
    request.grant = Grant::kPassword;
    request.client.client_id = client;
    request.username = "alice";
    request.password = "password-of-alice";
    return request;
  }
  static TokenRequest ByToken(const std::string& client, const std::string& token) {
    TokenRequest request;
    request.grant = Grant::kRefreshToken;
    request.client.client_id = client;
    request.refresh_token = token;
    return request;
  }
  absl::StatusOr<TokenIssuer::Issued> Issue(const TokenRequest& request) {
    return issuer->Issue(request, "192.0.2.1", Soon());
  }
  absl::Status Revoke(const std::string& client, const std::string& token) {
    RevocationRequest request;
    request.client.client_id = client;
    request.token = token;
    return issuer->Revoke(request, "192.0.2.1", Soon());
  }
  static Principal Claims(const std::string& token) {
    return ParseClaims(ParseJwt(token)->payload)->principal;
  }
  bool HasEnded(const std::string& session) {
    v1::GetSessionRequest get;
    get.set_name(absl::StrCat("sessions/", session));
    return all.Of<v1::Session>().Get<v1::Session>(all.admin(), get)->has_end_time();
  }
};

TEST_F(RefreshTest, ATokenOfAUserNamesItsSession) {
  const auto issued = Issue(ForAlice("app@demo"));
  ASSERT_THAT(issued, IsOk());
  const Principal first = Claims(issued->access_token);
  EXPECT_FALSE(first.session.empty());
  const auto renewed = Issue(ByToken("app@demo", issued->refresh_token));
  ASSERT_THAT(renewed, IsOk());
  EXPECT_EQ(Claims(renewed->access_token).session, first.session);
  EXPECT_EQ(Claims(renewed->access_token).subject, first.subject);
  EXPECT_NE(Claims(Issue(ForAlice("app@demo"))->access_token).session, first.session);
}

TEST_F(RefreshTest, OnlyAClientWithTheGrantGetsRefreshTokens) {
  const auto issued = Issue(ForAlice("plain@demo"));
  ASSERT_THAT(issued, IsOk());
  EXPECT_EQ(issued->refresh_token, "");
  EXPECT_THAT(Issue(ByToken("plain@demo", "gxr_x")), HasReason("UNAUTHORIZED_CLIENT"));
}

TEST_F(RefreshTest, RevokingEitherTokenEndsTheSession) {
  for (const bool refresh : {true, false}) {
    const auto issued = Issue(ForAlice("app@demo"));
    ASSERT_THAT(issued, IsOk());
    const std::string& token = refresh ? issued->refresh_token : issued->access_token;
    EXPECT_THAT(Revoke("plain@demo", token), IsOk());
    EXPECT_FALSE(HasEnded(Claims(issued->access_token).session));
    EXPECT_THAT(Revoke("app@demo", token), IsOk());
    EXPECT_TRUE(HasEnded(Claims(issued->access_token).session));
    EXPECT_THAT(Issue(ByToken("app@demo", issued->refresh_token)), HasReason("INVALID_GRANT"));
  }
  EXPECT_THAT(Revoke("app@demo", "a.b.c"), IsOk());
  EXPECT_THAT(Revoke("app@demo", "anything"), IsOk());
  EXPECT_THAT(Revoke("nobody@demo", "anything"), HasReason("INVALID_CLIENT"));
}

TEST_F(RefreshTest, AForgedTokenRevokesNothing) {
  const auto issued = Issue(ForAlice("app@demo"));
  ASSERT_THAT(issued, IsOk());
  std::string forged = issued->access_token;
  forged.back() = forged.back() == 'A' ? 'Q' : 'A';
  EXPECT_THAT(Revoke("app@demo", forged), IsOk());
  EXPECT_FALSE(HasEnded(Claims(issued->access_token).session));
}

// A client with a key of its own.
class SigningClientTest : public RefreshTest {
 protected:
  void SetUp() override {
    v1::CreateClientRequest create;
    v1::ApiClient& client = *create.mutable_client();
    client.set_code("erp");
    client.set_display_name("ERP");
    client.set_kind(v1::ApiClient::CONFIDENTIAL);
    client.add_grants(v1::ApiClient::CLIENT_CREDENTIALS);
    auto& key = *client.add_public_keys();
    key.set_kid("k1");
    key.set_x(EncodeBase64Url(key_.public_key().x()));
    key.set_y(EncodeBase64Url(key_.public_key().y()));
    ASSERT_THAT(all.Of<v1::ApiClient>().Create<v1::ApiClient>(all.admin(), create), IsOk());
  }

  TokenRequest Signed(const std::string& jti, const std::string& client = "erp@demo") {
    const std::string input =
        absl::StrCat(EncodeBase64Url(R"({"alg":"ES256","kid":"k1"})"), ".",
                     EncodeBase64Url(absl::StrCat(
                         R"({"aud":"https://issuer/oauth2/token","iss":")", client, R"(","sub":")",
                         client, R"(","jti":")", jti, R"(","exp":)",
                         absl::ToUnixSeconds(all.clock.Now() + absl::Minutes(1)), "}")));
    TokenRequest request;
    request.client.client_id = client;
    request.client.client_assertion =
        absl::StrCat(input, ".", EncodeBase64Url(key_.Sign(input).value()));
    return request;
  }

  const Es256PrivateKey key_ = Es256PrivateKey::Generate().value();
};

TEST_F(SigningClientTest, GetsATokenOnceForEachAssertion) {
  const TokenRequest request = Signed("j1");
  EXPECT_FALSE(TokenIssuer::IsSlow(request));
  const auto issued = Issue(request);
  ASSERT_THAT(issued, IsOk());
  EXPECT_EQ(Claims(issued->access_token).client, "erp@demo");
  EXPECT_EQ(Claims(issued->access_token).session, "");
  EXPECT_THAT(Issue(request), HasReason("INVALID_CLIENT"));
  EXPECT_THAT(Issue(Signed("j2")), IsOk());
}

TEST_F(SigningClientTest, IsNobodyElse) {
  EXPECT_THAT(Issue(Signed("j1", "erp@other")), HasReason("INVALID_CLIENT"));
  EXPECT_THAT(Issue(Signed("j1", "nobody@demo")), HasReason("INVALID_CLIENT"));
  TokenRequest bare = Signed("j1");
  bare.client.client_assertion.reset();
  EXPECT_THAT(Issue(bare), HasReason("INVALID_CLIENT"));
}

}  // namespace
}  // namespace guanxi::access
