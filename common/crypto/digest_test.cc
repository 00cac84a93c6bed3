#include "common/crypto/digest.h"

#include <set>

#include "absl/strings/escaping.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::crypto {
namespace {

TEST(Sha256, MatchesTheStandardsExample) {
  EXPECT_EQ(absl::BytesToHexString(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HmacSha256, MatchesRfc4231Case2) {
  EXPECT_EQ(absl::BytesToHexString(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(BlindIndex, DependsOnKeyClassAndValue) {
  const std::set<std::string> all = {
      BlindIndex("key", "phone", "+8613800138000"), BlindIndex("key", "phone", "+8613800138001"),
      BlindIndex("key", "email", "+8613800138000"), BlindIndex("yek", "phone", "+8613800138000"),
      BlindIndex("key", "phon", "e+8613800138000")};
  EXPECT_EQ(all.size(), 5u);
  for (const std::string& index : all) EXPECT_EQ(index.size(), 16u);
  EXPECT_EQ(BlindIndex("key", "phone", "x"), BlindIndex("key", "phone", "x"));
}

TEST(ConstantTimeEquals, ComparesBytes) {
  EXPECT_TRUE(ConstantTimeEquals("", ""));
  EXPECT_TRUE(ConstantTimeEquals("abc", "abc"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "abd"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "ab"));
}

TEST(RandomBytes, AreNeverTheSame) {
  const auto a = RandomBytes(32), b = RandomBytes(32);
  ASSERT_THAT(a, IsOk());
  ASSERT_THAT(b, IsOk());
  EXPECT_EQ(a->size(), 32u);
  EXPECT_NE(*a, *b);
  EXPECT_THAT(RandomBytes(0), IsOkAndHolds(""));
}

}  // namespace
}  // namespace guanxi::crypto
