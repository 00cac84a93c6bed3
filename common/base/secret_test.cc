#include "common/base/secret.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

class SecretTest : public ::testing::Test {
 protected:
  // Replaces the file as Kubernetes does: at once.
  void Write(const std::string& content, mode_t mode = 0600) {
    const std::string next = absl::StrCat(path_, ".next");
    std::ofstream(next) << content;
    ASSERT_EQ(chmod(next.c_str(), mode), 0);
    ASSERT_EQ(std::rename(next.c_str(), path_.c_str()), 0);
  }

  const std::string path_ = absl::StrCat(std::getenv("TEST_TMPDIR"), "/secret");
};

TEST_F(SecretTest, AFixedTextStays) {
  EXPECT_TRUE(Secret().empty());
  EXPECT_TRUE(Secret("").empty());
  EXPECT_EQ(Secret().Get(), "");
  const Secret fixed = "s3cret ";
  EXPECT_FALSE(fixed.empty());
  EXPECT_EQ(fixed.Get(), "s3cret ");
}

TEST_F(SecretTest, AFileThatIsReplacedIsReadAnewByEveryCopy) {
  Write("first\n");
  const Secret secret = Secret::InFile(path_).value();
  const Secret copy = secret;
  EXPECT_EQ(copy.Get(), "first");
  Write("second\n");
  EXPECT_EQ(secret.Get(), "second");
  EXPECT_EQ(copy.Get(), "second");
}

TEST_F(SecretTest, AFileThatCannotBeReadLeavesTheLastSecret) {
  Write("first\n");
  const Secret secret = Secret::InFile(path_).value();
  Write("open to all\n", 0644);
  EXPECT_EQ(secret.Get(), "first");
  unlink(path_.c_str());
  EXPECT_EQ(secret.Get(), "first");
}

TEST_F(SecretTest, AFileThatIsNotThereIsNoSecret) {
  unlink(path_.c_str());
  EXPECT_THAT(Secret::InFile(path_), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace guanxi
