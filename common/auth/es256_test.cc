#include "common/auth/es256.h"

#include <string>

#include "common/auth/strict_json.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

// The example of RFC 7515, A.3.
constexpr char kX[] = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
constexpr char kY[] = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
constexpr char kInput[] =
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
constexpr char kSignature[] =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA"
    "pmWQxfKTUJqPP3-Kg6NU1Q";

Es256PublicKey RfcKey() {
  return *Es256PublicKey::FromCoordinates(*DecodeBase64Url(kX), *DecodeBase64Url(kY));
}

TEST(Es256Test, VerifiesTheExampleOfTheRfc) {
  EXPECT_TRUE(RfcKey().Verify(kInput, *DecodeBase64Url(kSignature)));
}

TEST(Es256Test, NoticesEveryChangedBit) {
  const Es256PublicKey key = RfcKey();
  const std::string good = *DecodeBase64Url(kSignature);
  for (size_t i = 0; i < good.size(); i += 7) {
    std::string bad = good;
    bad[i] ^= 1;
    EXPECT_FALSE(key.Verify(kInput, bad)) << i;
  }
  std::string input = kInput;
  input[10] ^= 1;
  EXPECT_FALSE(key.Verify(input, good));
}

TEST(Es256Test, RefusesSignaturesOfTheWrongShape) {
  const Es256PublicKey key = RfcKey();
  const std::string good = *DecodeBase64Url(kSignature);
  EXPECT_FALSE(key.Verify(kInput, ""));
  EXPECT_FALSE(key.Verify(kInput, good.substr(1)));
  EXPECT_FALSE(key.Verify(kInput, good + "x"));
  EXPECT_FALSE(key.Verify(kInput, std::string(64, '\0')));
}

TEST(Es256Test, SignsWhatItsPublicKeyVerifies) {
  const auto key = Es256PrivateKey::Generate();
  ASSERT_THAT(key, IsOk());
  for (int i = 0; i < 100; ++i) {  // r and s now and then begin with zeros
    const std::string data(i, 'd');
    const auto signature = key->Sign(data);
    ASSERT_THAT(signature, IsOk());
    EXPECT_EQ(signature->size(), 64u);
    EXPECT_TRUE(key->public_key().Verify(data, *signature));
  }
  EXPECT_FALSE(RfcKey().Verify("", *key->Sign("")));
}

TEST(Es256Test, KeysSurvivePem) {
  const auto key = Es256PrivateKey::Generate();
  ASSERT_THAT(key, IsOk());
  const auto pem = key->ToPem();
  ASSERT_THAT(pem, IsOk());
  const auto again = Es256PrivateKey::FromPem(*pem);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->public_key().Thumbprint(), key->public_key().Thumbprint());
  EXPECT_TRUE(key->public_key().Verify("x", *again->Sign("x")));
}

TEST(Es256Test, RefusesOtherKeys) {
  EXPECT_THAT(Es256PrivateKey::FromPem(""), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Es256PrivateKey::FromPem("-----BEGIN PRIVATE KEY-----\nAAAA\n"
                                       "-----END PRIVATE KEY-----\n"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  // Ed25519, RFC 8410.
  EXPECT_THAT(
      Es256PrivateKey::FromPem("-----BEGIN PRIVATE KEY-----\n"
                               "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
                               "-----END PRIVATE KEY-----\n"),
      StatusIs(absl::StatusCode::kInvalidArgument));
  const std::string zeros(32, '\0');
  EXPECT_THAT(Es256PublicKey::FromCoordinates(zeros, zeros),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Es256PublicKey::FromCoordinates("short", zeros),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace guanxi
