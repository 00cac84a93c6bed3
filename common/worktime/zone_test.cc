#include "common/worktime/zone.h"

#include "gtest/gtest.h"

namespace guanxi::worktime {
namespace {

TEST(FindZoneTest, FindsNamesOfTheDatabaseAlone) {
  for (const char* name : {"Asia/Shanghai", "UTC", "America/New_York", "Etc/GMT+8", "GMT0",
                           "America/Argentina/Buenos_Aires", "America/Port-au-Prince"}) {
    EXPECT_TRUE(FindZone(name).has_value()) << name;
  }
  for (const char* other :
       {"", "Asia/Beijing City", "/etc/passwd", "../UTC", "Asia/../UTC", "Fixed/UTC+08:00:00",
        "+08:00", "Asia//Shanghai", "Asia/Shanghai/", "file:/usr/share/zoneinfo/UTC", "file:UTC",
        "libc:localtime", "libc:Shanghai", "localtime", "posix/UTC", "posixrules"}) {
    EXPECT_FALSE(FindZone(other).has_value()) << other;
  }
}

}  // namespace
}  // namespace guanxi::worktime
