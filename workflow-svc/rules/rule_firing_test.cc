// Rules from the event to what they do: once, whatever is repeated or killed.
#include <string>
#include <thread>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/rules/rule_world.h"

namespace guanxi::workflow {
namespace {

using event::v1::LogEvent;
using ::testing::SizeIs;
using v1::ActionOutcome;
using v1::AutomationRule;
using v1::RuleExecution;
using v1::Todo;

class RuleFiringTest : public ::testing::Test {
 protected:
  // The firing at the head of the queue, taken as by a worker that is killed then.
  QueuedFiring Take() {
    QueuedFiring taken;
    EXPECT_THAT(world_.service.database->ReadWrite(
                    {db::Lane::kJob},
                    [&](db::Transaction& tx) -> absl::Status {
                      const auto due = DueFirings(tx, world_.service.clock.Now(), 1);
                      if (!due.ok()) return due.status();
                      taken = due->at(0);
                      return TakeFiring(tx, world_.service.clock.Now() + FiringWorker::kLease,
                                        &taken)
                          .status();
                    }),
                IsOk());
    return taken;
  }

  RuleWorld world_;
};

TEST_F(RuleFiringTest, AnEventMakesOneToDo) {
  const AutomationRule rule = world_.Enabled(UrgentRule(world_.me()));
  const LogEvent event = world_.BecameUrgent();
  ASSERT_THAT(world_.Apply({event}), IsOk());
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(0));  // written down, not done
  world_.Work();
  ASSERT_THAT(world_.TodosTitled("跟进"), SizeIs(1));
  EXPECT_EQ(world_.TodosTitled("跟进")[0].owner(), world_.me());
  EXPECT_EQ(world_.TodosTitled("跟进")[0].rule(), rule.name());
  const auto executions = world_.Executions(rule.name());
  ASSERT_THAT(executions, SizeIs(1));
  EXPECT_EQ(executions[0].outcome(), RuleExecution::DONE);
  ASSERT_EQ(executions[0].actions_size(), 1);
  EXPECT_EQ(executions[0].actions(0).state(), ActionOutcome::DONE);
  EXPECT_EQ(executions[0].actions(0).made(), world_.TodosTitled("跟进")[0].name());
  EXPECT_EQ(executions[0].depth(), 1);
}

// RUL3: an event that is heard again fires nothing.
TEST_F(RuleFiringTest, WhatIsHeardAgainFiresOnce) {
  const AutomationRule rule = world_.Enabled(UrgentRule(world_.me()));
  const LogEvent event = world_.BecameUrgent();
  ASSERT_THAT(world_.Apply({event}), IsOk());
  world_.Work();
  ASSERT_THAT(world_.Apply({event}), IsOk());
  world_.Work();
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(1));
  const auto executions = world_.Executions(rule.name());
  ASSERT_THAT(executions, SizeIs(2));
  EXPECT_EQ(executions[1].reason() + executions[0].reason(), RuleExecution::ALREADY_FIRED);
}

TEST_F(RuleFiringTest, WhoIsKilledBeforeTheCommitHasClaimedNothing) {
  const AutomationRule rule = world_.Enabled(UrgentRule(world_.me()));
  const LogEvent event = world_.BecameUrgent();
  EXPECT_THAT(world_.part->events.Apply(
                  {event}, [](db::Transaction&) { return absl::UnavailableError("killed"); }),
              StatusIs(absl::StatusCode::kUnavailable));
  world_.Work();
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(0));
  ASSERT_THAT(world_.Apply({event}), IsOk());
  world_.Work();
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(1));
  EXPECT_THAT(world_.Executions(rule.name()), SizeIs(1));
}

TEST_F(RuleFiringTest, AWorkerThatIsKilledBeforeItsCallsLeavesThemToAnother) {
  world_.Enabled(UrgentRule(world_.me()));
  ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
  Take();
  world_.Work();
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(0));  // still the other one's
  world_.service.clock.Advance(FiringWorker::kLease);
  world_.Work();
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(1));
}

