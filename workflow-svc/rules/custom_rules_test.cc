// Rules that read custom fields, from what is refused to what fires.
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/rules/custom_rules_testing.h"

namespace guanxi::workflow {
namespace {

using metadata::v1::FieldDefinition;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using v1::AutomationRule;

TEST_F(CustomRulesTest, AConditionReadsThemByTheirKinds) {
  world_.Enabled(Rule("custom.area = \"华东\" AND custom.score >= 9.5"));
  const std::string east = MakeCustomer("华东", 10);
  EXPECT_THAT(SubjectsAfter({MakeCustomer("华北", 10), MakeCustomer("华东", 9), east}),
              ElementsAre(east));
}

TEST_F(CustomRulesTest, WhatIsWrongIsSaidWhenTheRuleIsSaved) {
  Define("internal", FieldDefinition::STRING, /*filterable=*/false);
  Retire(Define("past", FieldDefinition::STRING));
  const std::vector<std::string> condition = {"automation_rule.condition"};
  EXPECT_EQ(Faults(Rule("custom.nothing = 1")), condition);
  EXPECT_EQ(Faults(Rule("custom.internal = \"x\"")), condition);
  EXPECT_EQ(Faults(Rule("custom.past = \"x\"")), condition);
  // Of another kind, and with another fault.
  EXPECT_EQ(Faults(Rule("custom.score = \"high\"")), condition);
  EXPECT_EQ(Faults(Rule("custom.area = \"华东\" AND nothing = 1")), condition);
  AutomationRule rule = Rule("custom.nothing = 1");
  rule.set_priority(5000);
  EXPECT_THAT(Faults(rule),
              UnorderedElementsAre("automation_rule.condition", "automation_rule.priority"));
  EXPECT_THAT(Create(Rule("custom.nothing = 1")).status().message(),
              HasSubstr("custom.nothing is no filterable field"));
  // What only events tell goes with events alone, also where the condition stays.
  const auto made = Create(Rule("old.custom.area = \"华东\""));
  ASSERT_THAT(made, IsOk());
  v1::UpdateAutomationRuleRequest update;
  update.mutable_automation_rule()->set_name(made->name());
  update.mutable_automation_rule()->mutable_trigger()->mutable_manual();
  update.mutable_update_mask()->add_paths("trigger");
  EXPECT_THAT(world_.service.catalog->Of<AutomationRule>().Update<AutomationRule>(
                  world_.service.call(), update),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("condition")));
}

TEST_F(CustomRulesTest, ARuleGoesOnReadingAFieldThatIsRetired) {
  const FieldDefinition tier = Define("tier", FieldDefinition::STRING);
  world_.Enabled(Rule("NOT custom.tier:* AND custom.area = \"华东\""));
  Retire(tier);
  const std::string name = MakeCustomer("华东", 1);
  EXPECT_THAT(SubjectsAfter({name}), ElementsAre(name));
}

TEST_F(CustomRulesTest, WithoutCustomerSvcOnlyRulesThatReadThemWait) {
  const AutomationRule stored = world_.Enabled(Rule("custom.area = \"华东\""));
  world_.service.customer_server.Stop();
  EXPECT_THAT(Create(Rule("custom.area = \"华北\"")), HasReason("CUSTOMER_SVC_DOWN"));
  EXPECT_THAT(Create(Rule("grade = VIP")), IsOk());
  // The condition stays as it was: nobody is asked.
  v1::PauseAutomationRuleRequest pause;
  pause.set_name(stored.name());
  EXPECT_THAT(world_.part->service.PauseAutomationRule(world_.service.call(), pause), IsOk());
}

TEST_F(CustomRulesTest, TrialsShowTheirValuesAndFormsHaveThem) {
  v1::TestAutomationRuleRequest request;
  request.set_subject(MakeCustomer("华东", 9.5));
  *request.mutable_rule() = Rule("custom.score > 9 AND custom.area = \"华北\"");
  const auto tried = world_.part->service.TestAutomationRule(world_.service.call(), request);
  ASSERT_THAT(tried, IsOk());
  EXPECT_EQ(tried->verdict(), v1::TestAutomationRuleResponse::HOLDS_NOT);
  std::vector<std::string> values;
  for (const auto& one : tried->comparisons()) {
    ASSERT_EQ(one.values_size(), 1);
    values.push_back(one.field() + " " + one.values(0));
  }
  EXPECT_THAT(values, UnorderedElementsAre("custom.score 9.5", "custom.area 华东"));
  v1::ConvertConditionRequest convert;
  convert.set_resource_type("guanxi.dev/Customer");
  convert.set_condition("custom.area=\"华东\"");
  const auto by_text = world_.part->service.ConvertCondition(world_.service.call(), convert);
  ASSERT_THAT(by_text, IsOk());
  EXPECT_EQ(by_text->condition(), "custom.area = \"华东\"");
  convert.clear_condition();
  *convert.mutable_condition_form() = by_text->condition_form();
  EXPECT_EQ(world_.part->service.ConvertCondition(world_.service.call(), convert)->condition(),
            by_text->condition());
  AutomationRule rule = Rule("");
  *rule.mutable_condition_form() = by_text->condition_form();
  EXPECT_THAT(Create(rule), IsOk());
}

TEST_F(CustomRulesTest, RecordsWithoutAnyHaveThoseOfTheirCustomer) {
  const std::string type = "guanxi.dev/Interaction";
  EXPECT_THAT(Faults(Rule("custom.area = \"华东\"", type)),
              ElementsAre("automation_rule.condition"));
  EXPECT_THAT(Faults(Rule("parent.custom.area = \"华东\"", type)), IsEmpty());
}

}  // namespace
}  // namespace guanxi::workflow
