#include "workflow-svc/rules/execution_log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/filter/predicate.h"
#include "google/protobuf/util/time_util.h"
#include "workflow-svc/rules/comparison_text.h"
#include "workflow-svc/rules/rule_text.h"

namespace guanxi::workflow {
namespace {

using filter::Explanation;
using filter::Truth;
using google::protobuf::util::TimeUtil;
using v1::ActionOutcome;
using v1::RuleExecution;

constexpr int kMaxComparisons = 20;
constexpr size_t kMaxComparison = 256;

std::string IdText(const std::string& bytes) {
  const auto id = Uuid::FromBytes(bytes);
  return id.ok() ? id->ToString() : "";
}

// The comparisons that did not hold, from left to right. What stands under NOT decided by holding.
void AddComparisons(const Explanation& node, bool negated, RuleExecution* execution) {
  if (node.field != nullptr) {
    const bool decided =
        node.result == Truth::kUnknown || (node.result == Truth::kFalse) != negated;
    if (!decided || execution->comparisons_size() >= kMaxComparisons) return;
    auto* const outcome = execution->add_comparisons();
    outcome->set_comparison(CutText(ComparisonText(node), kMaxComparison));
    outcome->set_unknown(node.result == Truth::kUnknown);
    return;
  }
  const bool below = negated != (node.op == filter::Predicate::Op::kNot);
  for (const Explanation& operand : node.operands) AddComparisons(operand, below, execution);
}

}  // namespace

RuleExecution NotFired(const v1::AutomationRule& rule, const std::string& subject,
                       const Cause& cause, RuleExecution::Reason reason,
                       const Explanation* comparisons) {
  RuleExecution execution;
  execution.set_outcome(RuleExecution::NOT_FIRED);
  execution.set_reason(reason);
  execution.set_rule_etag(rule.etag());
  // Nobody is left by whose eyes it could be said which record it was.
  if (reason == RuleExecution::OWNER_GONE) return execution;
  execution.set_subject(subject);
  execution.set_event_id(IdText(cause.event_id));
  execution.set_root_event_id(cause.root.IsNil() ? "" : cause.root.ToString());
  execution.set_depth(cause.depth);
  if (comparisons != nullptr) AddComparisons(*comparisons, false, &execution);
  return execution;
}

bool HasFailed(const rules::StoredFiring& firing) {
  for (const rules::StoredOutcome& outcome : firing.outcomes()) {
    if (outcome.state() == ActionOutcome::FAILED) return true;
  }
  return false;
}

RuleExecution ExecutionOf(const rules::StoredFiring& firing) {
  RuleExecution execution;
  execution.set_subject(firing.subject());
  execution.set_outcome(HasFailed(firing) ? RuleExecution::FAILED : RuleExecution::DONE);
  // The id of an event is that of its window, in bytes.
  execution.set_window(firing.window());
  execution.set_event_id(IdText(firing.event_id()));
  execution.set_root_event_id(IdText(firing.root()));
  execution.set_depth(firing.depth());
  execution.set_rule_etag(firing.rule_etag());
  *execution.mutable_fire_time() = TimeUtil::MicrosecondsToTimestamp(firing.fire_micros());
  for (const rules::StoredOutcome& stored : firing.outcomes()) {
    ActionOutcome* const outcome = execution.add_actions();
    outcome->set_state(static_cast<ActionOutcome::State>(stored.state()));
    outcome->set_made(stored.made());
    outcome->set_code(stored.code());
    outcome->set_reason(stored.reason());
    *outcome->mutable_fields() = stored.fields();
    outcome->set_attempts(stored.attempts());
  }
  return execution;
}

Uuid ExecutionId(const Uuid& firing) {
  return DeriveUuid("guanxi.rules.execution", firing.ToString());
}

Uuid LookId(const std::string& rule, const std::string& subject, absl::string_view look) {
  return DeriveUuid("guanxi.rules.look", absl::StrCat(rule, " ", subject, " ", look));
}

absl::Status LogExecution(resource::UnitOfWork& work, const resource::Resource& rules,
                          const resource::Resource& executions, const std::string& rule,
                          const Uuid& id, RuleExecution execution) {
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName parent,
                          resource::ParseName(rules.type(), rule, "rule"));
  GUANXI_ASSIGN_OR_RETURN(const auto live, work.Peek(rules, parent));
  if (!live.has_value()) return absl::OkStatus();
  const resource::ResourceName name = resource::ChildOf(parent, id);
  // A look that is repeated, since its event was heard again, comes to the same.
  GUANXI_ASSIGN_OR_RETURN(const auto before, work.Peek(executions, name));
  if (before.has_value()) return absl::OkStatus();
  return work.Insert(executions, name, &execution);
}

}  // namespace guanxi::workflow
