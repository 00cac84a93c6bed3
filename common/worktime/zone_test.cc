#include "common/worktime/zone.h"

#include <cstdlib>
#include <filesystem>

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

// The library would know for good that there is no such zone, as it knows whatever it is asked for.
TEST(FindZoneTest, TheLibraryIsNotAskedForNamesThatTheDatabaseLacks) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(std::getenv("TEST_TMPDIR")) / "zones";
  fs::create_directories(folder / "Test");
  setenv("TZDIR", folder.c_str(), /*overwrite=*/1);
  EXPECT_FALSE(FindZone("Test/New").has_value());
  fs::copy_file(fs::canonical("/usr/share/zoneinfo/Asia/Shanghai"), folder / "Test" / "New");
  const auto found = FindZone("Test/New");
  unsetenv("TZDIR");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->At(absl::FromUnixSeconds(1'790'000'000)).offset, 8 * 3600);
}

}  // namespace
}  // namespace guanxi::worktime
