// Rules that set each other off.
#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/rules/rule_world.h"

namespace guanxi::workflow {
namespace {

using event::v1::LogEvent;
using ::testing::SizeIs;
using v1::AutomationRule;
using v1::RuleExecution;
using v1::Todo;

// Looks at to-dos of which `field` changed, and sets another one.
AutomationRule Setter(const std::string& owner, const std::string& field, const std::string& other,
                      const std::string& value) {
  AutomationRule rule = UrgentRule(owner);
  auto* const trigger = rule.mutable_trigger()->mutable_record();
  trigger->clear_fields();
  trigger->add_fields(field);
  rule.set_condition("priority = URGENT");
  rule.clear_actions();
  auto* const write = rule.add_actions()->mutable_update()->add_fields();
  write->set_field(other);
  write->set_value(value);
  return rule;
}

TEST(RuleLoopTest, TwoThatSetEachOtherOffEndAfterTheFirstRound) {
  RuleWorld world;
  const AutomationRule notes = world.Enabled(Setter(world.me(), "priority", "note", "紧急"));
  const AutomationRule urges = world.Enabled(Setter(world.me(), "note", "priority", "URGENT"));
  const auto hear = [&](const LogEvent& event) {
    ASSERT_THAT(world.Apply({event}), IsOk());
    world.Work();
    world.service.clock.Advance(absl::Seconds(1));
  };
  const LogEvent first = world.BecameUrgent();
  hear(first);
  const Todo noted = world.TodosTitled("旧").at(0);
  ASSERT_EQ(noted.note(), "紧急");
  // What the one has done sets the other off, and what that does would set off the one.
  Todo before = noted;
  before.clear_note();
  const LogEvent second = world.Caused(first, world.Updated(before, noted));
  hear(second);
  before = noted;
  before.set_priority(Todo::LOW);
  hear(world.Caused(second, world.Updated(before, noted)));
  const auto of_urges = world.Executions(urges.name());
  ASSERT_THAT(of_urges, SizeIs(1));
  EXPECT_EQ(of_urges[0].outcome(), RuleExecution::DONE);
  const auto of_notes = world.Executions(notes.name());
  ASSERT_THAT(of_notes, SizeIs(2));
  EXPECT_EQ(of_notes[0].outcome(), RuleExecution::DONE);
  EXPECT_EQ(of_notes[1].reason(), RuleExecution::LOOP);
}

}  // namespace
}  // namespace guanxi::workflow
