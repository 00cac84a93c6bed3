#include "workflow-svc/rules/rule_behaviors.h"

#include <memory>

#include "common/base/status_macros.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/rule_moves.h"
#include "workflow-svc/rules/time/rule_starts.h"

namespace guanxi::workflow {

using resource::ChangeKind;
using resource::UnitOfWork;
using resource::WriteContext;
using v1::AutomationRule;

resource::Behavior<AutomationRule> AutomationRuleBehavior(
    const std::unique_ptr<const resource::Resource>* rules, timers::Timers* timers) {
  resource::Behavior<AutomationRule> rule;
  rule.normalize = [](const WriteContext&, AutomationRule* message, Violations* violations) {
    NormalizeAutomationRule(message, violations);
  };
  rule.check = [](ChangeKind kind, const AutomationRule* old, const AutomationRule& next,
                  Violations* violations) {
    // A rule that pauses itself because it does not compile any more must be able to.
    const bool same = old != nullptr && !DoesAnother(*old, next);
    if (!StatesValues(kind) || (same && next.state() == AutomationRule::PAUSED)) return;
    CompiledRule::Compile(next, violations);
  };
  rule.derive = [rules, timers](UnitOfWork& work, ChangeKind kind, const AutomationRule* old,
                                const AutomationRule& next) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(DeriveRule(work, **rules, kind, old, next));
    return timers != nullptr ? DeriveRuleTimers(work, timers, old, next) : absl::OkStatus();
  };
  return rule;
}

resource::Behavior<v1::RuleExecution> RuleExecutionBehavior() { return {}; }

}  // namespace guanxi::workflow
