#include "common/rpc/tenant_limiter.h"

#include "common/testing/fake_clock.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

const Uuid kA = DeriveUuid("test", "a");
const Uuid kB = DeriveUuid("test", "b");

TenantRate TenASecond() { return {10, 3}; }

TEST(TenantLimiterTest, NoRateMeansNoLimit) {
  TenantLimiter limiter(TenantRate{});
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(limiter.Take(kA), absl::ZeroDuration());
}

TEST(TenantLimiterTest, RefusesBeyondTheBurstAndSaysForHowLong) {
  FakeClock clock(absl::UnixEpoch());
  TenantLimiter limiter(TenASecond(), &clock);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.Take(kA), absl::ZeroDuration());
  EXPECT_EQ(limiter.Take(kA), absl::Milliseconds(100));
  clock.Advance(absl::Milliseconds(50));
  EXPECT_EQ(limiter.Take(kA), absl::Milliseconds(50));
  clock.Advance(absl::Milliseconds(50));
  EXPECT_EQ(limiter.Take(kA), absl::ZeroDuration());
}

TEST(TenantLimiterTest, OneTenantDoesNotUseAnothersTokens) {
  FakeClock clock(absl::UnixEpoch());
  TenantLimiter limiter(TenASecond(), &clock);
  for (int i = 0; i < 10; ++i) limiter.Take(kA);
  EXPECT_EQ(limiter.Take(kB), absl::ZeroDuration());
}

TEST(TenantLimiterTest, APauseEarnsNoMoreThanTheBurst) {
  FakeClock clock(absl::UnixEpoch());
  TenantLimiter limiter(TenASecond(), &clock);
  limiter.Take(kA);
  clock.Advance(absl::Hours(1));
  int taken = 0;
  while (limiter.Take(kA) == absl::ZeroDuration()) ++taken;
  EXPECT_EQ(taken, 3);
}

TEST(TenantLimiterTest, AClockThatIsSetBackEarnsNothing) {
  FakeClock clock(absl::UnixEpoch());
  TenantLimiter limiter(TenASecond(), &clock);
  for (int i = 0; i < 3; ++i) limiter.Take(kA);
  clock.Advance(-absl::Hours(1));
  EXPECT_GT(limiter.Take(kA), absl::ZeroDuration());
}

}  // namespace
}  // namespace guanxi::rpc
