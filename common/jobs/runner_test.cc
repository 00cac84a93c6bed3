#include "common/jobs/runner.h"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/jobs/testing.h"
#include "gmock/gmock.h"

namespace guanxi::jobs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

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
  const google::longrunning::Operation proto = Fetch(*operation);
  EXPECT_EQ(proto.error().code(), static_cast<int>(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(proto.error().ShortDebugString(), HasSubstr("OPERATION_STUCK"));
  EXPECT_THAT(proto.error().ShortDebugString(), HasSubstr("DOWN"));
}

TEST_F(JobsTest, ProgressGivesAllAttemptsBack) {
  const auto operation = Create(alice_);
  int calls = 0;
  Runner::Options options;
  options.max_attempts = 2;
  Runner runner(&leases_,
                {{"count",
                  [&](Job& job) -> Response {
                    if (++calls == 4) return CountHandler()(job);
                    if (calls == 2) {
                      EXPECT_THAT(Step(job, 1), IsOk());
                    }
                    return Unavailable("DOWN", "down");
                  }}},
                options);
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(runner.RunOne().value());
    clock_.Advance(options.max_backoff);
  }
  EXPECT_TRUE(Fetch(*operation).has_response());
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

TEST_F(JobsTest, AnExceptionEndsTheOperationAndNothingElse) {
  for (const bool standard : {true, false}) {
    const auto operation = Create(alice_);
    Runner runner(&leases_, {{"count", [&](Job&) -> Response {
                                if (standard) throw std::runtime_error("of the customer Wang");
                                throw 42;
                              }}});
    EXPECT_TRUE(runner.RunOne().value());
    const google::longrunning::Operation proto = Fetch(*operation);
    EXPECT_EQ(proto.error().code(), static_cast<int>(absl::StatusCode::kInternal));
    EXPECT_THAT(proto.ShortDebugString(), Not(HasSubstr("Wang")));
  }
}

TEST_F(JobsTest, AnOperationThatWaitsIsCancelledWithoutAStep) {
  const auto operation = Create(alice_);
  int calls = 0;
  Runner runner(&leases_, {{"count", [&](Job&) -> Response {
                              ++calls;
                              return Unavailable("DOWN", "down");
                            }}});
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_FALSE(runner.RunOne().value());  // It waits for its next attempt.
  ASSERT_THAT(store_.Cancel(alice_, operation->id), IsOk());
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(Fetch(*operation).error().code(), static_cast<int>(absl::StatusCode::kCancelled));
}

TEST_F(JobsTest, EventsComeWithTheEndAndTheDeletion) {
  std::vector<std::string> events;
  const auto record = [&](const std::string& what) {
    return [&events, what](db::Transaction&, const Uuid&, const Uuid& id) {
      events.push_back(what + " " + id.ToString());
      return absl::OkStatus();
    };
  };
  OperationStore::Options store_options;
  store_options.events.deleted = record("deleted");
  OperationStore store(database_.get(), &clock_, &ids_, store_options);
  Leases::Options lease_options;
  lease_options.events.ended = record("ended");
  Leases leases(database_.get(), &clock_, lease_options);
  const auto operation = Create(alice_);
  Runner runner(&leases, {{"count", CountHandler()}});
  EXPECT_TRUE(runner.RunOne().value());
  ASSERT_THAT(store.Delete(alice_, operation->id), IsOk());
  const std::string id = operation->id.ToString();
  EXPECT_THAT(events, ElementsAre("ended " + id, "deleted " + id));
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
