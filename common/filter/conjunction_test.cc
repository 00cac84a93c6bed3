#include "common/filter/conjunction.h"

#include <string>
#include <vector>

#include "common/filter/checker.h"
#include "common/filter/test_schema.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Texts(const std::vector<const Predicate*>& parts) {
  std::vector<std::string> texts;
  for (const Predicate* part : parts) texts.push_back(part->canonical);
  return texts;
}

class SplitConjunctionTest : public testing::Test {
 protected:
  Conjunction Split(absl::string_view filter) {
    auto checked = Compile(filter, TestSchema(), ResolveTestField);
    EXPECT_THAT(checked, IsOk());
    if (checked.ok()) predicate_ = *std::move(checked);
    return SplitConjunction(predicate_);
  }

 private:
  Predicate predicate_;
};

TEST_F(SplitConjunctionTest, EmptyFilterHasNoParts) {
  const Conjunction parts = Split("");
  EXPECT_THAT(parts.equalities, IsEmpty());
  EXPECT_THAT(parts.ranges, IsEmpty());
  EXPECT_THAT(parts.rest, IsEmpty());
}

TEST_F(SplitConjunctionTest, SeparatesEqualitiesRangesAndRest) {
  const Conjunction parts = Split(
      "state = LEAD create_time > 2024-01-01T00:00:00Z create_time < 2025-01-01T00:00:00Z "
      "key_account:true display_name = 'A*' tags:vip founded:* employee_count != 3");
  EXPECT_THAT(Texts(parts.equalities), ElementsAre("key_account = true", "state = LEAD"));
  EXPECT_THAT(Texts(parts.ranges),
              ElementsAre("create_time < \"2025-01-01T00:00:00Z\"",
                          "create_time > \"2024-01-01T00:00:00Z\"", "display_name = \"A*\""));
  EXPECT_THAT(Texts(parts.rest),
              ElementsAre("NOT employee_count = 3", "founded:*", "tags:\"vip\""));
}

TEST_F(SplitConjunctionTest, SingleComparisonIsAConjunctionOfOne) {
  EXPECT_THAT(Texts(Split("state = LEAD").equalities), ElementsAre("state = LEAD"));
  EXPECT_THAT(Texts(Split("state = (LEAD OR ACTIVE)").rest),
              ElementsAre("state = ACTIVE OR state = LEAD"));
}

TEST_F(SplitConjunctionTest, SecondEqualityOnAFieldIsNotForTheIndex) {
  const Conjunction parts = Split("state = LEAD AND state = ACTIVE");
  EXPECT_THAT(Texts(parts.equalities), ElementsAre("state = ACTIVE"));
  EXPECT_THAT(Texts(parts.rest), ElementsAre("state = LEAD"));
}

}  // namespace
}  // namespace guanxi::filter
