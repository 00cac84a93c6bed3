#include "customer-svc/tag_rules.h"

#include <string>
#include <vector>

#include "common/errors/metadata.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Tag;

Tag Of(const std::string& group, int limit, Tag::Kind kind = Tag::STATIC) {
  Tag tag;
  tag.set_group(group);
  tag.set_group_limit(limit);
  tag.set_kind(kind);
  return tag;
}

std::vector<std::string> FaultsOf(Tag tag) {
  Violations violations;
  NormalizeTag(&tag, &violations);
  CheckTag(tag, &violations);
  std::vector<std::string> paths;
  for (const FieldViolation& violation : FieldViolations(violations.ToStatus())) {
    paths.push_back(violation.path);
  }
  return paths;
}

TEST(TagRulesTest, ColorsAreSixDigits) {
  Tag tag = Of("", 0);
  for (const char* good : {"", "#00ff7f", "#00FF7F"}) {
    tag.set_color(good);
    EXPECT_THAT(FaultsOf(tag), IsEmpty()) << good;
  }
  for (const char* bad : {"red", "#fff", "00ff7f0", "#00ff7g"}) {
    tag.set_color(bad);
    EXPECT_THAT(FaultsOf(tag), ElementsAre("color")) << bad;
  }
}

TEST(TagRulesTest, ALimitIsOfAGroup) {
  EXPECT_THAT(FaultsOf(Of("等级", 50)), IsEmpty());
  EXPECT_THAT(FaultsOf(Of("等级", 51)), ElementsAre("group_limit"));
  EXPECT_THAT(FaultsOf(Of("等级", -1)), ElementsAre("group_limit"));
  EXPECT_THAT(FaultsOf(Of("", 1)), ElementsAre("group_limit"));
}

TEST(TagRulesTest, OnlyNewTagsMustBeThereAndStatic) {
  const Tag dynamic = Of("", 0, Tag::DYNAMIC);
  Tag deleted = Of("", 0);
  deleted.mutable_delete_time()->set_seconds(1);
  EXPECT_THAT(CheckHeldTags("c", {{"a", nullptr}, {"b", &dynamic}, {"d", &deleted}}), IsOk());
  for (const Tag* tag : std::vector<const Tag*>{nullptr, &dynamic, &deleted}) {
    EXPECT_THAT(CheckHeldTags("c", {{"tags/1", tag, true}}),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("tags/1")));
  }
}

TEST(TagRulesTest, EachTagThatMayNotBeGivenIsNamedByItsPlace) {
  const Tag tag = Of("", 0), dynamic = Of("", 0, Tag::DYNAMIC);
  const absl::Status status = CheckHeldTags(
      "c", {{"gone", nullptr}, {"a", nullptr, true}, {"b", &tag, true}, {"d", &dynamic, true}});
  std::vector<std::string> paths;
  for (const FieldViolation& violation : FieldViolations(status)) paths.push_back(violation.path);
  EXPECT_THAT(paths, ElementsAre("tags[1]", "tags[3]"));
}

TEST(TagRulesTest, TooManyAreTheLastOfTheNewOnes) {
  const Tag two = Of("等级", 2), one = Of("行业", 1);
  const absl::Status status = CheckHeldTags(
      "c", {{"1", &two, true}, {"2", &two}, {"3", &two, true}, {"4", &one, true}, {"5", &one}});
  EXPECT_THAT(status, HasReason("TAG_GROUP_LIMIT"));
  EXPECT_THAT(std::string(status.message()),
              ::testing::AllOf(HasSubstr("3 tags of \"等级\", of which it may have 2"),
                               HasSubstr("2 tags of \"行业\", of which it may have 1")));
  EXPECT_EQ(MetadataOf(status)["tags"], "3,4");
}

TEST(TagRulesTest, TheLeastLimitOfAGroupCounts) {
  const Tag one = Of("等级", 1), two = Of("等级", 2), any = Of("等级", 0), other = Of("行业", 1);
  EXPECT_THAT(CheckHeldTags("c", {{"1", &any, true}, {"2", &any, true}, {"3", &any}}), IsOk());
  EXPECT_THAT(CheckHeldTags("c", {{"1", &two, true}, {"2", &any}}), IsOk());
  EXPECT_THAT(CheckHeldTags("c", {{"1", &one, true}, {"2", &other}}), IsOk());
  EXPECT_THAT(CheckHeldTags("c", {{"1", &one}, {"2", &two, true}}), HasReason("TAG_GROUP_LIMIT"));
  EXPECT_THAT(CheckHeldTags("c", {{"1", &any}, {"2", &two, true}, {"3", &any}}),
              HasReason("TAG_GROUP_LIMIT"));
}

TEST(TagRulesTest, WhoHasTooManyAlreadyKeepsThem) {
  const Tag one = Of("等级", 1), other = Of("行业", 0);
  EXPECT_THAT(CheckHeldTags("c", {{"1", &one}, {"2", &one}, {"3", &other, true}}), IsOk());
}

}  // namespace
}  // namespace guanxi::customer
