#include "common/auth/jwks.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

Es256PublicKey NewKey() { return Es256PrivateKey::Generate()->public_key(); }

TEST(JwksTest, ReadsWhatItRenders) {
  const Es256PublicKey a = NewKey();
  const Es256PublicKey b = NewKey();
  const auto keys = ParseJwks(RenderJwks({a, b}));
  ASSERT_THAT(keys, IsOk());
  EXPECT_EQ(keys->size(), 2u);
  EXPECT_EQ(keys->at(a.Thumbprint()).x(), a.x());
  EXPECT_EQ(keys->at(b.Thumbprint()).y(), b.y());
}

TEST(JwksTest, TheKidIsTheThumbprintOfTheRfc) {
  // RFC 7638 defines the input; this value was computed with another library (Python's hashlib).
  const auto keys = ParseJwks(
      R"({"keys":[{"kty":"EC","crv":"P-256","kid":"any",
          "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
          "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})");
  ASSERT_THAT(keys, IsOk());
  EXPECT_EQ(keys->at("any").Thumbprint(), "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
}

TEST(JwksTest, SkipsKeysThatAreNotForUs) {
  const std::string ours = RenderJwks({NewKey()});
  const std::string mixed =
      absl::StrReplaceAll(ours, {{"[{", R"([{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"rsa"},
                       {"kty":"EC","crv":"P-384","kid":"p384"},
                       {"kty":"EC","crv":"P-256","use":"enc","kid":"enc"},{)"}});
  const auto keys = ParseJwks(mixed);
  ASSERT_THAT(keys, IsOk());
  EXPECT_EQ(keys->size(), 1u);
}

TEST(JwksTest, RefusesASetThatWouldLockEverybodyOut) {
  const std::string good = RenderJwks({NewKey()});
  const Es256PublicKey twice = NewKey();
  for (const std::string& text : {
           std::string(),
           std::string("[]"),
           std::string("{}"),
           std::string(R"({"keys":{}})"),
           std::string(R"({"keys":[]})"),
           std::string(R"({"keys":[1]})"),
           std::string(R"({"keys":[{"kty":"RSA"}]})"),
           absl::StrReplaceAll(good, {{R"("x":")", R"("x":"AA)"}}),
           absl::StrReplaceAll(good, {{R"("kid":")", R"("kid":")" + std::string(200, 'k')}}),
           absl::StrReplaceAll(good, {{R"("kid")", R"("id")"}}),
           RenderJwks({twice, twice}),
           absl::StrCat(good, std::string(70000, ' ')),
       }) {
    EXPECT_THAT(ParseJwks(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

}  // namespace
}  // namespace guanxi
