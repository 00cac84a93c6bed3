#include "common/text/collation.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return SortKey(a).value() < SortKey(b).value();
  });
  return names;
}

TEST(SortKey, OrdersByPinyin) {
  EXPECT_THAT(Sorted({"张伟", "赵敏", "李雷", "Zoe", "安娜", "3M", "Adam"}),
              ElementsAre("3M", "安娜", "李雷", "张伟", "赵敏", "Adam", "Zoe"));
  EXPECT_THAT(Sorted({"重庆", "大连", "北京", "阿里"}),
              ElementsAre("阿里", "北京", "重庆", "大连"));
}

TEST(SortKey, IsBoundedAndHasNoNul) {
  const std::string key = SortKey(std::string(1000, 'a') + "杭州").value();
  EXPECT_EQ(key.size(), kSortKeyBytes);
  EXPECT_EQ(SortKey("杭州云帆网络科技有限公司").value().find('\0'), std::string::npos);
  EXPECT_EQ(SortKey("").value().substr(0, 1), SortKey("", 1).value());
}

TEST(SortKey, OfAPrefixIsStableAtAnyBound) {
  const std::string full = SortKey("杭州云帆", 200).value();
  EXPECT_EQ(SortKey("杭州云帆", 5).value(), full.substr(0, 5));
}

TEST(SortKey, RefusesWhatIsNotUtf8) {
  EXPECT_THAT(SortKey("\xFF"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(CollationVersion, NamesIcu) { EXPECT_THAT(CollationVersion(), ::testing::StartsWith("icu-")); }

}  // namespace
}  // namespace guanxi::text
