#include "gateway/access/client_secret.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

TEST(ClientSecretTest, IsNeverTheSameAndKnownByItsForm) {
  EXPECT_NE(NewSecret(), NewSecret());
  EXPECT_TRUE(IsServerMade(NewSecret()));
  for (const std::string& other :
       {std::string(), std::string("secret-of-robot"), NewSecret().substr(4), NewSecret() + "x",
        absl::StrCat("gxs_", std::string(42, 'a')), absl::StrCat("gxs_", std::string(43, '='))}) {
    EXPECT_FALSE(IsServerMade(other)) << other;
  }
}

TEST(ClientSecretTest, MatchesItsDigestAlone) {
  const std::string secret = NewSecret();
  const std::string stored = SecretDigest(secret);
  EXPECT_TRUE(IsSecretDigest(stored));
  EXPECT_FALSE(IsSecretDigest("$argon2id$v=19$m=64"));
  EXPECT_TRUE(MatchesDigest(secret, stored));
  EXPECT_FALSE(MatchesDigest(NewSecret(), stored));
  EXPECT_FALSE(MatchesDigest(secret, ""));
  EXPECT_FALSE(MatchesDigest(secret, stored.substr(0, stored.size() - 1)));
}

}  // namespace
}  // namespace guanxi::access
