// Processes that die in the midst of work, and those that only seem to.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "common/base/log.h"
#include "common/jobs/runner.h"
#include "common/jobs/testing.h"
#include "common/testing/eventually.h"
#include "gmock/gmock.h"

namespace guanxi::jobs {
namespace {

using ::testing::HasSubstr;

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

TEST_F(CrashTest, OutagesOfTheDatabaseAreNoCrashes) {
  SetLogSink([](absl::string_view) {});  // A database that is away is a line for every attempt.
  const auto operation = Create(alice_);
  Runner runner(&leases_, {{"count", [](Job&) -> Response {
                              SharedMariaDb()->Kill9();
                              return Unavailable("DOWN", "down");
                            }}});
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(runner.RunOne().value());
    EXPECT_THAT(runner.RunOne(), HasReason("DB_UNAVAILABLE"));
    ASSERT_THAT(SharedMariaDb()->Restart(), IsOk());
    clock_.Advance(kLease + absl::Seconds(1));
    EXPECT_FALSE(runner.RunOne().value());  // It is given back, and waits for its next attempt.
    clock_.Advance(absl::Minutes(1));
  }
  SetLogSink(nullptr);
  const auto claimed = leases_.Claim();
  ASSERT_TRUE(claimed->has_value());
  EXPECT_EQ((*claimed)->crashes, 0);
  EXPECT_EQ((*claimed)->attempts, 4);
}

TEST_F(CrashTest, AWorkerThatLostItsLeaseTakesTheBlameBack) {
  ASSERT_THAT(Create(alice_), IsOk());
  absl::StatusOr<std::optional<Operation>> claimed;
  Runner runner(&leases_, {{"count", [&](Job& job) -> Response {
                              clock_.Advance(kLease + absl::Seconds(1));
                              claimed = leases_.Claim();
                              EXPECT_EQ((*claimed)->crashes, 1);
                              return Step(job, 1);
                            }}});
  EXPECT_TRUE(runner.RunOne().value());
  ASSERT_THAT(leases_.Begin(**claimed), IsOk());
  ASSERT_THAT(leases_.Release(**claimed, absl::ZeroDuration(), true), IsOk());
  claimed = leases_.Claim();
  ASSERT_TRUE(claimed->has_value());
  EXPECT_EQ((*claimed)->crashes, 0);
}

TEST_F(CrashTest, ALongStepKeepsItsLeaseButNotForEver) {
  Leases leases(database_.get(), SystemClock(), {"test", absl::Seconds(2)});
  for (const bool endless : {false, true}) {
    const auto operation = Create(alice_);
    std::atomic<bool> begun{false};
    std::atomic<bool> taken{false};
    Runner::Options options;
    options.threads = 1;
    if (endless) options.max_step = absl::ZeroDuration();
    Runner runner(&leases,
                  {{"count",
                    [&](Job& job) -> Response {
                      if (begun.exchange(true)) return CountHandler()(job);
                      taken = Eventually([&] { return leases.Claim()->has_value(); },
                                         absl::Seconds(endless ? 20 : 4));
                      return CountHandler()(job);
                    }}},
                  options);
    runner.Start();
    EXPECT_TRUE(Eventually([&] { return Fetch(*operation).done(); }));
    EXPECT_EQ(taken, endless);
  }
}

}  // namespace
}  // namespace guanxi::jobs
