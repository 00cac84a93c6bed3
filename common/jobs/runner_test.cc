#include "common/jobs/runner.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/jobs/testing.h"
#include "common/testing/eventually.h"
#include "gmock/gmock.h"
#include "google/longrunning/operations.pb.h"
#include "gtest/gtest.h"

namespace guanxi::jobs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

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

TEST_F(JobsTest, TenantsTakeTurns) {
  ASSERT_THAT(Create(alice_), IsOk());
  ASSERT_THAT(Create(alice_), IsOk());
  const auto late = Create(bob_);
  EXPECT_EQ((*leases_.Claim())->principal.tenant, alice_.tenant);
  EXPECT_EQ((*leases_.Claim())->id, late->id);
  EXPECT_EQ((*leases_.Claim())->principal.tenant, alice_.tenant);
  EXPECT_FALSE(leases_.Claim()->has_value());
}

// Steps of a second each, so many that the operation goes on for the length of the test.
class LongWork {
 public:
  LongWork(FakeClock* clock, std::function<absl::Status(const Job&, int64_t)> step)
      : clock_(clock), step_(std::move(step)) {}

  Response operator()(Job& job) const {
    auto state = std::make_unique<google::protobuf::Int64Value>();
    state->ParseFromString(job.checkpoint());
    while (state->value() < 300) {
      if (absl::Status status = job.Continue(); !status.ok()) return status;
      clock_->Advance(absl::Seconds(1));
      if (absl::Status status = step_(job, state->value() + 1); !status.ok()) return status;
      state->set_value(state->value() + 1);
    }
    return state;
  }

 private:
  FakeClock* const clock_;
  const std::function<absl::Status(const Job&, int64_t)> step_;
};

TEST_F(JobsTest, LongOperationsOfOneTenantDoNotKeepAnotherWaiting) {
  const auto first = Create(alice_);
  const auto second = Create(alice_);
  const Handler work = LongWork(&clock_, [&](const Job& job, int64_t i) { return Step(job, i); });
  Runner runner(&leases_, {{"count", work}});
  Runner replica(&leases_, {{"count", work}, {"short", CountHandler()}});
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_TRUE(replica.RunOne().value());
  const auto small = Create(bob_, "", "short");
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(replica.RunOne().value());
  EXPECT_TRUE(Fetch(*small).has_response());
  for (const auto& operation : {first, second}) {
    EXPECT_GT(Effects(operation->id), 0);
    EXPECT_LT(Effects(operation->id), 10);
    EXPECT_FALSE(Fetch(*operation).done());
  }
}

TEST_F(JobsTest, TenantsGetTheSameNumberOfTurnsHoweverMuchTheyAsk) {
  const Principal carol{ids_.Next(), "users/carol", "console"};
  for (int i = 0; i < 10; ++i) ASSERT_THAT(Create(alice_), IsOk());
  ASSERT_THAT(Create(bob_), IsOk());
  ASSERT_THAT(Create(carol), IsOk());
  std::map<Uuid, int> turns;
  Runner runner(&leases_, {{"count", [&](Job& job) {
                              ++turns[job.principal().tenant];
                              return LongWork(&clock_, [&](const Job& job, int64_t i) {
                                return Step(job, i);
                              })(job);
                            }}});
  for (int i = 0; i < 12; ++i) {
    EXPECT_TRUE(runner.RunOne().value());
    clock_.Advance(absl::Milliseconds(1));
  }
  EXPECT_EQ(turns[alice_.tenant], 4);
  EXPECT_EQ(turns[bob_.tenant], 4);
  EXPECT_EQ(turns[carol.tenant], 4);
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

class CrashTest : public JobsTest {
 protected:
  // A worker in a process of its own.
  [[noreturn]] void WorkInAnotherProcess(const Handler& handler) {
    const auto database = db::Database::Create({server_}).value();
    Leases leases(database.get(), &clock_, {"another process"});
    Runner runner(&leases, {{"count", handler}});
    _exit(runner.RunOne().value() ? 0 : 1);
  }

  static Response Die(Job&) {
    kill(getpid(), SIGKILL);
    return absl::InternalError("still alive");
  }
};

TEST_F(CrashTest, AnOperationThatKillsItsProcessTwiceIsNotTakenAgain) {
  const auto deadly = Create(alice_);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EXIT(WorkInAnotherProcess(Die), ::testing::KilledBySignal(SIGKILL), "");
    clock_.Advance(kLease + absl::Seconds(1));
  }
  const auto harmless = Create(alice_);
  EXPECT_EXIT(WorkInAnotherProcess(Die), ::testing::ExitedWithCode(0), "");
  const google::longrunning::Operation proto = Fetch(*deadly);
  EXPECT_TRUE(proto.done());
  EXPECT_THAT(proto.error().ShortDebugString(), HasSubstr("OPERATION_CRASHED"));
  Runner runner(&leases_, {{"count", CountHandler()}});
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_TRUE(Fetch(*harmless).has_response());
}

