#include "workflow-svc/rules/rule_behaviors.h"

#include <memory>
#include <string>

#include "common/base/status_macros.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/custom_keys.h"
#include "workflow-svc/rules/rule_moves.h"
#include "workflow-svc/rules/time/rule_starts.h"

namespace guanxi::workflow {

using resource::ChangeKind;
using resource::UnitOfWork;
using resource::WriteContext;
using v1::AutomationRule;

namespace {

// What `check` leaves out: texts that read custom fields, by what the services have said of these.
// Where it has not been asked yet, all of them are refused for now.
absl::Status CheckCustomTexts(const UnitOfWork& work, const CustomFieldBook* custom,
                              const AutomationRule* old, const AutomationRule& next) {
  const bool same = old != nullptr && LooksAlike(*old, next);
  if (same || CustomKeysOf(next).empty()) return absl::OkStatus();
  CustomFieldBook::Fields fields;
  if (custom != nullptr) fields = custom->Known(work.principal().tenant);
  Violations violations;
  CompiledRule::Compile(next, &violations, fields.get());
  return violations.ToStatus();
}

}  // namespace

resource::Behavior<AutomationRule> AutomationRuleBehavior(
    const std::unique_ptr<const resource::Resource>* rules, timers::Timers* timers,
    CustomFieldBook* custom) {
  resource::Behavior<AutomationRule> rule;
  rule.normalize = [](const WriteContext&, AutomationRule* message, Violations* violations) {
    NormalizeAutomationRule(message, violations);
  };
  rule.check = [](ChangeKind kind, const AutomationRule* old, const AutomationRule& next,
                  Violations* violations) {
    // A rule that pauses itself because it does not compile any more must be able to.
    const bool same = old != nullptr && !DoesAnother(*old, next);
    if (!StatesValues(kind) || (same && next.state() == AutomationRule::PAUSED)) return;
    CompiledRule::Compile(WithoutCustomKeys(next), violations);
  };
  if (custom != nullptr) {
    rule.questions = CustomQuestions;
    rule.ask = [custom](const rpc::Call& call, absl::Span<const std::string> names) {
      return AskForCustom(custom, call, names);
    };
  }
  rule.admit = [custom](UnitOfWork& work, ChangeKind, const AutomationRule* old,
                        const AutomationRule& next) {
    return CheckCustomTexts(work, custom, old, next);
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
