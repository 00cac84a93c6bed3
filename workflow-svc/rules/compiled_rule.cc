#include "workflow-svc/rules/compiled_rule.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/rules/values.h"
#include "workflow-svc/rules/trigger_checks.h"

namespace guanxi::workflow {
namespace {

using v1::AutomationAction;
using v1::AutomationRule;
using v1::AutomationTrigger;
using v1::RecordTrigger;

constexpr int kMaxActions = 20;
constexpr int kMaxPriority = 1000;

// Whether a trigger tells the windows itself.
bool TellsWindows(const AutomationTrigger& trigger) {
  return trigger.has_time() || trigger.has_schedule();
}

void CheckPolicy(const AutomationRule& rule, Violations* violations) {
  const bool windows = rule.fire_policy() == AutomationRule::ONCE_PER_WINDOW;
  const bool told = TellsWindows(rule.trigger());
  if (rule.fire_policy() == AutomationRule::EVERY_CHANGE && told) {
    violations->Add("fire_policy", "EVERY_CHANGE goes with events");
  }
  if (windows && !told && rule.window() == AutomationRule::WINDOW_UNSPECIFIED) {
    violations->Add("window", "is required by ONCE_PER_WINDOW");
  }
  if ((!windows || told) && rule.window() != AutomationRule::WINDOW_UNSPECIFIED) {
    violations->Add("window", "goes with ONCE_PER_WINDOW where the trigger tells none");
  }
  if (!AutomationRule::Window_IsValid(rule.window())) violations->Add("window", "is not known");
  if (!AutomationRule::FirePolicy_IsValid(rule.fire_policy())) {
    violations->Add("fire_policy", "is not known");
  }
}

bool TellsState(const v1::AutomationAction& action) {
  return action.notification().while_it_holds();
}

}  // namespace

const RecordTrigger* EventsOf(const AutomationTrigger& trigger) {
  if (trigger.has_record()) return &trigger.record();
  if (trigger.has_threshold()) return &trigger.threshold().event();
  return nullptr;
}

const RecordTrigger* CompiledRule::events() const { return EventsOf(rule_.trigger()); }

absl::StatusOr<Condition> CompileCondition(const RecordKind& kind, const AutomationRule& rule,
                                           const resource::TenantFields* custom) {
  if (!rule.condition().empty() && rule.has_condition_form()) {
    return InvalidField("condition_form", "goes without `condition`");
  }
  const bool with_event = EventsOf(rule.trigger()) != nullptr;
  const bool by_form = rule.has_condition_form();
  auto condition = by_form ? Condition::FromForm(kind, with_event, rule.condition_form(), custom)
                           : Condition::FromText(kind, with_event, rule.condition(), custom);
  if (condition.ok()) return condition;
  if (by_form) return UnderPath("condition_form", condition.status());
  return InvalidField("condition", condition.status().message());
}

std::unique_ptr<const CompiledRule> CompiledRule::Compile(const AutomationRule& rule,
                                                          Violations* violations,
                                                          const resource::TenantFields* custom) {
  Violations own;
  auto compiled = std::unique_ptr<CompiledRule>(new CompiledRule());
  compiled->rule_ = rule;
  compiled->kind_ = FindRecordKind(rule.resource_type());
  if (compiled->kind_ == nullptr) {
    violations->Add("resource_type", "want a type of records that rules are about");
    return nullptr;
  }
  const RecordKind& kind = *compiled->kind_;
  CheckTrigger(kind, rule.trigger(), custom, &own);
  CheckPolicy(rule, &own);
  if (auto condition = CompileCondition(kind, rule, custom); condition.ok()) {
    compiled->reads_parent_ = condition->reads_parent();
    compiled->condition_ = *std::move(condition);
  } else {
    own.AddAll("", condition.status());
  }
  if (rule.actions().empty() || rule.actions_size() > kMaxActions) {
    own.Add("actions", "want 1 to 20");
  }
  for (int i = 0; i < rule.actions_size(); ++i) {
    compiled->actions_.push_back(
        CompileAction(kind, rule.actions(i), absl::StrCat("actions[", i, "]"), &own));
    compiled->reads_parent_ |= compiled->actions_.back().reads_parent;
    if (TellsState(rule.actions(i)) && !rule.trigger().has_record()) {
      own.Add(absl::StrCat("actions[", i, "].notification.while_it_holds"),
              "goes with trigger.record");
    }
  }
  if (rule.priority() < -kMaxPriority || rule.priority() > kMaxPriority) {
    own.Add("priority", "want -1,000 to 1,000");
  }
  if (own.empty()) return compiled;
  violations->AddAll("", own.ToStatus());
  return nullptr;
}

bool CompiledRule::tells_while_it_holds() const {
  return std::any_of(rule_.actions().begin(), rule_.actions().end(), TellsState);
}

void NormalizeAutomationRule(AutomationRule* rule, Violations* violations) {
  rules::NormalizeLine("display_name", rule->mutable_display_name(), violations);
  rules::NormalizeNote(rule->mutable_description());
  if (rule->fire_policy() == AutomationRule::FIRE_POLICY_UNSPECIFIED) {
    rule->set_fire_policy(TellsWindows(rule->trigger()) ? AutomationRule::ONCE_PER_WINDOW
                                                        : AutomationRule::EVERY_CHANGE);
  }
  for (AutomationAction& action : *rule->mutable_actions()) {
    if (action.on_failure() == AutomationAction::ON_FAILURE_UNSPECIFIED) {
      action.set_on_failure(AutomationAction::STOP);
    }
  }
  if (rule->state() == AutomationRule::STATE_UNSPECIFIED) {
    rule->set_state(AutomationRule::PAUSED);
    rule->set_pause_reason(AutomationRule::NEW);
  }
  const RecordKind* const kind = FindRecordKind(rule->resource_type());
  if (kind == nullptr || rule->condition().empty()) return;
  // What is wrong with it is found when the rule is checked.
  const auto condition = CompileCondition(*kind, *rule);
  if (condition.ok()) rule->set_condition(condition->canonical());
}

}  // namespace guanxi::workflow
