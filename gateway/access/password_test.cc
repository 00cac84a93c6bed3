#include "gateway/access/password.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

using ::testing::StartsWith;

constexpr HashCost kCheap{64, 1};

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

TEST(PasswordHasher, MatchesOnlyTheSamePassword) {
  PasswordHasher hasher(1, kCheap);
  const std::string hash = hasher.Hash("correct horse", Soon()).value();
  EXPECT_THAT(hash, StartsWith("$argon2id$v=19$m=64,t=1,p=1$"));
  EXPECT_THAT(hasher.Matches("correct horse", hash, Soon()), IsOkAndHolds(true));
  EXPECT_THAT(hasher.Matches("correct horsf", hash, Soon()), IsOkAndHolds(false));
  EXPECT_THAT(hasher.Matches("", hash, Soon()), IsOkAndHolds(false));
}

TEST(PasswordHasher, SaltsEveryHash) {
  PasswordHasher hasher(1, kCheap);
  EXPECT_NE(hasher.Hash("same", Soon()).value(), hasher.Hash("same", Soon()).value());
}

TEST(PasswordHasher, NothingMatchesAnAbsentHash) {
  PasswordHasher hasher(1, kCheap);
  EXPECT_THAT(hasher.Matches("anything", "", Soon()), IsOkAndHolds(false));
}

TEST(PasswordHasher, AnAbsentHashCostsAsMuchAsAPresentOne) {
  PasswordHasher hasher(1, HashCost{8 * 1024, 2});
  const std::string hash = hasher.Hash("x", Soon()).value();
  absl::Duration present, absent;
  for (int i = 0; i < 5; ++i) {
    const absl::Time start = absl::Now();
    ASSERT_THAT(hasher.Matches("wrong", hash, Soon()), IsOkAndHolds(false));
    const absl::Time between = absl::Now();
    ASSERT_THAT(hasher.Matches("wrong", "", Soon()), IsOkAndHolds(false));
    present += between - start;
    absent += absl::Now() - between;
  }
  // A comparison that skipped the work would be a thousand times faster.
  EXPECT_GT(absent, present / 10);
}

TEST(PasswordHasher, ADamagedHashIsAnErrorNotAMismatch) {
  PasswordHasher hasher(1, kCheap);
  EXPECT_THAT(hasher.Matches("x", "$argon2id$v=19$m=64", Soon()),
              StatusIs(absl::StatusCode::kInternal));
}

TEST(PasswordHasher, RefusesWhenNoPlaceComesFreeInTime) {
  PasswordHasher hasher(1, HashCost{4 * 1024, 2});
  std::atomic<bool> done = false;
  std::thread busy([&] {
    while (!done) EXPECT_THAT(hasher.Matches("x", "", Soon()), IsOkAndHolds(false));
  });
  // A call that finds the place free gets it, whatever its deadline.
  absl::StatusOr<bool> refused = true;
  for (const absl::Time end = Soon(); refused.ok() && absl::Now() < end;) {
    refused = hasher.Matches("x", "", absl::Now());
  }
  done = true;
  busy.join();
  EXPECT_THAT(refused, HasReason("TEMPORARILY_UNAVAILABLE"));
}

TEST(PasswordHasher, ServesMoreThreadsThanPlaces) {
  PasswordHasher hasher(2, kCheap);
  const std::string hash = hasher.Hash("x", Soon()).value();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 20; ++j) {
        EXPECT_THAT(hasher.Matches("x", hash, Soon()), IsOkAndHolds(true));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace guanxi::access
