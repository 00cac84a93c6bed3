#include "common/timers/runner.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/events/partition.h"
#include "common/resource/page_reads.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "common/timers/testing.h"
#include "gmock/gmock.h"

namespace guanxi::timers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class RunnerTest : public TimersTest {
 protected:
  RunnerTest() {
    SetLogSink([](absl::string_view) {});
  }
  ~RunnerTest() override { SetLogSink(nullptr); }

  // A subject of the tenant in partition 0; another one for each `salt`.
  static std::string SubjectOf(const Uuid& tenant, int salt = 0) {
    for (int i = 0;; ++i) {
      std::string subject = absl::StrCat(salt, "/", i);
      if (events::PartitionOf(tenant.bytes(), subject) == 0) return subject;
    }
  }
};

TEST_F(RunnerTest, FiresWhatIsDueAndNothingBefore) {
  Arm(tenant_, {At("a", absl::Seconds(60)), At("b", absl::Seconds(61))});
  const auto runner = NewRunner();
  Settle(runner.get());
  EXPECT_THAT(Noted(), IsEmpty());
  business_.Advance(absl::Seconds(60));
  Settle(runner.get());
  EXPECT_THAT(Noted(), ElementsAre("a@60"));
  business_.Advance(absl::Hours(1));
  Settle(runner.get());
  EXPECT_THAT(Noted(), ElementsAre("a@60", "b@61"));
  EXPECT_EQ(CountArmed(), 0);
}

TEST_F(RunnerTest, WhatIsArmedForThePastFiresAtOnce) {
  Arm(tenant_, {At("a", -absl::Hours(1000))});
  Settle(NewRunner().get());
  EXPECT_THAT(Noted(), ElementsAre("a@-3600000"));
}

TEST_F(RunnerTest, ATimerThatWasMovedFiresForItsNewTimeAlone) {
  Arm(tenant_, {At("a", absl::Seconds(10)), At("b", absl::Seconds(10))});
  Arm(tenant_, {At("a", absl::Seconds(30))});
  Disarm(tenant_, "b");
  const auto runner = NewRunner();
  for (int i = 0; i < 4; ++i) {
    business_.Advance(absl::Seconds(10));
    Settle(runner.get());
  }
  EXPECT_THAT(Noted(), ElementsAre("a@30"));
}

// Between the look at what is due and the transaction.
TEST_F(RunnerTest, WhatIsMovedOrDisarmedWhileItIsDueDoesNotFire) {
  std::vector<Timer> timers;
  for (const char* key : {"a", "b", "c", "d"}) timers.push_back(At(key, absl::Seconds(1), "same"));
  Arm(tenant_, timers);
  Kinds kinds = NoteKinds();
  bool moved = false;
  kinds["note"].prepare = [&](const Batch&) -> absl::StatusOr<std::any> {
    if (!moved) {
      Arm(tenant_, {At("b", absl::Seconds(100), "same")});
      Disarm(tenant_, "c");
    }
    moved = true;
    return std::any();
  };
  const auto runner = NewRunner(kinds, OptionsOf("runner"));
  business_.Advance(absl::Seconds(1));
  Settle(runner.get());
  EXPECT_THAT(Noted(), ElementsAre("a@1", "d@1"));
  business_.Advance(absl::Seconds(99));
  Settle(runner.get());
  EXPECT_THAT(Noted(), ElementsAre("a@1", "d@1", "b@100"));
}

TEST_F(RunnerTest, FireGetsWhatWasPreparedForItsBatch) {
  Arm(tenant_, {At("a", absl::ZeroDuration())});
  Kinds kinds;
  kinds["note"].prepare = [](const Batch& batch) -> absl::StatusOr<std::any> {
    return std::any(batch.timers[0].key + "!");
  };
  std::string got;
  kinds["note"].fire = [&](resource::UnitOfWork&, const Batch& batch) {
    got = std::any_cast<std::string>(batch.prepared);
    return absl::OkStatus();
  };
  Settle(NewRunner(kinds, OptionsOf("runner")).get());
  EXPECT_EQ(got, "a!");
}

