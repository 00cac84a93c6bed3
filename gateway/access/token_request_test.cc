#include "gateway/access/token_request.h"

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

absl::StatusOr<TokenRequest> Parse(absl::string_view form, absl::string_view authorization = "") {
  return ParseTokenRequest("application/x-www-form-urlencoded", form, authorization);
}

std::string Basic(absl::string_view text) {
  return absl::StrCat("Basic ", absl::Base64Escape(text));
}

TEST(ParseTokenRequest, ReadsAClientInTheForm) {
  const TokenRequest request =
      Parse("grant_type=client_credentials&client_id=importer%40demo&client_secret=a%2Bb+c")
          .value();
  EXPECT_EQ(request.grant, Grant::kClientCredentials);
  EXPECT_EQ(request.client.client_id, "importer@demo");
  EXPECT_EQ(request.client.client_secret, "a+b c");
}

TEST(ParseTokenRequest, ReadsAClientInTheHeader) {
  const TokenRequest request =
      Parse("grant_type=client_credentials", Basic("importer%40demo:p%3Aq:r")).value();
  EXPECT_EQ(request.client.client_id, "importer@demo");
  EXPECT_EQ(request.client.client_secret, "p:q:r");
  EXPECT_THAT(Parse("grant_type=client_credentials&client_id=a@b", Basic("a@b:c")), IsOk());
}

TEST(ParseTokenRequest, ReadsAUserOfAPublicClient) {
  const TokenRequest request =
      Parse("grant_type=password&client_id=console@demo&username=alice&password=%E5%AF%86").value();
  EXPECT_EQ(request.grant, Grant::kPassword);
  EXPECT_EQ(request.client.client_secret, std::nullopt);
  EXPECT_EQ(request.username, "alice");
  EXPECT_EQ(request.password, "密");
}

TEST(ParseTokenRequest, ReadsARefreshToken) {
  const TokenRequest request =
      Parse("grant_type=refresh_token&client_id=console@demo&refresh_token=gxr_x").value();
  EXPECT_EQ(request.grant, Grant::kRefreshToken);
  EXPECT_EQ(request.refresh_token, "gxr_x");
  EXPECT_THAT(Parse("grant_type=refresh_token&client_id=a"), HasReason("INVALID_REQUEST"));
}

TEST(ParseRevocationRequest, WantsATokenAndAClient) {
  const auto parse = [](absl::string_view form) {
    return ParseRevocationRequest("application/x-www-form-urlencoded", form, "");
  };
  const auto request = parse("token=gxr_x&token_type_hint=refresh_token&client_id=console@demo");
  ASSERT_THAT(request, IsOk());
  EXPECT_EQ(request->token, "gxr_x");
  EXPECT_EQ(request->client.client_id, "console@demo");
  EXPECT_THAT(parse("client_id=a"), HasReason("INVALID_REQUEST"));
  EXPECT_THAT(parse("token=x"), HasReason("INVALID_REQUEST"));
}

TEST(ServerMetadata, SaysWhereEverythingIs) {
  const json document = json::parse(ServerMetadata("https://crm.example.com"));
  EXPECT_EQ(document["issuer"], "https://crm.example.com");
  EXPECT_EQ(document["token_endpoint"], "https://crm.example.com/oauth2/token");
  EXPECT_EQ(document["revocation_endpoint"], "https://crm.example.com/oauth2/revoke");
  EXPECT_EQ(document["jwks_uri"], "https://crm.example.com/.well-known/jwks.json");
  EXPECT_EQ(document["grant_types_supported"],
            json({"client_credentials", "password", "refresh_token",
                  "urn:ietf:params:oauth:grant-type:token-exchange"}));
  EXPECT_EQ(document["response_types_supported"], json::array());
}

TEST(ParseTokenRequest, TakesEmptyParametersAsAbsent) {
  EXPECT_THAT(Parse("&grant_type=client_credentials&&client_id=a@b&scope=&client_secret=&"),
              IsOk());
  EXPECT_THAT(Parse("grant_type=&client_id=a"), HasReason("INVALID_REQUEST"));
}

TEST(ParseTokenRequest, IgnoresWhatItDoesNotKnow) {
  EXPECT_THAT(Parse("grant_type=client_credentials&client_id=a&audience=x"), IsOk());
}

TEST(ParseTokenRequest, AcceptsParametersOfTheContentType) {
  EXPECT_THAT(ParseTokenRequest("Application/X-WWW-Form-Urlencoded ; charset=UTF-8",
                                "grant_type=client_credentials&client_id=a", ""),
              IsOk());
  EXPECT_THAT(ParseTokenRequest("application/json", "grant_type=client_credentials", ""),
              HasReason("INVALID_REQUEST"));
}

TEST(ParseTokenRequest, RefusesMalformedForms) {
  for (const std::string& form :
       {std::string(), std::string("grant_type=client_credentials"), std::string("client_id=a"),
        std::string("grant_type=client_credentials&client_id=%"),
        std::string("grant_type=client_credentials&client_id=%4"),
        std::string("grant_type=client_credentials&client_id=%zz"),
        std::string("grant_type=client_credentials&client_id=a&client_id=a"),
        std::string("grant_type=password&client_id=a&username=b"),
        std::string("grant_type=password&client_id=a&password=b"),
        absl::StrCat("grant_type=client_credentials&client_id=", std::string(1025, 'a')),
        absl::StrCat("grant_type=client_credentials&client_id=a&x=", std::string(9000, 'a'))}) {
    EXPECT_THAT(Parse(form), HasReason("INVALID_REQUEST")) << form.substr(0, 80);
  }
  EXPECT_THAT(Parse("grant_type=implicit&client_id=a"), HasReason("UNSUPPORTED_GRANT_TYPE"));
  EXPECT_THAT(Parse("grant_type=client_credentials&client_id=a&scope=all"),
              HasReason("INVALID_SCOPE"));
}

