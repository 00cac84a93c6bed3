#include "common/base/moved_clock.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

class MovedClockTest : public ::testing::Test {
 protected:
  MovedClockTest() { Write("0"); }

  void Write(const std::string& text) {
    const std::string next = absl::StrCat(file_, ".next");
    std::ofstream(next) << text;
    std::rename(next.c_str(), file_.c_str());
  }

  const absl::Time start_ = absl::FromUnixSeconds(1'790'000'000);
  const std::string file_ = absl::StrCat(std::getenv("TEST_TMPDIR"), "/business_clock");
  FakeClock base_{start_};
};

TEST_F(MovedClockTest, RunsAheadOfItsBaseByWhatTheFileSays) {
  const auto clock = MovedClock::Open(file_, &base_).value();
  EXPECT_EQ(clock->Now(), start_);
  Write("360h\n");
  EXPECT_EQ(clock->Now(), start_ + absl::Hours(360));
  base_.Advance(absl::Seconds(5));
  EXPECT_EQ(clock->Now(), start_ + absl::Hours(360) + absl::Seconds(5));
  Write("-90m");
  EXPECT_EQ(clock->Now(), start_ - absl::Minutes(90) + absl::Seconds(5));
}

TEST_F(MovedClockTest, KeepsWhatItKnewWhileTheFileSaysNothing) {
  Write("24h");
  const auto clock = MovedClock::Open(file_, &base_).value();
  for (const char* nothing : {"", "tomorrow", "inf"}) {
    Write(nothing);
    EXPECT_EQ(clock->Now(), start_ + absl::Hours(24)) << nothing;
  }
  std::remove(file_.c_str());
  EXPECT_EQ(clock->Now(), start_ + absl::Hours(24));
}

TEST_F(MovedClockTest, DoesNotOpenWhatIsNoDuration) {
  for (const char* bad : {"", "tomorrow", "inf", "-inf"}) {
    Write(bad);
    EXPECT_TRUE(absl::IsInvalidArgument(MovedClock::Open(file_, &base_).status())) << bad;
  }
  EXPECT_TRUE(absl::IsNotFound(MovedClock::Open(file_ + ".none", &base_).status()));
}

}  // namespace
}  // namespace guanxi
