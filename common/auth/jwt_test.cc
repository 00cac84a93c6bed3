#include "common/auth/jwt.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/auth/strict_json.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

constexpr char kHeader[] = R"({"alg":"ES256","kid":"k1","typ":"JWT"})";
constexpr char kPayload[] = R"({"aud":"guanxi","client_id":"importer","exp":1700000300,)"
                            R"("iat":1700000000,"iss":"https://guanxi.dev",)"
                            R"("sub":"users/018f0000-0000-7000-8000-000000000001",)"
                            R"("tenant":"018f0000-0000-7000-8000-00000000000a"})";

std::string Token(absl::string_view header, absl::string_view payload = kPayload) {
  return absl::StrCat(EncodeBase64Url(header), ".", EncodeBase64Url(payload), ".",
                      EncodeBase64Url(std::string(64, 's')));
}

TEST(ParseJwtTest, TakesATokenApart) {
  const std::string token = Token(kHeader);
  const auto jwt = ParseJwt(token);
  ASSERT_THAT(jwt, IsOk());
  EXPECT_EQ(jwt->kid, "k1");
  EXPECT_EQ(jwt->payload, kPayload);
  EXPECT_EQ(jwt->signature, std::string(64, 's'));
  EXPECT_EQ(absl::StrCat(jwt->signing_input, ".", EncodeBase64Url(jwt->signature)), token);
}

TEST(ParseJwtTest, RefusesEveryOtherAlgorithm) {
  for (const char* alg : {R"("none")", R"("None")", R"("HS256")", R"("RS256")", R"("ES384")",
                          R"("es256")", R"("")", "5", "null", R"(["ES256"])"}) {
    const std::string header = absl::StrCat(R"({"alg":)", alg, R"(,"kid":"k1"})");
    EXPECT_THAT(ParseJwt(Token(header)), HasReason("TOKEN_ALGORITHM")) << header;
  }
  EXPECT_THAT(ParseJwt(Token(R"({"kid":"k1"})")), HasReason("TOKEN_ALGORITHM"));
}

TEST(ParseJwtTest, RefusesOddHeaders) {
  for (const char* header : {
           "",
           "null",
           "[]",
           R"({"alg":"ES256"})",
           R"({"alg":"ES256","kid":1})",
           R"({"alg":"ES256","kid":""})",
           R"({"alg":"ES256","kid":"a b"})",
           R"({"alg":"ES256","kid":"k1","typ":"JWS"})",
           R"({"alg":"ES256","kid":"k1","typ":1})",
           R"({"alg":"ES256","kid":"k1","crit":["b64"],"b64":false})",
           R"({"alg":"ES256","kid":"k1","jwk":{}})",
           R"({"alg":"ES256","kid":"k1","kid":"k2"})",
       }) {
    EXPECT_THAT(ParseJwt(Token(header)), HasReason("TOKEN_MALFORMED")) << header;
  }
}

TEST(ParseJwtTest, RefusesOddForms) {
  const std::string good = Token(kHeader);
  for (const std::string& token : {
           std::string(),
           std::string("."),
           std::string(".."),
           std::string("..."),
           good + ".",
           good + ".x",
           good + "=",
           " " + good,
           good + "\n",
           good.substr(0, good.rfind('.')),
           good.substr(0, good.rfind('.') + 1),
           good.substr(0, good.size() - 2),
           absl::StrCat(".", good),
           absl::StrCat(std::string(9000, 'a'), good),
           std::string("\xff\xfe.a.a"),
       }) {
    EXPECT_THAT(ParseJwt(token), HasReason("TOKEN_MALFORMED")) << token;
  }
}

