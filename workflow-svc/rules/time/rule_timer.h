// The timers of rules: one for each rule and record at most.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_RULE_TIMER_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_RULE_TIMER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/timers/timers.h"
#include "workflow-svc/rules/time/rule_timer.pb.h"
#include "workflow-svc/rules/time/time_plan.h"

namespace guanxi::workflow {

// The kind of timers; see common/timers.
inline constexpr char kRuleTimer[] = "rule";
// Those of work that goes through many records (sweep.h), by the rule's id.
inline constexpr char kRuleBackfill[] = "rule_backfill";
inline constexpr char kRuleSchedule[] = "rule_schedule";
inline constexpr char kRuleDisarm[] = "rule_disarm";
inline constexpr char kRuleReckon[] = "rule_reckon";

// Whose timer it is: of a rule, by the id in its name, and a record, by the last id of its.
struct RuleTimerKey {
  Uuid rule;
  Uuid record;
};
std::string KeyOf(const RuleTimerKey& key);
// All keys of a rule begin with it.
std::string KeyPrefixOf(const Uuid& rule);
// INTERNAL if it is no such key.
absl::StatusOr<RuleTimerKey> ParseRuleTimerKey(absl::string_view key);

// Stored looks; `payload` says the rest of what is kept.
rules::RuleTimer PayloadOf(const Look& look);
Look LookOf(const rules::RuleTimer& payload);

// The timer that wakes at `at`.
timers::Timer MakeRuleTimer(const RuleTimerKey& key, absl::Time at,
                            const rules::RuleTimer& payload);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_RULE_TIMER_H_