TEST(ParseTokenRequest, RefusesTwoWaysOfAuthenticationAtOnce) {
  EXPECT_THAT(Parse("grant_type=client_credentials&client_secret=x", Basic("a:b")),
              HasReason("INVALID_REQUEST"));
  EXPECT_THAT(Parse("grant_type=client_credentials&client_id=x", Basic("a:b")),
              HasReason("INVALID_REQUEST"));
}

TEST(ParseTokenRequest, RefusesHeadersThatAreNotBasic) {
  for (const std::string& header :
       {std::string("Bearer abc"), std::string("Basic"), std::string("Basic !!!"),
        Basic("no colon"), Basic(":x"), Basic("a%4:b"), Basic(std::string(3000, 'a') + ":b")}) {
    EXPECT_THAT(Parse("grant_type=client_credentials", header), HasReason("INVALID_CLIENT"));
  }
}

TEST(ParseTokenRequest, ReadsForWhomAServiceActs) {
  const std::string tenant = "018f0000-0000-7000-8000-00000000000a";
  const std::string user = "018f0000-0000-7000-8000-00000000000b";
  const auto parse = [](const std::string& subject,
                        const std::string& type =
                            "urn%3Aguanxi%3Aparams%3Aoauth%3Atoken-type%3Asubject") {
    return Parse(absl::StrCat(
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&client_id=a@system&"
        "client_secret=x&subject_token_type=",
        type, "&subject_token=", subject));
  };
  const auto for_user = parse(absl::StrCat("tenants/", tenant, "/users/", user));
  ASSERT_THAT(for_user, IsOk());
  EXPECT_EQ(for_user->grant, Grant::kTokenExchange);
  EXPECT_EQ(for_user->subject_tenant.ToString(), tenant);
  EXPECT_EQ(for_user->subject_user.ToString(), user);
  const auto for_nobody = parse(absl::StrCat("tenants/", tenant));
  ASSERT_THAT(for_nobody, IsOk());
  EXPECT_TRUE(for_nobody->subject_user.IsNil());
  for (const std::string& bad :
       {std::string(""), absl::StrCat("users/", user), absl::StrCat("tenants/", tenant, "/"),
        absl::StrCat("tenants/", tenant, "/users/x"),
        absl::StrCat("tenants/", tenant, "/clients/", user), std::string("tenants/x"),
        absl::StrCat("tenants/", tenant, "/users/", user, "/x"),
        std::string("tenants/00000000-0000-0000-0000-000000000000")}) {
    EXPECT_THAT(parse(bad), HasReason("INVALID_REQUEST")) << bad;
  }
  EXPECT_THAT(parse(absl::StrCat("tenants/", tenant), "jwt"), HasReason("INVALID_REQUEST"));
}

TEST(ParseTokenRequest, NeverRepeatsWhatWasSent) {
  for (const std::string& form :
       {std::string("grant_type=s3cret&client_id=a"),
        std::string("grant_type=password&client_id=a&password=s3cret"),
        std::string("grant_type=client_credentials&client_id=a&scope=s3cret"),
        std::string("s3cret=s3cret&s3cret=s3cret")}) {
    EXPECT_THAT(std::string(Parse(form).status().message()), Not(HasSubstr("s3cret")));
  }
}

TEST(TokenAnswer, HoldsTheTokenInTheFormOfRfc6749) {
  const TokenAnswer answer =
      AnswerWithToken(Grant::kClientCredentials, "abc", "", absl::Minutes(5));
  EXPECT_EQ(answer.http_status, 200);
  EXPECT_EQ(json::parse(answer.body),
            json::parse(R"({"access_token": "abc", "token_type": "Bearer", "expires_in": 300})"));
}

TEST(TokenAnswer, HoldsARefreshTokenIfThereIsOne) {
  const TokenAnswer answer = AnswerWithToken(Grant::kPassword, "abc", "gxr_d", absl::Minutes(5));
  EXPECT_EQ(json::parse(answer.body)["refresh_token"], "gxr_d");
  EXPECT_EQ(AnswerWithNothing().http_status, 200);
}

TEST(TokenAnswer, SaysWhatAnExchangeBrought) {
  const TokenAnswer answer = AnswerWithToken(Grant::kTokenExchange, "abc", "", absl::Minutes(5));
  EXPECT_EQ(json::parse(answer.body)["issued_token_type"],
            "urn:ietf:params:oauth:token-type:access_token");
}

TEST(TokenAnswer, MapsReasonsToErrorsAndStatuses) {
  const auto answer = AnswerWithError(
      Error(absl::StatusCode::kUnauthenticated, "INVALID_CLIENT", "the client is not known"));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->http_status, 401);
  EXPECT_EQ(answer->www_authenticate, "Basic realm=\"guanxi\"");
  EXPECT_EQ(json::parse(answer->body), json::parse(R"({"error": "invalid_client",
                            "error_description": "the client is not known"})"));
}

TEST(TokenAnswer, SaysHowLongToWaitInWholeSeconds) {
  const auto answer = AnswerWithError(
      ResourceExhausted("TEMPORARILY_UNAVAILABLE", "wait", absl::Milliseconds(1500)));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->http_status, 429);
  EXPECT_EQ(answer->retry_after, "2");
}

TEST(TokenAnswer, LeavesOtherErrorsAlone) {
  EXPECT_EQ(AnswerWithError(Unavailable("DB_UNAVAILABLE", "gone")), std::nullopt);
  EXPECT_EQ(AnswerWithError(absl::InternalError("x")), std::nullopt);
}

}  // namespace
}  // namespace guanxi::access
