#include "common/base/private_file.h"

#include <sys/stat.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Write(const std::string& content, mode_t mode) {
  const std::string path = absl::StrCat(::testing::TempDir(), "/secret");
  std::ofstream(path) << content;
  chmod(path.c_str(), mode);
  return path;
}

TEST(PrivateFileTest, OwnerAndGroupMayRead) {
  for (const mode_t mode : {0400, 0600, 0440, 0640}) {
    EXPECT_THAT(ReadPrivateFile(Write("s3cret\n", mode), 100), IsOkAndHolds("s3cret\n")) << mode;
    Write("", 0600);
  }
}

TEST(PrivateFileTest, RefusesWhatOthersMayTouch) {
  for (const mode_t mode : {0644, 0604, 0601, 0602, 0660, 0610, 0777}) {
    const auto refused = ReadPrivateFile(Write("s3cret", mode), 100);
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("chmod 600")));
    EXPECT_THAT(std::string(refused.status().message()), Not(HasSubstr("s3cret")));
  }
}

TEST(PrivateFileTest, RefusesWhatIsNoFileOrTooLong) {
  EXPECT_THAT(ReadPrivateFile("/nowhere/secret", 100), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ReadPrivateFile(::testing::TempDir(), 100),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(ReadPrivateFile(Write("12345", 0600), 4),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(ReadPrivateFile(Write("1234", 0600), 4), IsOkAndHolds("1234"));
}

}  // namespace
}  // namespace guanxi
