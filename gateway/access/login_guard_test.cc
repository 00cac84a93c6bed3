#include "gateway/access/login_guard.h"

#include "absl/strings/str_cat.h"
#include "common/testing/fake_clock.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

constexpr char kHome[] = "192.0.2.1";

class LoginGuardTest : public ::testing::Test {
 protected:
  using Outcome = LoginGuard::Outcome;

  // Whether there was an attempt to take.
  bool Try(const std::string& network, Outcome outcome) {
    const LoginGuard::Attempt attempt = guard_.Take("alice", network);
    if (attempt.wait > absl::ZeroDuration()) return false;
    guard_.End(attempt, outcome);
    return true;
  }
  // How many of 1,000 wrong guesses from as many networks were looked at.
  int AttackFromEverywhere() {
    int tried = 0;
    for (int i = 0; i < 1000; ++i) tried += Try(absl::StrCat("net", i), Outcome::kWrong) ? 1 : 0;
    return tried;
  }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  LoginGuard guard_{LoginGuardOptions{{3, absl::Seconds(30)}, {20, absl::Seconds(30)}, 4}, &clock_};
};

TEST_F(LoginGuardTest, AGuesserAtOneNetworkKeepsNobodyOutElsewhere) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Try("10.0.0.1", Outcome::kWrong));
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(Try("10.0.0.1", Outcome::kRight));
  EXPECT_TRUE(Try(kHome, Outcome::kRight));
}

TEST_F(LoginGuardTest, ManyNetworksTogetherAreSlowedDown) {
  EXPECT_EQ(AttackFromEverywhere(), 20);
  EXPECT_FALSE(Try(kHome, Outcome::kRight));
  clock_.Advance(absl::Seconds(30));
  EXPECT_EQ(AttackFromEverywhere(), 1);
}

TEST_F(LoginGuardTest, ButNotTheOwnerWhereHeLoggedInBefore) {
  EXPECT_TRUE(Try(kHome, Outcome::kRight));
  EXPECT_EQ(AttackFromEverywhere(), 20);
  EXPECT_TRUE(Try(kHome, Outcome::kRight));
  // His logins give the attackers nothing.
  EXPECT_EQ(AttackFromEverywhere(), 0);
}

TEST_F(LoginGuardTest, GuessingFromAKnownNetworkIsSlowedDownThere) {
  EXPECT_TRUE(Try(kHome, Outcome::kRight));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Try(kHome, Outcome::kWrong));
  EXPECT_FALSE(Try(kHome, Outcome::kRight));
}

TEST_F(LoginGuardTest, OurOwnFailuresCostNothing) {
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(Try(kHome, Outcome::kUnknown));
}

TEST(NetworkOfTest, IsWhatOneSubscriberHas) {
  EXPECT_EQ(NetworkOf("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(NetworkOf("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(NetworkOf("2001:db8:1:2:ffff::1"), "2001:db8:1:2::/64");
  EXPECT_EQ(NetworkOf("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(NetworkOf("unix:"), "");
  EXPECT_EQ(NetworkOf(""), "");
}

}  // namespace
}  // namespace guanxi::access
