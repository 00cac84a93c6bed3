#include "gateway/access/login_guard.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/password.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

constexpr char kHome[] = "192.0.2.1";
const LoginGuardOptions kOptions{
    {3, absl::Seconds(30)}, {20, absl::Seconds(30)}, absl::Hours(24), {5, absl::Seconds(10)}};

class LoginGuardTest : public ::testing::Test {
 protected:
  using Outcome = LoginGuard::Outcome;

  LoginGuardTest()
      : database_(db::Database::Create({SharedMariaDb()->CreateSchema("gateway/schema").value()})
                      .value()),
        guard_(database_.get(), kOptions, &clock_) {}

  LoginGuard::Try Of(const std::string& network, const std::string& account = "alice") const {
    return {DeriveUuid("tenant", "a"), account, network, absl::Now() + absl::Seconds(60)};
  }
  // Whether there was an attempt to take.
  bool Try(const std::string& network, Outcome outcome) { return TryAt(&guard_, network, outcome); }
  bool TryAt(LoginGuard* guard, const std::string& network, Outcome outcome) {
    const auto attempt = guard->Take(Of(network));
    EXPECT_THAT(attempt, IsOk());
    if (!attempt.ok() || attempt->wait > absl::ZeroDuration()) return false;
    EXPECT_THAT(guard->End(Of(network), *attempt, outcome), IsOk());
    return true;
  }
  absl::Duration WaitOf(const std::string& account) {
    return guard_.Take(Of(kHome, account))->wait;
  }
  // How many of 100 wrong guesses from as many networks were looked at.
  int AttackFromEverywhere() {
    int tried = 0;
    for (int i = 0; i < 100; ++i) tried += Try(absl::StrCat("net", i), Outcome::kWrong) ? 1 : 0;
    return tried;
  }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  const std::unique_ptr<db::Database> database_;
  LoginGuard guard_;
};

TEST_F(LoginGuardTest, AllowsABurstThenOneEachRefill) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(WaitOf("alice"), absl::ZeroDuration());
  EXPECT_EQ(WaitOf("alice"), absl::Seconds(30));
  clock_.Advance(absl::Seconds(10));
  EXPECT_EQ(WaitOf("alice"), absl::Seconds(20));
  EXPECT_EQ(WaitOf("bob"), absl::ZeroDuration());
  clock_.Advance(absl::Seconds(20));
  EXPECT_EQ(WaitOf("alice"), absl::ZeroDuration());
  EXPECT_EQ(WaitOf("alice"), absl::Seconds(30));
}

TEST_F(LoginGuardTest, TheBucketFillsNoFurtherThanTheBurst) {
  EXPECT_EQ(WaitOf("alice"), absl::ZeroDuration());
  clock_.Advance(absl::Hours(24));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(WaitOf("alice"), absl::ZeroDuration());
  EXPECT_GT(WaitOf("alice"), absl::ZeroDuration());
}

TEST_F(LoginGuardTest, ReplicasCountTogether) {
  LoginGuard other(database_.get(), kOptions, &clock_);
  EXPECT_TRUE(TryAt(&guard_, kHome, Outcome::kWrong));
  EXPECT_TRUE(TryAt(&other, kHome, Outcome::kWrong));
  EXPECT_TRUE(TryAt(&guard_, kHome, Outcome::kWrong));
  EXPECT_FALSE(TryAt(&other, kHome, Outcome::kRight));
  LoginGuard restarted(database_.get(), kOptions, &clock_);
  EXPECT_FALSE(TryAt(&restarted, kHome, Outcome::kRight));
}

TEST_F(LoginGuardTest, RowsSayNothingOfAccountsOrNetworks) {
  Try(kHome, Outcome::kRight);
  int64_t found = -1;
  ASSERT_THAT(database_->ReadOnly({},
                                  [&](db::Transaction& tx) {
                                    auto rows = tx.Select(
                                        {"test.rows",
                                         "SELECT COUNT(*) FROM login_buckets WHERE bucket LIKE "
                                         "'%alice%' OR bucket LIKE '%192.0%'",
                                         true},
                                        {});
                                    if (rows.ok()) found = (*rows)[0].Int64(0);
                                    return rows.status();
                                  }),
              IsOk());
  EXPECT_EQ(found, 0);
}

TEST_F(LoginGuardTest, TryOnceUsesAnAttemptUpWhereTheSecretIsWrong) {
  PasswordHasher hasher(1, HashCost{64, 1});
  const std::string hash = hasher.Hash("right", absl::InfiniteFuture()).value();
  const auto one = Of(kHome);
  EXPECT_THAT(TryOnce(guard_, hasher, one, "right", hash, true), IsOkAndHolds(true));
  EXPECT_THAT(TryOnce(guard_, hasher, one, "right", hash, false), IsOkAndHolds(false));
  for (int i = 0; i < 4; ++i) {
    EXPECT_THAT(TryOnce(guard_, hasher, one, "wrong", hash, true), IsOkAndHolds(false));
  }
  EXPECT_THAT(TryOnce(guard_, hasher, one, "right", hash, true),
              HasReason("TEMPORARILY_UNAVAILABLE"));
}

TEST_F(LoginGuardTest, AGuesserAtOneNetworkKeepsNobodyOutElsewhere) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Try("10.0.0.1", Outcome::kWrong));
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(Try("10.0.0.1", Outcome::kRight));
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

// Of an office behind one address: a guesser there keeps out who has not been there yet, and others
// by much more work.
TEST_F(LoginGuardTest, GuessingFromAKnownNetworkIsSlowedDownThereLater) {
  EXPECT_TRUE(Try(kHome, Outcome::kRight));
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(Try(kHome, Outcome::kWrong));
  EXPECT_TRUE(Try(kHome, Outcome::kRight));
  EXPECT_TRUE(Try(kHome, Outcome::kWrong));
  EXPECT_FALSE(Try(kHome, Outcome::kRight));
  clock_.Advance(absl::Seconds(10));
  EXPECT_TRUE(Try(kHome, Outcome::kRight));
  // Forgotten, it is a network as any other.
  clock_.Advance(kOptions.remembered + absl::Seconds(1));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Try(kHome, Outcome::kWrong));
  EXPECT_FALSE(Try(kHome, Outcome::kRight));
}

TEST_F(LoginGuardTest, NobodyIsKnownFromNowhere) {
  EXPECT_TRUE(Try("", Outcome::kRight));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Try("", Outcome::kWrong));
  EXPECT_FALSE(Try("", Outcome::kRight));
}

TEST_F(LoginGuardTest, GuessesInOneNameKeepNoOtherOutAtTheSameAddress) {
  for (int i = 0; i < 10; ++i) Try(kHome, Outcome::kWrong);
  EXPECT_FALSE(Try(kHome, Outcome::kRight));
  EXPECT_EQ(WaitOf("bob"), absl::ZeroDuration());
}

TEST_F(LoginGuardTest, OurOwnFailuresCostNothing) {
  for (int i = 0; i < 30; ++i) EXPECT_TRUE(Try(kHome, Outcome::kUnknown));
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
