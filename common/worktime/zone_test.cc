#include "common/worktime/zone.h"

#include "gtest/gtest.h"

namespace guanxi::worktime {
namespace {

TEST(FindZoneTest, FindsNamesOfTheDatabaseAlone) {
  for (const char* name : {"Asia/Shanghai", "UTC", "America/New_York"}) {
    EXPECT_TRUE(FindZone(name).has_value()) << name;
  }
  for (const char* other : {"", "Asia/Beijing City", "/etc/passwd", "../UTC", "Asia/../UTC",
                            "Fixed/UTC+08:00:00", "+08:00"}) {
    EXPECT_FALSE(FindZone(other).has_value()) << other;
  }
}

}  // namespace
}  // namespace guanxi::worktime
