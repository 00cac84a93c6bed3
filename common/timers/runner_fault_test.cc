// What goes wrong: handlers that fail, processes that die, COMMITs that nobody is told of, and two
// runners at once.
#include <unistd.h>

#include <csignal>
#include <map>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/errors/errors.h"
#include "common/testing/breaking_proxy.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "common/timers/testing.h"
#include "gmock/gmock.h"

namespace guanxi::timers {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::KilledBySignal;
using ::testing::Pair;
using ::testing::SizeIs;

class RunnerFaultTest : public TimersTest {
 protected:
  RunnerFaultTest() {
    SetLogSink([](absl::string_view) {});
  }
  ~RunnerFaultTest() override { SetLogSink(nullptr); }

  // `count` timers that are due `after`, of ten subjects.
  void ArmMany(int count, absl::Duration after, const std::string& prefix = "k") {
    std::vector<Timer> timers;
    for (int i = 0; i < count; ++i) {
      timers.push_back(At(absl::StrCat(prefix, i), after, absl::StrCat("subject", i % 10)));
    }
    Arm(tenant_, timers);
  }

  // How often each was noted.
  std::map<std::string, int> Counts() {
    std::map<std::string, int> counts;
    for (const std::string& noted : Noted()) ++counts[noted];
    return counts;
  }

  // A handler that answers `status` for a batch with the timer `key`.
  static Kinds FailingAt(const std::string& key, const absl::Status* status) {
    Kinds kinds;
    kinds["note"].fire = [key, status](resource::UnitOfWork& work, const Batch& batch) {
      for (const ArmedTimer& timer : batch.timers) {
        if (timer.key == key && !status->ok()) return *status;
      }
      return Note(work, batch);
    };
    return kinds;
  }