TEST_F(CrashTest, ProgressBetweenCrashesIsForgiven) {
  const auto operation = Create(alice_);
  const Handler step_and_die = [this](Job& job) -> Response {
    google::protobuf::Int64Value state;
    state.ParseFromString(job.checkpoint());
    // Not through the parent's connection.
    const auto database = db::Database::Create({server_}).value();
    EXPECT_THAT(Step(database.get(), job, state.value() + 1), IsOk());
    return Die(job);
  };
  for (int i = 0; i < 4; ++i) {
    EXPECT_EXIT(WorkInAnotherProcess(step_and_die), ::testing::KilledBySignal(SIGKILL), "");
    clock_.Advance(kLease + absl::Seconds(1));
  }
  EXPECT_EQ(Effects(operation->id), 4);
  Runner runner(&leases_, {{"count", CountHandler()}});
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_TRUE(Fetch(*operation).has_response());
}

TEST_F(CrashTest, OnlyWorkThatHadBegunIsBlamed) {
  const auto operation = Create(alice_);
  ASSERT_TRUE(leases_.Claim()->has_value());
  clock_.Advance(kLease + absl::Seconds(1));
  auto claimed = leases_.Claim();
  EXPECT_EQ((*claimed)->crashes, 0);
  ASSERT_THAT(leases_.Begin(**claimed), IsOk());
  clock_.Advance(kLease + absl::Seconds(1));
  claimed = leases_.Claim();
  EXPECT_EQ((*claimed)->crashes, 1);
  ASSERT_THAT(leases_.Begin(**claimed), IsOk());
  ASSERT_THAT(leases_.Release(**claimed, absl::ZeroDuration(), true), IsOk());
  EXPECT_EQ((*leases_.Claim())->crashes, 1);
}

TEST_F(CrashTest, ASuspectWorksAlone) {
  const auto suspect = Create(alice_);
  ASSERT_THAT(leases_.Begin(**leases_.Claim()), IsOk());
  clock_.Advance(kLease + absl::Seconds(1));
  std::atomic<bool> alone{false};
  std::atomic<bool> seen{false};
  std::vector<Operation> others;
  for (int i = 0; i < 6; ++i) others.push_back(*Create(bob_));
  Runner::Options options;
  options.threads = 3;
  options.poll_interval = absl::Milliseconds(1);
  Runner runner(&leases_,
                {{"count",
                  [&](Job& job) -> Response {
                    if (job.id() == suspect->id) {
                      alone = true;
                      // Time for the others to come, if they may.
                      Eventually([&] { return seen.load(); }, absl::Milliseconds(200));
                      alone = false;
                    }
                    if (alone) seen = true;
                    return CountHandler()(job);
                  }}},
                options);
  runner.Start();
  EXPECT_TRUE(Eventually([&] { return Fetch(*suspect).done(); }));
  for (const Operation& other : others) {
    EXPECT_TRUE(Eventually([&] { return Fetch(other).done(); }));
  }
  EXPECT_FALSE(seen);
}

TEST_F(JobsTest, ContinueRenewsALeaseThatIsHalfOver) {
  ASSERT_THAT(Create(alice_), IsOk());
  const auto claimed = leases_.Claim();
  const std::atomic<bool> stopping{false};
  const Job job(&leases_, &**claimed, &stopping);
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(kLease * 0.7);
    ASSERT_THAT(job.Continue(), IsOk());
    EXPECT_FALSE(leases_.Claim()->has_value());
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
