#include "workflow-svc/rules/rule_behaviors.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "common/base/status_macros.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/custom_keys.h"
#include "workflow-svc/rules/rule_moves.h"
#include "workflow-svc/rules/rule_names.h"
#include "workflow-svc/rules/rule_processes.h"
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

std::vector<resource::Question> QuestionsOf(const AutomationRule* old, const AutomationRule& next) {
  std::vector<resource::Question> questions = CustomQuestions(old, next);
  for (resource::Question& tag : TagQuestions(old, next)) questions.push_back(std::move(tag));
  return questions;
}

// Of tags those who know them are asked, of the rest who knows custom fields.
absl::StatusOr<resource::Faults> Ask(const RuleBehaviorParts& parts, const rpc::Call& call,
                                     absl::Span<const std::string> names) {
  std::vector<std::string> tags, fields;
  for (const std::string& name : names) {
    (absl::StartsWith(name, "tags/") ? tags : fields).push_back(name);
  }
  resource::Faults faults;
  if (!tags.empty()) {
    if (parts.names == nullptr) return absl::InternalError("there is no service to be asked");
    GUANXI_ASSIGN_OR_RETURN(faults, parts.names->Ask(call, tags));
  }
  if (fields.empty()) return faults;
  if (parts.custom == nullptr) return absl::InternalError("nobody knows custom fields");
  GUANXI_ASSIGN_OR_RETURN(resource::Faults of_fields, AskForCustom(parts.custom, call, fields));
  faults.merge(of_fields);
  return faults;
}

}  // namespace

resource::Behavior<AutomationRule> AutomationRuleBehavior(const RuleBehaviorParts& parts) {
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
  rule.questions = parts.custom != nullptr ? QuestionsOf : TagQuestions;
  rule.ask = [parts](const rpc::Call& call, absl::Span<const std::string> names) {
    return Ask(parts, call, names);
  };
  rule.admit = [parts](UnitOfWork& work, ChangeKind, const AutomationRule* old,
                       const AutomationRule& next) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(CheckCustomTexts(work, parts.custom, old, next));
    GUANXI_RETURN_IF_ERROR(CheckRuleNames(work, **parts.channels, old, next));
    return CheckRuleProcesses(work, **parts.process_definitions, **parts.process_revisions, old,
                              next);
  };
  rule.derive = [parts](UnitOfWork& work, ChangeKind kind, const AutomationRule* old,
                        const AutomationRule& next) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(DeriveRule(work, **parts.rules, kind, old, next));
    return parts.timers != nullptr ? DeriveRuleTimers(work, parts.timers, old, next)
                                   : absl::OkStatus();
  };
  return rule;
}

resource::Behavior<v1::RuleExecution> RuleExecutionBehavior() { return {}; }

}  // namespace guanxi::workflow