  // A runner in a process of its own, which dies at the second `point`.
  [[noreturn]] void DieAt(const std::string& point) {
    const auto database = db::Database::Create({server_}).value();
    const auto environment = NewEnvironment(&business_);
    const resource::Engine engine(database.get(), environment.get());
    Runner::Options options = OptionsOf("another process");
    options.passed = [&, left = 2](absl::string_view passed) mutable {
      if (passed == point && --left == 0) kill(getpid(), SIGKILL);
    };
    Timers timers;
    Runner runner(database.get(), &engine, Clocks(&system_, &business_), &timers, NoteKinds(),
                  options);
    Settle(&runner);
    _exit(0);
  }
};

TEST_F(RunnerFaultTest, ADeathAtAnyPointLosesAndDoublesNothing) {
  size_t armed = 0;
  for (const char* point : {"before_commit", "after_commit"}) {
    ArmMany(200, absl::ZeroDuration(), point);
    armed += 200;
    EXPECT_EXIT(DieAt(point), KilledBySignal(SIGKILL), "") << point;
    system_.Advance(absl::Minutes(1));  // the leases run out
    Settle(NewRunner().get());
    EXPECT_THAT(Counts(), SizeIs(armed));
    EXPECT_THAT(Counts(), Each(Pair(::testing::_, 1)));
  }
  EXPECT_EQ(CountArmed(), 0);
}

TEST_F(RunnerFaultTest, ACommitOfWhichNobodyWasToldIsNotDoneAgain) {
  const auto proxy = BreakingProxy::Start(server_.socket);
  ASSERT_THAT(proxy, IsOk());
  db::Server through = server_;
  through.socket = (*proxy)->socket();
  const auto database = db::Database::Create({through}).value();
  const auto environment = NewEnvironment(&business_);
  const resource::Engine engine(database.get(), environment.get());
  ArmMany(30, absl::ZeroDuration());
  Kinds kinds = NoteKinds();
  kinds["note"].max_batch = 10;  // else those of one partition are one batch, and there is no other
  int fired = 0;
  kinds["note"].fire = [&](resource::UnitOfWork& work, const Batch& batch) {
    if (++fired == 2) {
      (*proxy)->BreakAt(
          "\x03"
          "COMMIT",
          BreakingProxy::Moment::kBeforeReply);
    }
    return Note(work, batch);
  };
  Runner runner(database.get(), &engine, Clocks(&system_, &business_), &timers_, kinds,
                OptionsOf("runner"));
  int errors = 0;
  for (int i = 0; i < 20; ++i) errors += runner.Turn().ok() ? 0 : 1;
  EXPECT_EQ((*proxy)->breaks(), 1);
  EXPECT_EQ(errors, 1);
  EXPECT_THAT(Counts(), SizeIs(30));
  EXPECT_THAT(Counts(), Each(Pair(::testing::_, 1)));
}

TEST_F(RunnerFaultTest, TwoRunnersAtOnceFireEachTimerOnce) {
  ArmMany(400, absl::ZeroDuration());
  const auto one = NewRunner(NoteKinds(), OptionsOf("one"));
  const auto two = NewRunner(NoteKinds(), OptionsOf("two"));
  one->Start();
  two->Start();
  ArmMany(400, absl::ZeroDuration(), "later");
  EXPECT_TRUE(Eventually([&] { return CountArmed() == 0; }));
  EXPECT_THAT(Counts(), SizeIs(800));
  EXPECT_THAT(Counts(), Each(Pair(::testing::_, 1)));
}

// Who was away for longer than the lease.
TEST_F(RunnerFaultTest, WhoHasLostThePartitionFiresNothing) {
  ArmMany(10, absl::ZeroDuration());
  Kinds kinds = NoteKinds();
  std::unique_ptr<Runner> heir;
  kinds["note"].prepare = [&](const Batch&) -> absl::StatusOr<std::any> {
    if (heir == nullptr) {
      system_.Advance(absl::Minutes(1));
      heir = NewRunner(NoteKinds(), OptionsOf("heir"));
      Settle(heir.get());
    }
    return std::any();
  };
  const auto runner = NewRunner(kinds, OptionsOf("runner"));
  EXPECT_THAT(runner->Turn().status(), HasReason("CURSOR_MOVED"));
  EXPECT_THAT(Counts(), SizeIs(10));
  EXPECT_THAT(Counts(), Each(Pair(::testing::_, 1)));
}

TEST_F(RunnerFaultTest, ATimerWhoseHandlerFailsHoldsNoOtherUp) {
  ArmMany(100, absl::ZeroDuration());
  absl::Status status = absl::InvalidArgumentError("bad");
  const auto runner = NewRunner(FailingAt("k7", &status), OptionsOf("runner"));
  Settle(runner.get());
  EXPECT_THAT(Counts(), SizeIs(99));
  EXPECT_EQ(Armed(tenant_, "k7").attempts, 1);
  EXPECT_EQ(Armed(tenant_, "k7").due, start_);
  EXPECT_EQ(Armed(tenant_, "k7").next_time, start_ + absl::Seconds(1));
  for (int i = 0; i < 30; ++i) {
    business_.Advance(absl::Hours(1));
    Settle(runner.get());
  }
  EXPECT_EQ(Armed(tenant_, "k7").attempts, 31);
  EXPECT_EQ(Armed(tenant_, "k7").next_time, business_.Now() + absl::Hours(1));
  status = absl::OkStatus();
  business_.Advance(absl::Hours(1));
  Settle(runner.get());
  EXPECT_THAT(Counts(), SizeIs(100));
  EXPECT_THAT(Counts(), Each(Pair(::testing::_, 1)));
}

TEST_F(RunnerFaultTest, AHandlerThatThrowsFails) {
  ArmMany(1, absl::ZeroDuration());
  Kinds kinds;
  kinds["note"].fire = [](resource::UnitOfWork&, const Batch&) -> absl::Status {
    throw std::runtime_error("what");
  };
  Settle(NewRunner(kinds, OptionsOf("runner")).get());
  EXPECT_EQ(Armed(tenant_, "k0").attempts, 1);
}

TEST_F(RunnerFaultTest, APassingFaultIsNotTheTimersAndKeepsTheirOrder) {
  std::vector<std::string> wanted;
  std::vector<Timer> timers;
  for (int i = 9; i >= 0; --i) {
    timers.push_back(At(absl::StrCat("k", i), absl::Seconds(9 - i), "same"));
    wanted.push_back(absl::StrCat("k", i, "@", 9 - i));
  }
  Arm(tenant_, timers);
  absl::Status status = absl::UnavailableError("away");
  const auto runner = NewRunner(FailingAt("k9", &status), OptionsOf("runner"));
  business_.Advance(absl::Seconds(10));
  Settle(runner.get());
  EXPECT_THAT(Noted(), IsEmpty());
  EXPECT_EQ(Armed(tenant_, "k9").attempts, 0);
  EXPECT_GT(Armed(tenant_, "k9").next_time, business_.Now());
  status = absl::OkStatus();
  business_.Advance(absl::Minutes(1));
  Settle(runner.get());
  EXPECT_EQ(Noted(), wanted);
}

TEST_F(RunnerFaultTest, MoreThanAUnitOfWorkHoldsIsDoneInParts) {
  ArmMany(200, absl::ZeroDuration());
  Kinds kinds;
  kinds["note"].max_batch = 200;
  kinds["note"].fire = [](resource::UnitOfWork& work, const Batch& batch) -> absl::Status {
    if (batch.timers.size() > 3) return InvalidField("timers", "too many");
    return Note(work, batch);
  };
  Settle(NewRunner(kinds, OptionsOf("runner")).get());
  EXPECT_THAT(Counts(), SizeIs(200));
  EXPECT_EQ(CountArmed(), 0);
}

}  // namespace
}  // namespace guanxi::timers
