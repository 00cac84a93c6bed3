#include "workflow-svc/rules/rules_testing.h"

#include <cstdlib>
#include <iostream>
#include <utility>

namespace guanxi::workflow {

using v1::AutomationRule;

AutomationRule RuleAbout(const std::string& type, const std::vector<v1::RecordTrigger::Kind>& kinds,
                         const std::vector<std::string>& fields) {
  AutomationRule rule;
  rule.set_name("automationRules/0190a000-0000-7000-8000-00000000000a");
  rule.set_display_name("跟进");
  rule.set_resource_type(type);
  rule.set_owner(kRuleOwner);
  rule.set_state(AutomationRule::ENABLED);
  auto* const record = rule.mutable_trigger()->mutable_record();
  for (const v1::RecordTrigger::Kind kind : kinds) record->add_kinds(kind);
  for (const std::string& field : fields) record->add_fields(field);
  auto* const todo = rule.add_actions()->mutable_todo();
  todo->set_title("跟进");
  todo->mutable_assignee()->set_rule_owner(true);
  Violations violations;
  NormalizeAutomationRule(&rule, &violations);
  return rule;
}

RulePtr Compile(const AutomationRule& rule) {
  Violations violations;
  auto compiled = CompiledRule::Compile(rule, &violations);
  if (compiled == nullptr) {
    for (const FieldViolation& violation : FieldViolations(violations.ToStatus())) {
      std::cerr << violation.path << ": " << violation.description << "\n";
    }
    std::abort();
  }
  return compiled;
}

}  // namespace guanxi::workflow