TEST_F(RunnerTest, AfterAJumpThoseOfASubjectFireInTheirOrder) {
  std::vector<Timer> timers;
  std::vector<std::string> wanted;
  for (int i = 300; i > 0; --i) {
    timers.push_back(At(absl::StrCat("k", i), absl::Seconds(i * 1000), "one"));
    if (i % 2 == 0) timers.back().kind = "other";
  }
  for (int i = 1; i <= 300; ++i) wanted.push_back(absl::StrCat("k", i, "@", i * 1000));
  Arm(tenant_, timers);
  Kinds kinds = NoteKinds();
  kinds["other"] = kinds["note"];
  business_.Advance(absl::Hours(10'000));
  Settle(NewRunner(kinds, OptionsOf("runner")).get());
  EXPECT_EQ(Noted(), wanted);
}

TEST_F(RunnerTest, ATimerMayArmItselfAgain) {
  Arm(tenant_, {At("a", absl::Seconds(10))});
  Kinds kinds;
  kinds["note"].fire = [this](resource::UnitOfWork& work, const Batch& batch) {
    if (const absl::Status noted = Note(work, batch); !noted.ok()) return noted;
    Timer again = At(batch.timers[0].key, absl::ZeroDuration());
    again.due = batch.timers[0].due + absl::Seconds(10);
    return timers_.Arm(work.tx(), batch.tenant, again);
  };
  const auto runner = NewRunner(kinds, OptionsOf("runner"));
  business_.Advance(absl::Seconds(35));
  Settle(runner.get());
  EXPECT_THAT(Noted(), ElementsAre("a@10", "a@20", "a@30"));
  EXPECT_EQ(Armed(tenant_, "a").due, start_ + absl::Seconds(40));
}

TEST_F(RunnerTest, ATenantWithManyDoesNotKeepAnotherOneWaiting) {
  std::vector<Timer> many;
  for (int i = 0; i < 1000; ++i) {
    many.push_back(At(absl::StrCat("many", i), absl::Seconds(1), SubjectOf(tenant_)));
  }
  Arm(tenant_, many);
  Arm(other_tenant_, {At("few", absl::Seconds(2), SubjectOf(other_tenant_))});
  business_.Advance(absl::Minutes(1));
  Settle(NewRunner().get());
  const std::vector<std::string> noted = Noted();
  ASSERT_THAT(noted, SizeIs(1001));
  EXPECT_LE(std::find(noted.begin(), noted.end(), "few@2") - noted.begin(), 200);
}

TEST_F(RunnerTest, ATurnReadsWhatIsDueAndNotWhatIsArmed) {
  constexpr int kArmed = 3000;
  std::vector<Timer> timers;
  for (int i = 0; i < kArmed; ++i) {
    timers.push_back(At(absl::StrCat("k", i), absl::Hours(1 + i)));
    if (timers.size() < Timers::kMaxAtOnce) continue;
    Arm(tenant_, timers);
    timers.clear();
  }
  Arm(tenant_, {At("due", absl::ZeroDuration())});
  const auto runner = NewRunner(NoteKinds(), OptionsOf("runner"));
  ASSERT_THAT(runner->Turn(), IsOkAndHolds(1));  // fills the caches
  Arm(tenant_, {At("due", absl::ZeroDuration())});
  const int64_t before = resource::RowsRead(database_.get());
  const int64_t idle = resource::RowsRead(database_.get()) - before;
  ASSERT_THAT(runner->Turn(), IsOkAndHolds(1));
  EXPECT_LT(resource::RowsRead(database_.get()) - before - 2 * idle, 300);
}

TEST_F(RunnerTest, FiresByItselfWhatIsArmedWhileItWaits) {
  Runner runner(database_.get(), &engine_, Clocks(SystemClock()), &timers_, NoteKinds(),
                OptionsOf("runner"));
  runner.Start();
  Timer now = At("now", absl::ZeroDuration());
  now.due = absl::Now();
  Timer soon = At("soon", absl::ZeroDuration());
  soon.due = absl::Now() + absl::Milliseconds(300);
  Arm(tenant_, {now, soon});
  EXPECT_TRUE(Eventually([&] { return Noted().size() == 2; }));
}

TEST_F(RunnerTest, SeesThatBusinessTimeWasMoved) {
  Arm(tenant_, {At("a", absl::Hours(1000))});
  const auto runner = NewRunner();
  runner->Start();
  business_.Advance(absl::Hours(1000));
  EXPECT_TRUE(Eventually([&] { return Noted().size() == 1; }));
}

TEST_F(RunnerTest, WhatIsArmedWithoutAHandlerWaitsForOne) {
  Timer timer = At("a", absl::ZeroDuration());
  timer.kind = "note";
  Arm(tenant_, {timer});
  Settle(NewRunner(Kinds(), OptionsOf("old")).get());
  EXPECT_EQ(Armed(tenant_, "a").attempts, 1);
  business_.Advance(absl::Hours(1));
  Settle(NewRunner().get());
  EXPECT_THAT(Noted(), ElementsAre("a@0"));
}

}  // namespace
}  // namespace guanxi::timers
