#include "customer-svc/attachments/attachment_rules.h"

#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Attachment;
using v1::UploadAttachmentRequest;

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

UploadAttachmentRequest Recording() {
  UploadAttachmentRequest options;
  options.set_kind(Attachment::RECORDING);
  options.set_display_name("通话录音.mp3");
  options.mutable_file()->set_content_type("audio/mpeg");
  return options;
}

std::vector<std::string> WrongIn(const UploadAttachmentRequest& options) {
  Violations violations;
  CheckUpload(options, kNow, &violations);
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) {
    paths.push_back(one.path);
  }
  return paths;
}

TEST(CheckUploadTest, WhatIsWrongIsNamedAllAtOnce) {
  EXPECT_THAT(WrongIn(Recording()), IsEmpty());
  UploadAttachmentRequest wrong;
  wrong.set_request_id("1");
  wrong.mutable_retain_until()->set_seconds(absl::ToUnixSeconds(kNow));
  EXPECT_THAT(WrongIn(wrong), ElementsAre("kind", "display_name", "file.content_type", "request_id",
                                          "retain_until"));
}

TEST(CheckUploadTest, NamesAreNoPaths) {
  for (const char* name : {"../a.mp3", "a\\b.mp3", "a\nb.mp3", "  "}) {
    UploadAttachmentRequest options = Recording();
    options.set_display_name(name);
    EXPECT_THAT(WrongIn(options), ElementsAre("display_name")) << name;
  }
  UploadAttachmentRequest options = Recording();
  options.set_display_name(std::string(255, 'a'));
  EXPECT_THAT(WrongIn(options), IsEmpty());
  options.set_display_name(std::string(256, 'a'));
  EXPECT_THAT(WrongIn(options), ElementsAre("display_name"));
}

TEST(CheckUploadTest, RetentionEndsWithinThirtyYears) {
  const auto with = [](int64_t seconds, int nanos = 0) {
    UploadAttachmentRequest options = Recording();
    options.mutable_retain_until()->set_seconds(absl::ToUnixSeconds(kNow) + seconds);
    options.mutable_retain_until()->set_nanos(nanos);
    return WrongIn(options);
  };
  EXPECT_THAT(with(1), IsEmpty());
  EXPECT_THAT(with(int64_t{86'400} * 366 * 30), IsEmpty());
  EXPECT_THAT(with(int64_t{86'400} * 366 * 30 + 1), ElementsAre("retain_until"));
  EXPECT_THAT(with(1, -1), ElementsAre("retain_until"));
  EXPECT_THAT(with(int64_t{1} << 50), ElementsAre("retain_until"));
}

TEST(ContentTypeTest, IsOneTypeAndOneSubtype) {
  for (const char* type : {"audio/mpeg", "application/vnd.ms-excel", "image/svg+xml"}) {
    EXPECT_TRUE(IsContentType(type)) << type;
  }
  for (const char* type : {"", "audio", "audio/", "/mpeg", "a/b/c", "text/html; charset=utf-8",
                           "text/ht ml", "text/a\r\nx: y"}) {
    EXPECT_FALSE(IsContentType(type)) << type;
  }
  EXPECT_FALSE(IsContentType("a/" + std::string(126, 'b')));
}

TEST(ContentTypeTest, WhatABrowserMayRunLeavesAsBytes) {
  EXPECT_EQ(SafeContentType("audio/mpeg"), "audio/mpeg");
  EXPECT_EQ(SafeContentType("Application/PDF"), "application/pdf");
  for (const char* type : {"text/html", "image/svg+xml", "application/xhtml+xml", "TEXT/HTML"}) {
    EXPECT_EQ(SafeContentType(type), "application/octet-stream") << type;
  }
}

}  // namespace
}  // namespace guanxi::customer
