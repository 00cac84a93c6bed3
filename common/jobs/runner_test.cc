#include "common/jobs/runner.h"

#include <atomic>
#include <memory>
#include <thread>

#include "absl/time/clock.h"
#include "common/jobs/testing.h"
#include "gmock/gmock.h"
#include "google/longrunning/operations.pb.h"
#include "gtest/gtest.h"

namespace guanxi::jobs {
namespace {

using Response = absl::StatusOr<std::unique_ptr<google::protobuf::Message>>;

constexpr absl::Duration kLease = absl::Seconds(60);

TEST_F(JobsTest, RunsAnOperationToItsEnd) {
  Runner runner(&leases_, {{"count", CountHandler()}});
  EXPECT_FALSE(runner.RunOne().value());
  const auto operation = Create(alice_);
  EXPECT_TRUE(runner.RunOne().value());
  const google::longrunning::Operation proto = Fetch(*operation);
  EXPECT_TRUE(proto.done());
  google::protobuf::Int64Value value;
  ASSERT_TRUE(proto.response().UnpackTo(&value));
  EXPECT_EQ(value.value(), kSteps);
  ASSERT_TRUE(proto.metadata().UnpackTo(&value));
  EXPECT_EQ(value.value(), kSteps);
  EXPECT_EQ(Effects(operation->id), kSteps);
  EXPECT_FALSE(runner.RunOne().value());
}

TEST_F(JobsTest, AfterACrashAnotherWorkerGoesOnWithoutDoubles) {
  const auto operation = Create(alice_);
  // A worker does two steps and dies: nothing is given back.
  const auto claimed = leases_.Claim();
  const std::atomic<bool> running{false};
  const Job job(&leases_, &**claimed, &running);
  ASSERT_THAT(Step(job, 1), IsOk());
  ASSERT_THAT(Step(job, 2), IsOk());

  Runner runner(&leases_, {{"count", CountHandler()}});
  EXPECT_FALSE(runner.RunOne().value());  // The lease still stands.
  clock_.Advance(kLease + absl::Seconds(1));
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_TRUE(Fetch(*operation).done());
  EXPECT_EQ(Effects(operation->id), kSteps);
}

TEST_F(JobsTest, ADeposedWorkerCannotWrite) {
  const auto operation = Create(alice_);
  const auto old_claim = leases_.Claim();
  const std::atomic<bool> stopping{false};
  const Job deposed(&leases_, &**old_claim, &stopping);
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

TEST_F(JobsTest, CancelEndsItBetweenSteps) {
  const auto operation = Create(alice_);
  Runner runner(&leases_, {{"count", [&](Job& job) -> Response {
                              EXPECT_THAT(Step(job, 1), IsOk());
                              EXPECT_THAT(store_.Cancel(alice_, operation->id), IsOk());
                              return job.Continue();
                            }}});
  EXPECT_TRUE(runner.RunOne().value());
  const google::longrunning::Operation proto = Fetch(*operation);
  EXPECT_TRUE(proto.done());
  EXPECT_EQ(proto.error().code(), static_cast<int>(absl::StatusCode::kCancelled));
  EXPECT_EQ(Effects(operation->id), 1);
  EXPECT_THAT(store_.Cancel(alice_, operation->id), IsOk());
}

TEST_F(JobsTest, AFaultThatMayPassIsTriedAgainLater) {
  const auto operation = Create(alice_);
  int calls = 0;
  Runner runner(&leases_, {{"count", [&](Job& job) -> Response {
                              if (++calls == 1) return Unavailable("DOWN", "down");
                              return CountHandler()(job);
                            }}});
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_FALSE(runner.RunOne().value());
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_TRUE(Fetch(*operation).has_response());
}

TEST_F(JobsTest, AFaultThatStaysEndsIt) {
  const auto operation = Create(alice_);
  Runner runner(&leases_, {{"count", [](Job&) -> Response {
                              return InvalidField("columns", "name an unknown field");
                            }}});
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_EQ(Fetch(*operation).error().message(), "columns: name an unknown field");
}

TEST_F(JobsTest, WithoutProgressItEndsAfterSoManyAttempts) {
  const auto operation = Create(alice_);
  int calls = 0;
  Runner::Options options;
  options.max_attempts = 3;
  Runner runner(&leases_,
                {{"count",
                  [&](Job&) -> Response {
                    ++calls;
                    return Unavailable("DOWN", "down");
                  }}},
                options);
  while (runner.RunOne().value()) clock_.Advance(options.max_backoff);
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(Fetch(*operation).error().code(), static_cast<int>(absl::StatusCode::kInternal));
}

TEST_F(JobsTest, AnUnknownKindIsLeftToOthers) {
  const auto operation = Create(alice_);
  Runner old_version(&leases_, {});
  EXPECT_TRUE(old_version.RunOne().value());
  EXPECT_FALSE(Fetch(*operation).done());
  clock_.Advance(absl::Minutes(1));
  Runner runner(&leases_, {{"count", CountHandler()}});
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_TRUE(Fetch(*operation).has_response());
}

TEST_F(JobsTest, TenantsTakeTurns) {
  ASSERT_THAT(Create(alice_), IsOk());
  ASSERT_THAT(Create(alice_), IsOk());
  const auto late = Create(bob_);
  EXPECT_EQ((*leases_.Claim())->principal.tenant, alice_.tenant);
  EXPECT_EQ((*leases_.Claim())->id, late->id);
  EXPECT_EQ((*leases_.Claim())->principal.tenant, alice_.tenant);
  EXPECT_FALSE(leases_.Claim()->has_value());
}

TEST_F(JobsTest, StopGivesTheWorkBackAtOnce) {
  const auto operation = Create(alice_);
  std::atomic<bool> begun{false};
  {
    Runner runner(&leases_, {{"count", [&](Job& job) -> Response {
                                begun = true;
                                while (true) {
                                  if (absl::Status status = job.Continue(); !status.ok()) {
                                    return status;
                                  }
                                }
                              }}});
    runner.Start();
    const absl::Time bound = absl::Now() + absl::Seconds(20);
    while (!begun && absl::Now() < bound) std::this_thread::yield();
    runner.Stop();
  }
  ASSERT_TRUE(begun);
  Runner other(&leases_, {{"count", CountHandler()}});
  EXPECT_TRUE(other.RunOne().value());
  EXPECT_TRUE(Fetch(*operation).has_response());
}

TEST_F(JobsTest, ManyWorkersDoEachStepOnce) {
  std::vector<Operation> operations;
  for (int i = 0; i < 12; ++i) operations.push_back(*Create(i % 2 == 0 ? alice_ : bob_));
  {
    Runner first(&leases_, {{"count", CountHandler()}});
    Runner second(&leases_, {{"count", CountHandler()}});
    first.Start();
    second.Start();
    const absl::Time bound = absl::Now() + absl::Seconds(30);
    for (const Operation& operation : operations) {
      while (!Fetch(operation).done() && absl::Now() < bound) std::this_thread::yield();
    }
  }
  for (const Operation& operation : operations) {
    EXPECT_TRUE(Fetch(operation).has_response());
    EXPECT_EQ(Effects(operation.id), kSteps);
  }
}

}  // namespace
}  // namespace guanxi::jobs
