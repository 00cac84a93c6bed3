// Rules for tests.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULES_TESTING_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULES_TESTING_H_

#include <string>
#include <vector>

#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/rule_index.h"

namespace guanxi::workflow {

// Its owner, and that of everything in tests.
inline constexpr char kRuleOwner[] = "users/0190a000-0000-7000-8000-000000000001";

// An ENABLED rule that makes a to-do `跟进` for its owner, in normal form.
v1::AutomationRule RuleAbout(const std::string& type,
                             const std::vector<v1::RecordTrigger::Kind>& kinds,
                             const std::vector<std::string>& fields = {});

// Ends the test's process if there is anything wrong with it, and says what.
RulePtr Compile(const v1::AutomationRule& rule);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULES_TESTING_H_
