#include "gateway/access/throttle.h"

#include "absl/strings/str_cat.h"
#include "common/testing/fake_clock.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

constexpr ThrottleOptions kOptions{3, absl::Seconds(30)};

class ThrottleTest : public ::testing::Test {
 protected:
  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  Throttle throttle_{kOptions, &clock_};
};

TEST_F(ThrottleTest, AllowsABurstThenOneEachRefill) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(throttle_.Take("alice"), absl::ZeroDuration());
  EXPECT_EQ(throttle_.Take("alice"), absl::Seconds(30));
  clock_.Advance(absl::Seconds(10));
  EXPECT_EQ(throttle_.Take("alice"), absl::Seconds(20));
  clock_.Advance(absl::Seconds(20));
  EXPECT_EQ(throttle_.Take("alice"), absl::ZeroDuration());
  EXPECT_EQ(throttle_.Take("alice"), absl::Seconds(30));
}

TEST_F(ThrottleTest, ARefusedAttemptCostsNothing) {
  for (int i = 0; i < 3; ++i) throttle_.Take("alice");
  for (int i = 0; i < 100; ++i) throttle_.Take("alice");
  EXPECT_EQ(throttle_.Take("alice"), absl::Seconds(30));
}

TEST_F(ThrottleTest, SuccessesCostNothing) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(throttle_.Take("alice"), absl::ZeroDuration());
    throttle_.GiveBack("alice");
  }
  EXPECT_EQ(throttle_.size(), 0u);
}

TEST_F(ThrottleTest, ASuccessDoesNotForgiveFailures) {
  throttle_.Take("alice");
  throttle_.Take("alice");
  throttle_.Take("alice");
  throttle_.GiveBack("alice");
  EXPECT_EQ(throttle_.Take("alice"), absl::ZeroDuration());
  EXPECT_GT(throttle_.Take("alice"), absl::ZeroDuration());
}

TEST_F(ThrottleTest, KeysDoNotMix) {
  for (int i = 0; i < 4; ++i) throttle_.Take("alice");
  EXPECT_EQ(throttle_.Take("bob"), absl::ZeroDuration());
}

TEST_F(ThrottleTest, TheBucketFillsNoFurtherThanTheBurst) {
  throttle_.Take("alice");
  clock_.Advance(absl::Hours(24));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(throttle_.Take("alice"), absl::ZeroDuration());
  EXPECT_GT(throttle_.Take("alice"), absl::ZeroDuration());
}

TEST_F(ThrottleTest, ForgetsKeysWhoseBucketIsFull) {
  for (int i = 0; i < 1024; ++i) throttle_.Take(absl::StrCat("user", i));
  EXPECT_EQ(throttle_.size(), 1024u);
  clock_.Advance(absl::Seconds(30));
  throttle_.Take("one more");
  EXPECT_EQ(throttle_.size(), 1u);
}

}  // namespace
}  // namespace guanxi::access
