// A rule, checked and ready to be used.
#ifndef GUANXI_WORKFLOW_SVC_RULES_COMPILED_RULE_H_
#define GUANXI_WORKFLOW_SVC_RULES_COMPILED_RULE_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "common/resource/custom_fields.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "workflow-svc/rules/compiled_action.h"
#include "workflow-svc/rules/condition.h"
#include "workflow-svc/rules/record_kind.h"

namespace guanxi::workflow {

// Immutable, thus thread-safe.
class CompiledRule {
 public:
  // Adds everything that is wrong with the rule, by path; null if there is anything. What others
  // must say (whether a user is active) is not asked. `custom` as in Condition::FromText.
  static std::unique_ptr<const CompiledRule> Compile(
      const v1::AutomationRule& rule, Violations* violations,
      const resource::TenantFields* custom = nullptr);

  const v1::AutomationRule& rule() const { return rule_; }
  const RecordKind& kind() const { return *kind_; }
  const Condition& condition() const { return *condition_; }
  const std::vector<CompiledAction>& actions() const { return actions_; }
  // The events that it goes by: those of its RecordTrigger or ThresholdTrigger; null of others.
  const v1::RecordTrigger* events() const;
  // Whether it tells people of a state (NotificationAction.while_it_holds).
  bool tells_while_it_holds() const;
  // Whether the condition or a text is about the customer that the record belongs to.
  bool reads_parent() const { return reads_parent_; }

 private:
  CompiledRule() = default;

  v1::AutomationRule rule_;
  const RecordKind* kind_ = nullptr;
  std::optional<Condition> condition_;
  std::vector<CompiledAction> actions_;
  bool reads_parent_ = false;
};

// The events that a trigger goes by; null if it goes by none.
const v1::RecordTrigger* EventsOf(const v1::AutomationTrigger& trigger);

// Compiles the rule's condition, of whichever form; empty ones hold always. INVALID_ARGUMENT with
// the path of the field.
absl::StatusOr<Condition> CompileCondition(const RecordKind& kind, const v1::AutomationRule& rule,
                                           const resource::TenantFields* custom = nullptr);

// Brings what people write into the form in which it is stored: the condition in canonical form,
// unless it reads custom fields; the fire policy that is meant where none is stated, what follows
// an action that fails.
void NormalizeAutomationRule(v1::AutomationRule* rule, Violations* violations);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_COMPILED_RULE_H_
