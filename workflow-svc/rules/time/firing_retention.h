// How long it is known what rules have done. What they keep is bounded: it goes once it can make no
// difference any more.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_FIRING_RETENTION_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_FIRING_RETENTION_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "workflow-svc/rules/firing_store.h"

namespace guanxi::workflow {

// What is kept of a look that did not fire, and of one that did (rule_execution.proto).
inline constexpr absl::Duration kKeepNotFired = absl::Hours(24 * 7);
inline constexpr absl::Duration kKeepFired = absl::Hours(24 * 90);
// An event may come again until then: dead letters are applied again for 30 days.
inline constexpr absl::Duration kKeepEvent = absl::Hours(24 * 45);
// A part of the calendar is a year at most.
inline constexpr absl::Duration kKeepWindow = absl::Hours(24 * 420);
inline constexpr absl::Duration kKeepYear = absl::Hours(24 * 2 * 366);

struct Retention {
  // Of a firing from when it was; nothing: its window may come again as long as there is the rule.
  std::optional<absl::Duration> own;
  // From then on, of firings of the rule for the record in windows of before, which come again only
  // if a field gets a value that it had; nothing: they stay as they are.
  std::optional<absl::Duration> others;
};
// Pure.
Retention RetentionOf(const v1::AutomationRule& rule);

// Notes how long a firing is kept that was just claimed or barred. `now` is system time.
absl::Status KeepFiring(db::Transaction& tx, const FiringKey& key, const Retention& retention,
                        absl::Time now);

// Deletes firings, counts and executions that have served, in small transactions; how many rows.
// Safe to run twice at once, and to stop anywhere. `system` is the system's clock.
absl::StatusOr<int64_t> PurgeRules(db::Database* database, Clock* system);

// The statements, for the linter.
std::vector<db::Query> RetentionQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_FIRING_RETENTION_H_
