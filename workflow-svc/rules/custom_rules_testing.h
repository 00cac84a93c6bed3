// Rules that read custom fields, whose definitions are those of a real customer-svc, for tests.
#ifndef GUANXI_WORKFLOW_SVC_RULES_CUSTOM_RULES_TESTING_H_
#define GUANXI_WORKFLOW_SVC_RULES_CUSTOM_RULES_TESTING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/metadata/v1/field_definition.pb.h"
#include "guanxi/workflow/v1/automation_rule_service.pb.h"
#include "workflow-svc/rules/rule_world.h"
#include "workflow-svc/rules/rules_testing.h"

namespace guanxi::workflow {

// Customers have a text "area" and a number "score".
class CustomRulesTest : public ::testing::Test {
 protected:
  CustomRulesTest() {
    Define("area", metadata::v1::FieldDefinition::STRING);
    Define("score", metadata::v1::FieldDefinition::NUMBER);
  }
  customer::TestService& customers() { return world_.service.customer_server.service(); }
  metadata::v1::FieldDefinition Define(const std::string& key,
                                       metadata::v1::FieldDefinition::ValueType type,
                                       bool filterable = true) {
    metadata::v1::CreateFieldDefinitionRequest request;
    metadata::v1::FieldDefinition& definition = *request.mutable_field_definition();
    definition.set_resource_type("guanxi.dev/Customer");
    definition.set_key(key);
    definition.set_display_name(key);
    definition.set_value_type(type);
    definition.set_filterable(filterable);
    return customers()
        .definitions->Create<metadata::v1::FieldDefinition>(customers().call(), request)
        .value();
  }
  void Retire(const metadata::v1::FieldDefinition& definition) {
    metadata::v1::DeleteFieldDefinitionRequest request;
    request.set_name(definition.name());
    ASSERT_THAT(
        customers().definitions->Delete<metadata::v1::FieldDefinition>(customers().call(), request),
        IsOk());
  }
  std::string MakeCustomer(const std::string& area, double score) {
    customer::v1::Customer customer = customer::TestService::Company("云帆");
    (*customer.mutable_custom())["area"].set_string_value(area);
    (*customer.mutable_custom())["score"].set_number_value(score);
    return customers().Create(customer).name();
  }
  // About records that are made.
  v1::AutomationRule Rule(const std::string& condition,
                          const std::string& type = "guanxi.dev/Customer") {
    v1::AutomationRule rule = RuleAbout(type, {v1::RecordTrigger::CREATED});
    rule.clear_name();
    rule.clear_state();
    rule.set_owner(world_.me());
    rule.set_condition(condition);
    return rule;
  }
  absl::StatusOr<v1::AutomationRule> Create(const v1::AutomationRule& rule) {
    v1::CreateAutomationRuleRequest request;
    *request.mutable_automation_rule() = rule;
    return world_.service.catalog->Of<v1::AutomationRule>().Create<v1::AutomationRule>(
        world_.service.call(), request);
  }
  // The paths of what is wrong with it.
  std::vector<std::string> Faults(const v1::AutomationRule& rule) {
    std::vector<std::string> paths;
    for (const FieldViolation& violation : FieldViolations(Create(rule).status())) {
      paths.push_back(violation.path);
    }
    return paths;
  }
  // What the rules make of new customers.
  std::vector<std::string> SubjectsAfter(const std::vector<std::string>& made) {
    std::vector<event::v1::LogEvent> events;
    for (const std::string& name : made) {
      events.push_back(world_.Happened(name, metadata::v1::Change::CREATED));
    }
    EXPECT_THAT(world_.Apply(events), IsOk());
    world_.Work();
    std::vector<std::string> subjects;
    for (const v1::Todo& todo : world_.TodosTitled("跟进")) subjects.push_back(todo.subject());
    return subjects;
  }

  RuleWorld world_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_CUSTOM_RULES_TESTING_H_
