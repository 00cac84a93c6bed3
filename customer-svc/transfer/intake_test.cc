#include "customer-svc/transfer/intake.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;

struct Taken {
  absl::Status status;
  std::string text;
  std::string layout;
};

Taken Take(const std::string& bytes, size_t piece) {
  const v1::ImportCustomersRequest options;
  Taken taken;
  Intake intake(&options, [&](absl::string_view text) {
    taken.text.append(text.data(), text.size());
    return absl::OkStatus();
  });
  for (size_t i = 0; i < bytes.size() && taken.status.ok(); i += piece) {
    v1::ImportCustomersRequest message;
    message.mutable_file()->set_data(bytes.substr(i, piece));
    taken.status = intake.Take(message);
  }
  if (taken.status.ok()) taken.status = intake.Finish();
  taken.layout = intake.layout().ShortDebugString();
  return taken;
}

TEST(IntakeTest, CutsDoNotMatter) {
  const std::string files[] = {
      "编号,公司名称\n1,甲\n",
      "\xEF\xBB\xBFname;city\n甲;杭州\n",
      "name,city\n\xBB\xAA\xD0\xC7\xBF\xC6\xBC\xBC,\xBA\xBC\xD6\xDD\n",  // GB18030
      std::string("\xFF\xFEn\0a\0m\0e\0\n\0", 12),
      "{\"displayName\": \"甲\"}\n",
      "name\n\xFF\xFF\xFF\xFF\n",
      "PK\x03\x04 and more",
      "PK is a name\n",
      "",
  };
  for (const std::string& file : files) {
    const Taken whole = Take(file, 1 << 20);
    for (const size_t piece : {1, 2, 3, 5, 7}) {
      const Taken cut = Take(file, piece);
      EXPECT_EQ(cut.status, whole.status) << file;
      EXPECT_EQ(cut.layout, whole.layout) << file;
      if (!whole.status.ok()) continue;  // How much was stored before an error does not matter.
      EXPECT_EQ(cut.text, whole.text) << file;
    }
  }
  EXPECT_THAT(Take("PK\x03\x04 and more", 1).status, HasReason("FILE_FORMAT"));
}

TEST(IntakeTest, ALongFileIsReadByItsStart) {
  std::string file = "name,city\n";
  while (file.size() < (3u << 20)) file += "甲,杭州\n";
  const Taken taken = Take(file, 100'001);
  EXPECT_THAT(taken.status, IsOk());
  EXPECT_THAT(taken.layout, HasSubstr("city"));
  EXPECT_TRUE(taken.text == file);
}

}  // namespace
}  // namespace guanxi::customer
