#include "common/search/resume.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::search {
namespace {

Resume Full() {
  Resume resume;
  resume.start = {2, "hangzhou", DeriveUuid("test", "a"), 7};
  resume.end = Position{3, "云帆", DeriveUuid("test", "b"), 255};
  resume.last = Resume::Last{0xFEDCBA98u, DeriveUuid("test", "c")};
  return resume;
}

TEST(Resume, ReadsBack) {
  const auto back = DecodeResume(EncodeResume(Full()));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->start, Full().start);
  EXPECT_EQ(*back->end, *Full().end);
  EXPECT_EQ(back->last->score, Full().last->score);
  EXPECT_EQ(back->last->id, Full().last->id);
}

TEST(Resume, KeepsTheTypesOfASearchOverSeveral) {
  const size_t alone = EncodeResume(Full()).size();
  Resume resume = Full();
  resume.start.type = 1;
  resume.last->type = 2;
  EXPECT_EQ(EncodeResume(resume).size(), alone + 3);  // tokens of one type are as they were
  const auto back = DecodeResume(EncodeResume(resume));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->start, resume.start);
  EXPECT_EQ(back->end->type, 0);
  EXPECT_EQ(back->last->type, 2);
}

TEST(Resume, ReadsBackWithoutItsOptionalParts) {
  const auto back = DecodeResume(EncodeResume(Resume()));
  ASSERT_THAT(back, IsOk());
  EXPECT_TRUE(back->start.IsStart());
  EXPECT_FALSE(back->end || back->last);
}

TEST(Resume, IsSmall) {
  Resume resume = Full();
  resume.start.key = resume.end->key = std::string(64, 'x');
  EXPECT_LE(EncodeResume(resume).size(), 200u);
}

TEST(Resume, RefusesForeignBytes) {
  const std::string bytes = EncodeResume(Full());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(DecodeResume(bytes.substr(0, size)), StatusIs(absl::StatusCode::kInvalidArgument));
  }
  EXPECT_THAT(DecodeResume(bytes + "x"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(DecodeResume("x" + bytes), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace guanxi::search
