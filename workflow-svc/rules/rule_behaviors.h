// Rules and what became of them, as resources of the engine.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_BEHAVIORS_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_BEHAVIORS_H_

#include <memory>

#include "common/foreign/foreign_names.h"
#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "common/timers/timers.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "guanxi/workflow/v1/rule_execution.pb.h"
#include "workflow-svc/rules/custom_field_book.h"

namespace guanxi::workflow {

// What rules stand on. Nothing is owned.
struct RuleBehaviorParts {
  // The resources that the behavior is of, and those that actions name, by the time when one is
  // written.
  const std::unique_ptr<const resource::Resource>* rules = nullptr;
  const std::unique_ptr<const resource::Resource>* channels = nullptr;
  const std::unique_ptr<const resource::Resource>* process_definitions = nullptr;
  const std::unique_ptr<const resource::Resource>* process_revisions = nullptr;
  // What a rule that acts on time is armed with; null: none is.
  timers::Timers* timers = nullptr;
  // Knows custom fields; null: no condition may read one.
  CustomFieldBook* custom = nullptr;
  // Says whether tags are there; null: no action may name one.
  const foreign::ForeignNames* names = nullptr;
};

resource::Behavior<v1::AutomationRule> AutomationRuleBehavior(const RuleBehaviorParts& parts);
resource::Behavior<v1::RuleExecution> RuleExecutionBehavior();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_BEHAVIORS_H_
