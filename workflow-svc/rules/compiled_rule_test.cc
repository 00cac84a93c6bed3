#include "workflow-svc/rules/compiled_rule.h"

#include <algorithm>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/rules/rules_testing.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::AutomationRule;
using v1::RecordTrigger;

constexpr char kTag[] = "tags/0190a000-0000-7000-8000-000000000011";

AutomationRule Valid() { return RuleAbout("guanxi.dev/Customer", {RecordTrigger::UPDATED}); }

// The paths of all faults.
std::vector<std::string> Faults(const AutomationRule& rule) {
  Violations violations;
  CompiledRule::Compile(rule, &violations);
  std::vector<std::string> paths;
  for (const FieldViolation& violation : FieldViolations(violations.ToStatus())) {
    paths.push_back(violation.path);
  }
  return paths;
}

TEST(CompiledRuleTest, WhatIsRightCompiles) {
  AutomationRule rule = Valid();
  rule.set_condition("grade = VIP AND last_follow_up_time < ago(\"15d\")");
  EXPECT_THAT(Faults(rule), IsEmpty());
  EXPECT_FALSE(Compile(rule)->reads_parent());
}

// Three visits to the page of prices within a week, of one customer.
TEST(CompiledRuleTest, BehaviourIsCountedForItsCustomer) {
  AutomationRule rule = RuleAbout("guanxi.dev/BehaviorEvent", {RecordTrigger::CREATED});
  const RecordTrigger made = rule.trigger().record();
  auto* const threshold = rule.mutable_trigger()->mutable_threshold();
  *threshold->mutable_event() = made;
  threshold->set_count(3);
  threshold->mutable_period()->set_seconds(7 * 86'400);
  threshold->set_per_parent(true);
  rule.set_condition("kind = VISIT AND topic = \"价格\" AND parent.grade = VIP");
  EXPECT_THAT(Faults(rule), IsEmpty());
}

TEST(CompiledRuleTest, TextAndFormAreOneCondition) {
  AutomationRule rule = Valid();
  auto* const form = rule.mutable_condition_form();
  form->set_match(type::v1::Condition::ALL);
  auto* const row = form->add_rows()->mutable_comparison();
  row->set_field("grade");
  row->set_operator_(type::v1::Condition::Comparison::EQUAL);
  row->add_values("VIP");
  EXPECT_THAT(Faults(rule), IsEmpty());
  EXPECT_EQ(Compile(rule)->condition().canonical(), "grade = VIP");
  row->set_field("nothing");
  EXPECT_THAT(Faults(rule), ElementsAre("condition_form.rows[0].comparison"));
  rule.set_condition("grade = VIP");
  EXPECT_THAT(Faults(rule), ElementsAre("condition_form"));
}

TEST(CompiledRuleTest, EveryFaultIsNamedAtOnce) {
  AutomationRule rule = Valid();
  rule.set_condition("nothing = 1");
  rule.mutable_trigger()->mutable_record()->add_fields("nowhere");
  rule.mutable_actions(0)->mutable_todo()->set_title("{{nothing}}");
  rule.set_priority(5000);
  auto* const tags = rule.add_actions()->mutable_tags();
  tags->add_add(kTag);
  tags->add_remove(kTag);
  EXPECT_THAT(Faults(rule),
              ElementsAre("trigger.record.fields[0]", "condition", "actions[0].todo.title",
                          "actions[1].tags.remove[0]", "priority"));
}

TEST(CompiledRuleTest, FieldsThatAreWrittenAreOfTheirKind) {
  AutomationRule rule = Valid();
  rule.clear_actions();
  auto* const update = rule.add_actions()->mutable_update();
  auto* field = update->add_fields();
  field->set_field("grade");
  field->set_value("GOLDEN");
  field = update->add_fields();
  field->set_field("create_time");
  field->set_value("2026-03-01T00:00:00Z");
  field = update->add_fields();
  field->set_field("city");
  field->set_from_field("last_follow_up_time");
  field = update->add_fields();
  field->set_field("grade");
  field->set_clear(true);
  EXPECT_THAT(Faults(rule),
              ElementsAre("actions[0].update.fields[0].value", "actions[0].update.fields[1].field",
                          "actions[0].update.fields[3]"));
}

// Leads have words for tags, of which TagService knows nothing; their customer has tags.
TEST(CompiledRuleTest, OnlyCustomersAreTagged) {
  AutomationRule rule = RuleAbout("guanxi.dev/Lead", {RecordTrigger::UPDATED});
  rule.clear_actions();
  auto* const tags = rule.add_actions()->mutable_tags();
  tags->add_add(kTag);
  EXPECT_THAT(Faults(rule), ElementsAre("actions[0].tags"));
  tags->set_of_parent(true);
  EXPECT_THAT(Faults(rule), IsEmpty());
}

TEST(CompiledRuleTest, AProcessIsNamedAndItsFormFilled) {
  AutomationRule rule = Valid();
  rule.clear_actions();
  auto* const start = rule.add_actions()->mutable_start_process();
  start->set_definition("processDefinitions/0190a000-0000-7000-8000-000000000012");
  auto* field = start->add_content();
  field->set_field("customer");
  field->set_from_field("name");
  field = start->add_content();
  field->set_field("text");
  field->set_value("{{display_name}}");
  EXPECT_THAT(Faults(rule), IsEmpty());
  EXPECT_FALSE(Compile(rule)->reads_parent());
  start->set_definition("processes/1");
  field->set_value("{{nothing}}");
  field = start->add_content();
  field->set_field("text");
  field->set_clear(true);
  start->add_content()->set_from_field("nothing");
  EXPECT_THAT(Faults(rule), ElementsAre("actions[0].start_process.definition",
                                        "actions[0].start_process.content[1].value",
                                        "actions[0].start_process.content[2]",
                                        "actions[0].start_process.content[2].clear",
                                        "actions[0].start_process.content[3].field",
                                        "actions[0].start_process.content[3].from_field"));
}

TEST(CompiledRuleTest, WindowsGoWithTheirPolicy) {
  AutomationRule rule = Valid();
  rule.set_fire_policy(AutomationRule::ONCE_PER_WINDOW);
  EXPECT_THAT(Faults(rule), ElementsAre("window"));
  rule.set_window(AutomationRule::MONTH);
  EXPECT_THAT(Faults(rule), IsEmpty());
  rule.set_fire_policy(AutomationRule::ONCE);
  EXPECT_THAT(Faults(rule), ElementsAre("window"));
}

TEST(CompiledRuleTest, TriggersOfTimeHaveNoEvent) {
  AutomationRule rule = Valid();
  rule.mutable_trigger()->mutable_time()->set_field("create_time");
  rule.set_condition("changed(\"grade\")");
  rule.set_fire_policy(AutomationRule::EVERY_CHANGE);
  EXPECT_THAT(Faults(rule), ElementsAre("fire_policy", "condition"));
}

TEST(CompiledRuleTest, RecordsBelowOthersHaveAllTriggers) {
  AutomationRule rule = RuleAbout("guanxi.dev/Contact", {RecordTrigger::UPDATED}, {"title"});
  rule.set_condition("parent.grade = VIP AND changed(\"title\")");
  EXPECT_THAT(Faults(rule), IsEmpty());
  EXPECT_TRUE(Compile(rule)->reads_parent());
  rule = RuleAbout("guanxi.dev/Interaction", {});
  auto* const threshold = rule.mutable_trigger()->mutable_threshold();
  threshold->mutable_event()->add_kinds(RecordTrigger::CREATED);
  threshold->set_count(3);
  threshold->mutable_period()->set_seconds(86400);
  threshold->set_per_parent(true);
  EXPECT_THAT(Faults(rule), IsEmpty());
  rule.mutable_trigger()->mutable_time()->set_field("occur_time");
  rule.set_fire_policy(AutomationRule::ONCE_PER_WINDOW);
  EXPECT_THAT(Faults(rule), IsEmpty());
}

TEST(NormalizeAutomationRuleTest, StoresTheConditionInCanonicalForm) {
  AutomationRule rule = Valid();
  rule.set_condition("last_follow_up_time<ago(\"15d\")   grade=VIP");
  rule.set_state(AutomationRule::STATE_UNSPECIFIED);
  rule.set_fire_policy(AutomationRule::FIRE_POLICY_UNSPECIFIED);
  Violations violations;
  NormalizeAutomationRule(&rule, &violations);
  const std::string canonical = rule.condition();
  EXPECT_EQ(Compile(rule)->condition().canonical(), canonical);
  EXPECT_EQ(rule.fire_policy(), AutomationRule::EVERY_CHANGE);
  EXPECT_EQ(rule.state(), AutomationRule::PAUSED);
  EXPECT_EQ(rule.pause_reason(), AutomationRule::NEW);
}

}  // namespace
}  // namespace guanxi::workflow
