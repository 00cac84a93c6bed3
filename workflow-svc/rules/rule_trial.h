// What a rule would make of a record: TestAutomationRule.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_TRIAL_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_TRIAL_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "common/filter/moment.h"
#include "common/policy/rights.h"
#include "guanxi/workflow/v1/automation_rule_service.pb.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/planner.h"

namespace guanxi::workflow {

// Everything but what is stored: whether it has fired is not said. `sight` is the caller's, who has
// `rights`; null: he sees all. Pure. Errors: none but those of mistakes.
absl::StatusOr<v1::TestAutomationRuleResponse> TryRule(
    const CompiledRule& rule, const std::string& subject, const Sight& sight,
    const absl::flat_hash_set<std::string>& changed, const filter::Moment& moment,
    const policy::Rights* rights);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_TRIAL_H_