TEST_F(RuleFiringTest, AWorkerThatIsKilledAfterItsCallsHasThemRepeatedToNoEffect) {
  const AutomationRule rule = world_.Enabled(UrgentRule(world_.me()));
  const LogEvent event = world_.BecameUrgent();
  ASSERT_THAT(world_.Apply({event}), IsOk());
  const QueuedFiring taken = Take();
  const rules::StoredCall& call = taken.firing.steps(0).calls().calls(0);
  const auto request = NewMessage(google::protobuf::DescriptorPool::generated_pool()
                                      ->FindMethodByName(call.method())
                                      ->input_type());
  ASSERT_TRUE(request->ParseFromString(call.request()));
  ASSERT_THAT(world_.part->access.Call({taken.tenant, world_.me(), Uuid(), 0}, call.method(),
                                       call.permission(), *request),
              IsOk());
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(1));
  world_.service.clock.Advance(FiringWorker::kLease);
  world_.Work();
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(1));
  EXPECT_THAT(world_.Executions(rule.name()), SizeIs(1));
}

TEST_F(RuleFiringTest, WhoWasOvertakenFinishesNothing) {
  world_.Enabled(UrgentRule(world_.me()));
  ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
  QueuedFiring taken = Take();
  ++taken.epoch;
  world_.service.clock.Advance(FiringWorker::kLease);
  world_.Work();
  EXPECT_THAT(world_.service.database->ReadWrite(
                  {db::Lane::kJob}, [&](db::Transaction& tx) { return FinishFiring(tx, taken); }),
              HasReason("FIRING_TAKEN"));
}

TEST_F(RuleFiringTest, TwoWhoHearTheSameAtOnceFireOnce) {
  world_.Enabled(UrgentRule(world_.me()));
  const LogEvent event = world_.BecameUrgent();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    // One that collides is told to come again, as a consumer would.
    threads.emplace_back([&] {
      for (int tries = 0; tries < 10 && !world_.Apply({event}).ok(); ++tries) {
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  world_.Work();
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(1));
}

// RUL7: very many records, each once.
TEST_F(RuleFiringTest, TwoHundredRecordsFireOnceEach) {
  world_.Enabled(UrgentRule(world_.me()));
  std::vector<LogEvent> batch;
  for (int i = 0; i < 200; ++i) {
    batch.push_back(world_.BecameUrgent());
    if (batch.size() < 10) continue;
    ASSERT_THAT(world_.Apply(batch), IsOk());
    batch.clear();
  }
  world_.Work();
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(200));
}

TEST_F(RuleFiringTest, WhatHappenedBeforeItWasEnabledSetsNothingOff) {
  const LogEvent event = world_.BecameUrgent();
  world_.service.clock.Advance(absl::Seconds(1));
  world_.Enabled(UrgentRule(world_.me()));
  ASSERT_THAT(world_.Apply({event}), IsOk());
  world_.Work();
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(0));
}

TEST_F(RuleFiringTest, OncePerWindowFiresAgainInTheNext) {
  AutomationRule rule = UrgentRule(world_.me());
  rule.set_fire_policy(AutomationRule::ONCE_PER_WINDOW);
  rule.set_window(AutomationRule::DAY);
  world_.Enabled(rule);
  Todo todo;
  todo.set_title("旧");
  todo.set_priority(Todo::URGENT);
  todo = world_.service.CreateTodo(todo);
  Todo before = todo;
  before.set_priority(Todo::LOW);
  for (const int hours : {0, 1, 24}) {
    world_.service.clock.Advance(absl::Hours(hours));
    ASSERT_THAT(world_.Apply({world_.Updated(before, todo)}), IsOk());
  }
  world_.Work();
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(2));
}

}  // namespace
}  // namespace guanxi::workflow
