#include "workflow-svc/rules/time/time_rule.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"

namespace guanxi::workflow {
namespace {

// Whether there is a record after one of the events.
bool LeavesRecord(const v1::RecordTrigger& trigger) {
  return std::any_of(trigger.kinds().begin(), trigger.kinds().end(),
                     [](int kind) { return kind != v1::RecordTrigger::DELETED; });
}

std::set<std::string> SightedOf(const RecordKind& kind) {
  const resource::ScopeFields& scope = kind.type->scope();
  std::set<std::string> fields;
  if (scope.owner != nullptr) fields.insert(scope.owner->path);
  if (scope.department != nullptr) fields.insert(scope.department->path);
  if (scope.collaborators != nullptr) fields.insert(scope.collaborators->field->name());
  return fields;
}

std::string TopOf(const std::string& path) { return path.substr(0, path.find('.')); }

}  // namespace

absl::StatusOr<ConditionTurns> ConditionTurns::Bind(const RecordKind& kind,
                                                    const Condition& condition) {
  ConditionTurns bound{filter::Turns(condition.predicate())};
  for (const filter::FieldPtr& field : bound.turns_.fields()) {
    GUANXI_ASSIGN_OR_RETURN(FactField slot, FactField::Bind(kind, field));
    bound.slots_.push_back(std::move(slot));
  }
  return bound;
}

std::optional<absl::Time> ConditionTurns::Next(const Facts& facts,
                                               const filter::Moment& moment) const {
  if (empty()) return std::nullopt;
  return turns_.Next([&](size_t slot, filter::Values* values) { slots_[slot].Read(facts, values); },
                     moment);
}

const v1::TimeTrigger* TimeRule::trigger() const {
  const v1::AutomationTrigger& trigger = rule_->rule().trigger();
  return trigger.has_time() ? &trigger.time() : nullptr;
}

absl::StatusOr<std::unique_ptr<const TimeRule>> TimeRule::Bind(RulePtr rule) {
  const v1::AutomationTrigger& trigger = rule->rule().trigger();
  const bool by_events =
      trigger.has_record() && LeavesRecord(trigger.record()) && !rule->condition().reads_event();
  if (!trigger.has_time() && !by_events) return nullptr;
  GUANXI_ASSIGN_OR_RETURN(ConditionTurns turns,
                          ConditionTurns::Bind(rule->kind(), rule->condition()));
  if (by_events && turns.empty()) return nullptr;
  auto bound = std::unique_ptr<TimeRule>(new TimeRule(std::move(rule), std::move(turns)));
  bound->watched_ = bound->rule().condition().fields();
  bound->sighted_ = SightedOf(bound->rule().kind());
  bound->watched_.insert(bound->sighted_.begin(), bound->sighted_.end());
  if (!trigger.has_time()) return bound;
  GUANXI_ASSIGN_OR_RETURN(
      TimeField time, TimeField::Find(trigger.time().field(), bound->rule().kind().descriptor()));
  bound->watched_.insert(TopOf(time.path()));
  bound->field_ = std::move(time);
  return bound;
}

}  // namespace guanxi::workflow
