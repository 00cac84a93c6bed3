#include "common/rpc/log_limit.h"

#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(LogLimitTest, LeavesOutWhatIsTooMuchAndSaysHowMuch) {
  LogLimit limit(2);
  EXPECT_EQ(limit.Take(kNow), 0);
  EXPECT_EQ(limit.Take(kNow), 0);
  for (int i = 0; i < 7; ++i) EXPECT_EQ(limit.Take(kNow + absl::Milliseconds(999)), std::nullopt);
  EXPECT_EQ(limit.Take(kNow + absl::Seconds(1)), 7);
  EXPECT_EQ(limit.Take(kNow + absl::Seconds(1)), 0);
  EXPECT_EQ(limit.Take(kNow + absl::Seconds(1)), std::nullopt);
}

TEST(LogLimitTest, GoesOnAfterTheClockWasSetBack) {
  LogLimit limit(1);
  EXPECT_EQ(limit.Take(kNow), 0);
  EXPECT_EQ(limit.Take(kNow - absl::Hours(1)), 0);
}

}  // namespace
}  // namespace guanxi::rpc
