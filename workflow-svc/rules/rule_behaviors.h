// Rules and what became of them, as resources of the engine.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_BEHAVIORS_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_BEHAVIORS_H_

#include <memory>

#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "common/timers/timers.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "guanxi/workflow/v1/rule_execution.pb.h"
#include "workflow-svc/rules/custom_field_book.h"

namespace guanxi::workflow {

// `*rules` is the resource that the behavior is of, by the time when one is written. `timers`: what
// a rule that acts on time is armed with; null: none is. `custom` knows custom fields; null: no
// condition may read one. Nothing is owned.
resource::Behavior<v1::AutomationRule> AutomationRuleBehavior(
    const std::unique_ptr<const resource::Resource>* rules, timers::Timers* timers,
    CustomFieldBook* custom);
resource::Behavior<v1::RuleExecution> RuleExecutionBehavior();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_BEHAVIORS_H_
