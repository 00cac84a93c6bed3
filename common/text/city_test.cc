#include "common/text/city.h"

#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

TEST(ShortCity, HasOneFormForEachCity) {
  const std::pair<std::string, std::string> names[] = {
      {"杭州市", "杭州"}, {"杭州", "杭州"},           {"廣州市", "广州"},   {"廣州", "广州"},
      {"上海市", "上海"}, {"齐齐哈尔市", "齐齐哈尔"}, {"诸暨市", "诸暨"},   {"吉林市", "吉林"},
      {"津市市", "津市"}, {"臺北市", "台北"},         {"杭州市市", "杭州"},
  };
  for (const auto& [written, name] : names) {
    EXPECT_EQ(ShortCity(written), name) << written;
    EXPECT_EQ(ShortCity(name), name) << written;
  }
}

TEST(ShortCity, LeavesAnythingElse) {
  for (const char* text : {"", "市", "沙市", "津市", "西湖区", "延边州", "浙江省杭州市", "杭州 市",
                           "Hangzhou", "abc", "abc市", "\xff\xff\xff"}) {
    EXPECT_EQ(ShortCity(text), text);
  }
}

}  // namespace
}  // namespace guanxi::text
