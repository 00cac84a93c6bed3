#include "gateway/access/signing_keys.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/auth/jwks.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

namespace fs = std::filesystem;

class SigningKeysTest : public ::testing::Test {
 protected:
  SigningKeysTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) / test->name();
    fs::remove_all(folder_);
  }

  absl::Status Add() { return SigningKeys::Add(folder_.string(), &clock_); }
  absl::StatusOr<std::unique_ptr<SigningKeys>> Open() {
    return SigningKeys::Open(folder_.string(), &clock_);
  }
  fs::path OnlyFile() { return fs::directory_iterator(folder_)->path(); }
  static size_t Published(SigningKeys* keys) {
    return ParseJwks(keys->Current()->jwks).value().size();
  }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  fs::path folder_;
};

TEST_F(SigningKeysTest, AddsAKeyThatNobodyElseCanRead) {
  ASSERT_THAT(Add(), IsOk());
  EXPECT_EQ(fs::status(folder_).permissions(), fs::perms::owner_all);
  EXPECT_EQ(OnlyFile().filename(), "20270115T080000Z.pem");
  EXPECT_EQ(fs::status(OnlyFile()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(SigningKeysTest, TheFirstKeySignsAtOnce) {
  ASSERT_THAT(Add(), IsOk());
  const auto keys = Open().value();
  EXPECT_EQ(ParseJwks(keys->Current()->jwks).value().count(keys->Current()->signer.kid()), 1u);
}

TEST_F(SigningKeysTest, ANewKeyIsPublishedFirstAndSignsLater) {
  ASSERT_THAT(Add(), IsOk());
  const auto keys = Open().value();
  const std::string first = keys->Current()->signer.kid();

  clock_.Advance(absl::Hours(1));
  ASSERT_THAT(Add(), IsOk());
  EXPECT_EQ(Published(keys.get()), 2u);
  EXPECT_EQ(keys->Current()->signer.kid(), first);

  clock_.Advance(kPublishBeforeUse - absl::Seconds(11));
  EXPECT_EQ(keys->Current()->signer.kid(), first);
  clock_.Advance(absl::Seconds(11));
  EXPECT_NE(keys->Current()->signer.kid(), first);
  EXPECT_EQ(Published(keys.get()), 2u);
  EXPECT_GE(kPublishBeforeUse, kKeySetMaxAge);
}

TEST_F(SigningKeysTest, DropsAKeyWhoseFileIsGone) {
  ASSERT_THAT(Add(), IsOk());
  const fs::path first = OnlyFile();
  clock_.Advance(absl::Hours(1));
  ASSERT_THAT(Add(), IsOk());
  const auto keys = Open().value();
  fs::remove(first);
  clock_.Advance(absl::Seconds(10));
  EXPECT_EQ(Published(keys.get()), 1u);
}

TEST_F(SigningKeysTest, KeepsItsKeysWhileTheFolderIsBroken) {
  ASSERT_THAT(Add(), IsOk());
  const auto keys = Open().value();
  const std::string kid = keys->Current()->signer.kid();
  fs::remove_all(folder_);
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(keys->Current()->signer.kid(), kid);
}

TEST_F(SigningKeysTest, WantsAtLeastOneKey) {
  EXPECT_THAT(Open(), HasReason("NO_SIGNING_KEY"));
  fs::create_directories(folder_);
  EXPECT_THAT(Open(), HasReason("NO_SIGNING_KEY"));
}

TEST_F(SigningKeysTest, RefusesAKeyThatOthersCanRead) {
  ASSERT_THAT(Add(), IsOk());
  fs::permissions(OnlyFile(), fs::perms::others_read, fs::perm_options::add);
  EXPECT_THAT(Open(), HasReason("BAD_SIGNING_KEY"));
  fs::permissions(OnlyFile(), fs::perms::others_read, fs::perm_options::remove);
  EXPECT_THAT(Open(), IsOk());
}

TEST_F(SigningKeysTest, RefusesWhatIsNoKeyOrHasNoTime) {
  ASSERT_THAT(Add(), IsOk());
  const fs::path key = OnlyFile();
  const fs::path misnamed = folder_ / "new.pem";
  fs::copy_file(key, misnamed);
  EXPECT_THAT(Open(), HasReason("BAD_SIGNING_KEY"));
  fs::remove(misnamed);
  EXPECT_THAT(Open(), IsOk());
  std::ofstream(key, std::ios::trunc) << "not a key";
  EXPECT_THAT(Open(), HasReason("BAD_SIGNING_KEY"));
}

TEST_F(SigningKeysTest, NeverReplacesAKey) {
  ASSERT_THAT(Add(), IsOk());
  EXPECT_THAT(Add(), HasReason("BAD_SIGNING_KEY"));  // within the same second
  EXPECT_THAT(Open(), IsOk());
}

}  // namespace
}  // namespace guanxi::access
