// What keeps rules in check: loops, unknown conditions, failures, changes by others.
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/automation_rule_service.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/rules/rule_moves.h"
#include "workflow-svc/rules/rule_world.h"

namespace guanxi::workflow {
namespace {

using event::v1::LogEvent;
using ::testing::SizeIs;
using v1::ActionOutcome;
using v1::AutomationRule;
using v1::RuleExecution;
using v1::Todo;

class RuleGuardTest : public ::testing::Test {
 protected:
  RuleWorld world_;
};

// RUL1: a rule that changes the field which sets it off.
TEST_F(RuleGuardTest, ARuleThatSetsItselfOffEndsAndTheLogSaysWhy) {
  AutomationRule rule = UrgentRule(world_.me());
  rule.set_condition("priority = URGENT");
  rule.clear_actions();
  auto* const field = rule.add_actions()->mutable_update()->add_fields();
  field->set_field("priority");
  field->set_value("URGENT");
  rule = world_.Enabled(rule);
  const LogEvent first = world_.BecameUrgent();
  ASSERT_THAT(world_.Apply({first}), IsOk());
  world_.Work();
  world_.service.clock.Advance(absl::Seconds(1));
  // What it has changed is heard, as an event of the same chain.
  LogEvent second = world_.Caused(first, first);
  second.set_event_id(std::string(world_.ids.Next().bytes()));
  ASSERT_THAT(world_.Apply({second}), IsOk());
  world_.Work();
  const auto executions = world_.Executions(rule.name());
  ASSERT_THAT(executions, SizeIs(2));
  EXPECT_EQ(executions[0].outcome(), RuleExecution::DONE);
  EXPECT_EQ(executions[1].reason(), RuleExecution::LOOP);
}

TEST_F(RuleGuardTest, WhatARuleChangesBelongsToTheChainOfItsEvent) {
  AutomationRule rule = UrgentRule(world_.me());
  rule.clear_actions();
  auto* const field = rule.add_actions()->mutable_update()->add_fields();
  field->set_field("note");
  field->set_value("由规则：{{title}}");
  world_.Enabled(rule);
  const LogEvent event = world_.BecameUrgent();
  ASSERT_THAT(world_.Apply({event}), IsOk());
  world_.Work();
  v1::ListTodoChangesRequest request;
  request.set_name(world_.TodosTitled("旧").at(0).name());
  const auto changes = world_.service.catalog->Of<Todo>().ListChanges<v1::ListTodoChangesResponse>(
      world_.service.call(), request);
  ASSERT_THAT(changes, IsOk());
  ASSERT_EQ(changes->changes_size(), 2);
  EXPECT_EQ(changes->changes(0).fields(0).path(), "note");
  EXPECT_EQ(changes->changes(0).root_event_id(),
            Uuid::FromBytes(event.root_event_id()).value().ToString());
  EXPECT_EQ(changes->changes(0).actor(), world_.me());
}

TEST_F(RuleGuardTest, NothingFiresEightCausesDeep) {
  const AutomationRule rule = world_.Enabled(UrgentRule(world_.me()));
  LogEvent event = world_.BecameUrgent();
  event.set_depth(8);
  ASSERT_THAT(world_.Apply({event}), IsOk());
  world_.Work();
  const auto executions = world_.Executions(rule.name());
  ASSERT_THAT(executions, SizeIs(1));
  EXPECT_EQ(executions[0].reason(), RuleExecution::TOO_DEEP);
}

// RUL2: a value is missing.
TEST_F(RuleGuardTest, AnUnknownConditionDoesNotFireAndNamesWhatIsMissing) {
  AutomationRule rule = UrgentRule(world_.me());
  rule.set_condition("priority = URGENT AND due_time < ago(\"1d\")");
  rule = world_.Enabled(rule);
  ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
  world_.Work();
  const auto executions = world_.Executions(rule.name());
  ASSERT_THAT(executions, SizeIs(1));
  EXPECT_EQ(executions[0].reason(), RuleExecution::CONDITION_UNKNOWN);
  ASSERT_EQ(executions[0].comparisons_size(), 1);
  EXPECT_EQ(executions[0].comparisons(0).comparison(), "due_time <");
  EXPECT_TRUE(executions[0].comparisons(0).unknown());
}

TEST_F(RuleGuardTest, AnActionThatFailsStopsTheNextUnlessItSaysOtherwise) {
  AutomationRule rule = UrgentRule(world_.me());
  auto* const assign = rule.mutable_actions(0);
  assign->mutable_assign()->mutable_to()->set_field("collaborators");
  rule.add_actions()->mutable_todo()->set_title("跟进");
  AutomationRule goes_on = rule;
  goes_on.mutable_actions(0)->set_on_failure(v1::AutomationAction::CONTINUE);
  rule = world_.Enabled(rule);
  goes_on = world_.Enabled(goes_on);
  ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
  world_.Work();
  const auto stopped = world_.Executions(rule.name()), went_on = world_.Executions(goes_on.name());
  ASSERT_THAT(stopped, SizeIs(1));
  EXPECT_EQ(stopped[0].outcome(), RuleExecution::FAILED);
  EXPECT_EQ(stopped[0].actions(0).reason(), "NOBODY");
  EXPECT_EQ(stopped[0].actions(1).state(), ActionOutcome::SKIPPED);
  ASSERT_THAT(went_on, SizeIs(1));
  EXPECT_EQ(went_on[0].actions(1).state(), ActionOutcome::DONE);
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(1));
}

TEST_F(RuleGuardTest, ThreeFailuresInARowPauseTheRule) {
  AutomationRule rule = UrgentRule(world_.me());
  rule.mutable_actions(0)->mutable_assign()->mutable_to()->set_field("collaborators");
  rule = world_.Enabled(rule);
  for (int i = 0; i < kMaxFailures; ++i) {
    EXPECT_EQ(world_.Get(rule.name()).state(), AutomationRule::ENABLED);
    ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
    world_.Work();
  }
  const AutomationRule paused = world_.Get(rule.name());
  EXPECT_EQ(paused.state(), AutomationRule::PAUSED);
  EXPECT_EQ(paused.pause_reason(), AutomationRule::FAILURES);
  EXPECT_EQ(paused.pause_message(), "FAILED_PRECONDITION NOBODY");
  ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
  world_.Work();
  EXPECT_THAT(world_.Executions(rule.name()), SizeIs(kMaxFailures));
}

// Else he would have it do, as its owner, what he may not do himself.
TEST_F(RuleGuardTest, WhoChangesARuleOfSomebodyElsePausesIt) {
  const AutomationRule rule = world_.Enabled(UrgentRule(world_.me()));
  rpc::Call other = world_.service.call();
  other.principal.subject = "users/" + DeriveUuid("user", "bob").ToString();
  v1::UpdateAutomationRuleRequest request;
  request.mutable_automation_rule()->set_name(rule.name());
  request.mutable_automation_rule()->set_description("为什么");
  const auto& methods = world_.service.catalog->Of<AutomationRule>();
  ASSERT_THAT(methods.Update<AutomationRule>(other, request), IsOk());
  EXPECT_EQ(world_.Get(rule.name()).state(), AutomationRule::ENABLED);  // it does the same
  request.mutable_automation_rule()->set_condition("priority = LOW");
  ASSERT_THAT(methods.Update<AutomationRule>(other, request), IsOk());
  EXPECT_EQ(world_.Get(rule.name()).pause_reason(), AutomationRule::CHANGED_BY_ANOTHER);
  v1::EnableAutomationRuleRequest enable;
  enable.set_name(rule.name());
  EXPECT_THAT(world_.part->service.EnableAutomationRule(other, enable),
              HasReason("NOT_RULE_OWNER"));
}

TEST_F(RuleGuardTest, RunsByHandOnceForARequest) {
  AutomationRule rule = UrgentRule(world_.me());
  rule.set_condition("priority = URGENT");
  rule.mutable_trigger()->mutable_manual();
  rule = world_.Enabled(rule);
  Todo todo;
  todo.set_title("旧");
  todo.set_priority(Todo::URGENT);
  todo = world_.service.CreateTodo(todo);
  v1::RunAutomationRuleRequest request;
  request.set_name(rule.name());
  request.set_subject(todo.name());
  request.set_request_id(world_.ids.Next().ToString());
  for (int i = 0; i < 2; ++i) {
    const auto run = world_.part->service.RunAutomationRule(world_.service.call(), request);
    ASSERT_THAT(run, IsOk());
    EXPECT_TRUE(run->fired());
  }
  world_.Work();
  EXPECT_THAT(world_.TodosTitled("跟进"), SizeIs(1));
}

TEST_F(RuleGuardTest, ATrialShowsEveryComparisonWithItsValueAndDoesNothing) {
  AutomationRule rule = UrgentRule(world_.me());
  rule.set_condition("priority = URGENT AND changed(\"priority\")");
  rule.mutable_actions(0)->mutable_todo()->set_title("跟进 {{title}}");
  Todo todo;
  todo.set_title("旧");
  todo.set_priority(Todo::URGENT);
  todo = world_.service.CreateTodo(todo);
  v1::TestAutomationRuleRequest request;
  *request.mutable_rule() = rule;
  request.set_subject(todo.name());
  auto trial = world_.part->service.TestAutomationRule(world_.service.call(), request);
  ASSERT_THAT(trial, IsOk());
  EXPECT_EQ(trial->verdict(), v1::TestAutomationRuleResponse::HOLDS_NOT);
  ASSERT_EQ(trial->comparisons_size(), 2);
  EXPECT_THAT(trial->comparisons(1).comparison(), "priority = URGENT");
  EXPECT_EQ(trial->comparisons(1).values(0), "URGENT");
  request.add_assume_changed("priority");
  trial = world_.part->service.TestAutomationRule(world_.service.call(), request);
  ASSERT_THAT(trial, IsOk());
  EXPECT_EQ(trial->verdict(), v1::TestAutomationRuleResponse::HOLDS);
  ASSERT_EQ(trial->actions_size(), 1);
  EXPECT_EQ(trial->actions(0).recipients(0), world_.me());
  EXPECT_EQ(trial->actions(0).texts(0), "跟进 旧");
  EXPECT_THAT(world_.TodosTitled("跟进 旧"), SizeIs(0));
}

// As a newer binary may have left it: a word that this one does not know.
TEST_F(RuleGuardTest, ARuleThatDoesNotCompileAnyMorePausesItself) {
  const AutomationRule rule = world_.Enabled(UrgentRule(world_.me()));
  ASSERT_THAT(world_.service.database->ReadWrite(
                  {},
                  [](db::Transaction& tx) -> absl::Status {
                    const auto broken = tx.Execute(
                        {"test.break",
                         "UPDATE automation_rules SET body = REPLACE(body, 'URGENT', 'URGENZ')",
                         /*infrastructure=*/true},
                        {});
                    if (!broken.ok()) return broken.status();
                    return tx
                        .Execute({"test.grow", "UPDATE rule_versions SET version = version + 1",
                                  /*infrastructure=*/true},
                                 {})
                        .status();
                  }),
              IsOk());
  ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
  const AutomationRule paused = world_.Get(rule.name());
  EXPECT_EQ(paused.state(), AutomationRule::PAUSED);
  EXPECT_EQ(paused.pause_reason(), AutomationRule::INVALID);
  EXPECT_EQ(paused.pause_message(), "condition");
}

}  // namespace
}  // namespace guanxi::workflow
