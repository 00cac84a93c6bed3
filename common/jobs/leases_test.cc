#include "common/jobs/leases.h"

#include <atomic>

#include "common/jobs/testing.h"

namespace guanxi::jobs {
namespace {

TEST_F(JobsTest, ADeposedWorkerCannotWrite) {
  const auto operation = Create(alice_);
  const auto old_claim = leases_.Claim();
  const std::atomic<bool> stopping{false};
  Job deposed(&leases_, &**old_claim, &stopping);
  clock_.Advance(kLease + absl::Seconds(1));
  const auto new_claim = leases_.Claim();
  ASSERT_TRUE(new_claim->has_value());

  EXPECT_THAT(deposed.Continue(), HasReason("LEASE_LOST"));
  EXPECT_THAT(Step(deposed, 1), HasReason("LEASE_LOST"));
  EXPECT_EQ(Effects(operation->id), 0);
  EXPECT_THAT(leases_.Finish(**old_claim, google::protobuf::Int64Value()), HasReason("LEASE_LOST"));
  EXPECT_THAT(leases_.Release(**old_claim, absl::ZeroDuration(), true), HasReason("LEASE_LOST"));
  EXPECT_FALSE(Fetch(*operation).done());

  const Job current(&leases_, &**new_claim, &stopping);
  EXPECT_THAT(Step(current, 1), IsOk());
}

TEST_F(JobsTest, SavingRenewsTheLease) {
  ASSERT_THAT(Create(alice_), IsOk());
  const auto claimed = leases_.Claim();
  const std::atomic<bool> stopping{false};
  const Job job(&leases_, &**claimed, &stopping);
  for (int step = 1; step <= 3; ++step) {
    clock_.Advance(kLease - absl::Seconds(1));
    ASSERT_THAT(Step(job, step), IsOk());
  }
  EXPECT_FALSE(leases_.Claim()->has_value());
}

TEST_F(JobsTest, ContinueRenewsALeaseThatIsHalfOver) {
  ASSERT_THAT(Create(alice_), IsOk());
  const auto claimed = leases_.Claim();
  const std::atomic<bool> stopping{false};
  Job job(&leases_, &**claimed, &stopping);
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(kLease * 0.7);
    ASSERT_THAT(job.Continue(), IsOk());
    EXPECT_FALSE(leases_.Claim()->has_value());
  }
}

TEST_F(JobsTest, OnlyALeaseThatIsWorkedUnderIsRenewedFromOutside) {
  ASSERT_THAT(Create(alice_), IsOk());
  const auto claimed = leases_.Claim();
  EXPECT_THAT(leases_.Renew(**claimed), HasReason("LEASE_LOST"));
  ASSERT_THAT(leases_.Begin(**claimed), IsOk());
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(kLease - absl::Seconds(1));
    ASSERT_THAT(leases_.Renew(**claimed), IsOk());
    EXPECT_FALSE(leases_.Claim()->has_value());
  }
  ASSERT_THAT(leases_.Release(**claimed, absl::ZeroDuration(), true), IsOk());
  EXPECT_THAT(leases_.Renew(**claimed), HasReason("LEASE_LOST"));
  EXPECT_TRUE(leases_.Claim()->has_value());
}

}  // namespace
}  // namespace guanxi::jobs