TEST(ParseClaimsTest, ReadsWhatIsRendered) {
  const auto claims = ParseClaims(kPayload);
  ASSERT_THAT(claims, IsOk());
  EXPECT_EQ(claims->issuer, "https://guanxi.dev");
  EXPECT_EQ(claims->audience, std::vector<std::string>{"guanxi"});
  EXPECT_EQ(claims->principal.tenant.ToString(), "018f0000-0000-7000-8000-00000000000a");
  EXPECT_EQ(claims->principal.subject, "users/018f0000-0000-7000-8000-000000000001");
  EXPECT_EQ(claims->principal.client, "importer");
  EXPECT_EQ(claims->expires - claims->issued_at, absl::Minutes(5));
  EXPECT_EQ(claims->not_before, std::nullopt);
  EXPECT_EQ(RenderClaims(*claims), kPayload);
}

TEST(ParseClaimsTest, ReadsSessionAndActor) {
  const std::string payload = absl::StrReplaceAll(
      kPayload, {{R"("iat")", R"("sid":"018f0000-0000-7000-8000-000000000003","act":{"sub":)"
                              R"("clients/018f0000-0000-7000-8000-000000000004"},"iat")"}});
  const auto claims = ParseClaims(payload);
  ASSERT_THAT(claims, IsOk());
  EXPECT_EQ(claims->principal.session, "018f0000-0000-7000-8000-000000000003");
  EXPECT_EQ(claims->principal.actor, "clients/018f0000-0000-7000-8000-000000000004");
  const auto again = ParseClaims(RenderClaims(*claims));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->principal.session, claims->principal.session);
  EXPECT_EQ(again->principal.actor, claims->principal.actor);
}

TEST(ParseClaimsTest, AcceptsAListOfAudiencesAndUnknownClaims) {
  const std::string payload = absl::StrReplaceAll(
      kPayload, {{R"("guanxi")", R"(["other","guanxi"])"}, {R"("iat")", R"("new":{},"iat")"}});
  const auto claims = ParseClaims(payload);
  ASSERT_THAT(claims, IsOk());
  EXPECT_EQ(claims->audience.size(), 2u);
}

TEST(ParseClaimsTest, RefusesAbsentAndOddClaims) {
  const auto replaced = [](absl::string_view from, absl::string_view to) {
    return absl::StrReplaceAll(kPayload, {{from, to}});
  };
  for (const std::string& payload : {
           std::string(),
           std::string("[]"),
           std::string("{}"),
           replaced(R"("exp")", R"("no")"),
           replaced("1700000300", "-1"),
           replaced("1700000300", "1.7e9"),
           replaced("1700000300", R"("1700000300")"),
           replaced("1700000300", "99999999999999999999"),
           replaced("1700000300", "253402300800"),
           replaced(R"("iat")", R"("no")"),
           replaced(R"("iat")", R"("nbf":"x","iat")"),
           replaced(R"("iat")", R"("sid":"","iat")"),
           replaced(R"("iat")", R"("sid":"s1","iat")"),
           replaced(R"("iat")", R"("act":"x","iat")"),
           replaced(R"("iat")", R"("act":{},"iat")"),
           replaced(R"("iat")", R"("act":{"sub":"clients/1"},"iat")"),
           replaced(R"("iat")",
                    R"("act":{"sub":"users/018f0000-0000-7000-8000-000000000001"},"iat")"),
           replaced(R"("iat")", R"("act":{"sub":"clients/018f0000-0000-7000-8000-000000000001",)"
                                R"("act":{}},"iat")"),
           replaced(R"("guanxi")", "5"),
           replaced(R"("guanxi")", R"(["guanxi",5])"),
           replaced("users/", ""),
           replaced("users/", "groups/"),
           replaced("users/", "Users/"),
           replaced("users/0", "users/x"),
           replaced(R"("sub")", R"("no")"),
           replaced("00000000000a", "00000000000A"),
           replaced("-00000000000a", ""),
           replaced("018f0000-0000-7000-8000-00000000000a", "00000000-0000-0000-0000-000000000000"),
           replaced(R"("importer")", R"("")"),
           replaced(R"("importer")", R"("a\u0000b")"),
           replaced(R"("tenant")", R"("sub")"),
       }) {
    EXPECT_THAT(ParseClaims(payload), HasReason("TOKEN_MALFORMED")) << payload;
  }
}

}  // namespace
}  // namespace guanxi
