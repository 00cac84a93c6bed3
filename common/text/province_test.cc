#include "common/text/province.h"

#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

TEST(ShortProvince, HasOneFormForEachDivision) {
  const std::pair<std::string, std::string> names[] = {
      {"浙江省", "浙江"},         {"浙江", "浙江"},           {"北京市", "北京"},
      {"重慶市", "重庆"},         {"廣東", "广东"},           {"黑龙江省", "黑龙江"},
      {"内蒙古自治区", "内蒙古"}, {"西藏自治区", "西藏"},     {"广西壮族自治区", "广西"},
      {"廣西自治區", "广西"},     {"宁夏回族自治区", "宁夏"}, {"新疆维吾尔自治区", "新疆"},
      {"香港特別行政區", "香港"}, {"臺灣省", "台湾"},
  };
  for (const auto& [written, name] : names) {
    EXPECT_EQ(ShortProvince(written), name) << written;
    EXPECT_EQ(ShortProvince(ShortProvince(written)), name) << written;
  }
}

TEST(ShortProvince, LeavesAnythingElse) {
  for (const char* text :
       {"", "华东", "吉林市", "海南州", "浙江省杭州市", "浙江 省", "杭州市", "浙江自治区", "北京省",
        "Zhejiang", "California", "abc", "江浙沪", "\xff\xff\xff"}) {
    EXPECT_EQ(ShortProvince(text), text);
  }
}

}  // namespace
}  // namespace guanxi::text
