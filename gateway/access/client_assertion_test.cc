#include "gateway/access/client_assertion.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/auth/es256.h"
#include "common/auth/strict_json.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

using ::testing::HasSubstr;

constexpr char kHeader[] = R"({"alg":"ES256","kid":"k1"})";
constexpr char kClaims[] =
    R"({"iss":"erp@demo","sub":"erp@demo","aud":"https://issuer","jti":"j1","exp":1800000200})";

class ClientAssertionTest : public ::testing::Test {
 protected:
  std::string Sign(const std::string& header, const std::string& claims) {
    const std::string input = absl::StrCat(EncodeBase64Url(header), ".", EncodeBase64Url(claims));
    return absl::StrCat(input, ".", EncodeBase64Url(key_.Sign(input).value()));
  }
  // What becomes of an assertion with one part of its claims replaced.
  absl::Status Check(const std::string& from, const std::string& to) {
    const std::string text = Sign(kHeader, absl::StrReplaceAll(kClaims, {{from, to}}));
    const auto assertion = ParseAssertion(text);
    if (!assertion.ok()) return assertion.status();
    return CheckAssertion(*assertion, {Key("k0", other_), Key("k1", key_)},
                          {"https://issuer", "https://issuer/oauth2/token"}, now_);
  }
  static v1::ApiClient::PublicKey Key(const std::string& kid, const Es256PrivateKey& key) {
    v1::ApiClient::PublicKey made;
    made.set_kid(kid);
    made.set_x(EncodeBase64Url(key.public_key().x()));
    made.set_y(EncodeBase64Url(key.public_key().y()));
    return made;
  }

  const Es256PrivateKey key_ = Es256PrivateKey::Generate().value();
  const Es256PrivateKey other_ = Es256PrivateKey::Generate().value();
  const absl::Time now_ = absl::FromUnixSeconds(1800000000);
};

TEST_F(ClientAssertionTest, IsTakenForTheIssuerAndItsTokenEndpoint) {
  EXPECT_THAT(Check("", ""), IsOk());
  EXPECT_THAT(Check(R"("https://issuer")", R"("https://issuer/oauth2/token")"), IsOk());
  EXPECT_THAT(Check(R"("https://issuer")", R"(["other","https://issuer"])"), IsOk());
  EXPECT_THAT(Check(R"("https://issuer")", R"("https://issuer/other")"),
              HasReason("INVALID_CLIENT"));
}

TEST_F(ClientAssertionTest, NeedsTheClientAsIssuerAndSubjectAndAnId) {
  for (const auto& [from, to] : {std::pair(R"("sub":"erp@demo")", R"("sub":"crm@demo")"),
                                 {R"("iss":"erp@demo",)", ""},
                                 {R"("jti":"j1",)", ""},
                                 {R"("j1")", R"("")"},
                                 {R"("j1")", "5"},
                                 {"1800000200", "\"x\""},
                                 {R"(,"exp":1800000200)", ""},
                                 {R"("aud":"https://issuer",)", ""}}) {
    EXPECT_THAT(Check(from, to), HasReason("INVALID_CLIENT")) << from;
  }
}

TEST_F(ClientAssertionTest, IsGoodForFiveMinutesAtMost) {
  EXPECT_THAT(Check("1800000200", "1800000330"), IsOk());
  EXPECT_THAT(Check("1800000200", "1800000331"),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("5 minutes")));
  EXPECT_THAT(Check("1800000200", "1799999971"), IsOk());
  EXPECT_THAT(Check("1800000200", "1799999970"),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("expired")));
}

TEST_F(ClientAssertionTest, IsSignedByAKeyOfTheClient) {
  const auto check = [&](const std::string& text,
                         const std::vector<v1::ApiClient::PublicKey>& keys) {
    const auto assertion = ParseAssertion(text);
    return assertion.ok() ? CheckAssertion(*assertion, keys, {"https://issuer"}, now_)
                          : assertion.status();
  };
  const std::string text = Sign(kHeader, kClaims);
  EXPECT_THAT(check(text, {Key("k1", key_)}), IsOk());
  EXPECT_THAT(check(text, {Key("k1", other_)}), HasReason("INVALID_CLIENT"));
  EXPECT_THAT(check(text, {Key("k2", key_)}), HasReason("INVALID_CLIENT"));
  EXPECT_THAT(check(text, {}), HasReason("INVALID_CLIENT"));
  EXPECT_THAT(check(Sign(R"({"alg":"none","kid":"k1"})", kClaims), {Key("k1", key_)}),
              HasReason("INVALID_CLIENT"));
  EXPECT_THAT(
      check(Sign(R"({"alg":"ES256","kid":"k1","jku":"https://evil"})", kClaims), {Key("k1", key_)}),
      HasReason("INVALID_CLIENT"));
  EXPECT_THAT(check("abc", {Key("k1", key_)}), HasReason("INVALID_CLIENT"));
}

}  // namespace
}  // namespace guanxi::access
