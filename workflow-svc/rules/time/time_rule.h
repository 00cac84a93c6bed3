// Rules as far as they act on time.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_RULE_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_RULE_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/filter/moment.h"
#include "common/filter/turns.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/condition.h"
#include "workflow-svc/rules/rule_index.h"
#include "workflow-svc/rules/time/time_field.h"

namespace guanxi::workflow {

// When a condition turns because time goes by. Immutable, thus thread-safe.
class ConditionTurns {
 public:
  // INTERNAL if the schema and the messages disagree. `kind` must outlive it.
  static absl::StatusOr<ConditionTurns> Bind(const RecordKind& kind, const Condition& condition);

  bool empty() const { return turns_.empty(); }
  // The first moment after `moment.now` at which it may turn; nothing if there is none.
  std::optional<absl::Time> Next(const Facts& facts, const filter::Moment& moment) const;

 private:
  explicit ConditionTurns(filter::Turns turns) : turns_(std::move(turns)) {}

  filter::Turns turns_;
  std::vector<FactField> slots_;  // of turns_.fields()
};

// One rule that acts on time: it has a TimeTrigger, or goes by events and its condition turns.
// Immutable, thus thread-safe.
class TimeRule {
 public:
  // Null if the rule does not. A condition with `old.` or `changed()` is about an event alone, and
  // never turns.
  static absl::StatusOr<std::unique_ptr<const TimeRule>> Bind(RulePtr rule);

  const CompiledRule& rule() const { return *rule_; }
  const RulePtr& ptr() const { return rule_; }
  // Null of a rule that goes by events.
  const v1::TimeTrigger* trigger() const;
  // Of a TimeTrigger.
  const TimeField& field() const { return *field_; }
  const ConditionTurns& turns() const { return turns_; }
  // Top-level fields of the record: when one of them changes, the rule looks at it.
  const std::set<std::string>& watched() const { return watched_; }
  // Those of them that say whose the record is, and with that who sees it. What lies under another
  // record is seen with that one, and has none.
  const std::set<std::string>& sighted() const { return sighted_; }

 private:
  TimeRule(RulePtr rule, ConditionTurns turns) : rule_(std::move(rule)), turns_(std::move(turns)) {}

  RulePtr rule_;
  ConditionTurns turns_;
  std::optional<TimeField> field_;
  std::set<std::string> watched_;
  std::set<std::string> sighted_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_RULE_H_
