#include "common/crypto/aead.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::crypto {
namespace {

// Test case 16 of the GCM specification (McGrew and Viega).
TEST(AesGcm, MatchesTheSpecificationsCase16) {
  const std::string key =
      absl::HexStringToBytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string nonce = absl::HexStringToBytes("cafebabefacedbaddecaf888");
  const std::string data = absl::HexStringToBytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const std::string plaintext = absl::HexStringToBytes(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  const auto sealed = AesGcmSeal(key, nonce, data, plaintext);
  ASSERT_THAT(sealed, IsOk());
  EXPECT_EQ(absl::BytesToHexString(*sealed),
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            "76fc6ece0f4e1768cddf8853bb2d551b");
  EXPECT_THAT(AesGcmOpen(key, nonce, data, *sealed), IsOkAndHolds(plaintext));
}

TEST(AesGcm, RefusesAnythingElse) {
  const std::string key(32, 'k'), nonce(12, 'n');
  const auto sealed = AesGcmSeal(key, nonce, "", "text");
  ASSERT_THAT(sealed, IsOk());
  EXPECT_THAT(AesGcmOpen(key, nonce, "", *sealed), IsOkAndHolds("text"));
  const auto refused = [](const absl::StatusOr<std::string>& opened) {
    EXPECT_THAT(opened, StatusIs(absl::StatusCode::kInvalidArgument));
  };
  refused(AesGcmOpen(std::string(32, 'x'), nonce, "", *sealed));
  refused(AesGcmOpen(key, std::string(12, 'x'), "", *sealed));
  refused(AesGcmOpen(key, nonce, "x", *sealed));
  refused(AesGcmOpen(key, nonce, "", sealed->substr(1)));
  refused(AesGcmOpen(key, nonce, "", ""));
}

}  // namespace
}  // namespace guanxi::crypto
