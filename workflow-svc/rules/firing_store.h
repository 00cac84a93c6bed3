// The rows of firings: that they are, so that none is twice, and those that are still to be done.
#ifndef GUANXI_WORKFLOW_SVC_RULES_FIRING_STORE_H_
#define GUANXI_WORKFLOW_SVC_RULES_FIRING_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "workflow-svc/rules/fire_window.h"
#include "workflow-svc/rules/firing.pb.h"

namespace guanxi::workflow {

// What tells a firing from others.
struct FiringKey {
  Uuid tenant, rule, subject;
  std::string window;
  Uuid root;
};

// By the names of the rule and the record, whose last id counts: a rule is about one kind of
// records, whose ids differ. INVALID_ARGUMENT for what are no names.
absl::StatusOr<FiringKey> KeyOfFiring(const Uuid& tenant, const std::string& rule,
                                      const std::string& subject, const std::string& window,
                                      const Uuid& root);

// Whether the rule has fired for the subject in the window, or in the chain of causes.
absl::StatusOr<Fired> FindFired(db::Transaction& tx, const FiringKey& key);

// Claims the firing, which is of `fired`, and has it done from `due` on, by the clock of the queue.
// `id` is FiringId.
//   ALREADY_EXISTS  DUPLICATE_KEY  another one has claimed it meanwhile
absl::Status ClaimFiring(db::Transaction& tx, const FiringKey& key, const Uuid& id,
                         absl::Time fired, absl::Time due, const rules::StoredFiring& firing);

// Sees to it that the rule does not fire in the window: it is as if it had.
absl::Status BarFiring(db::Transaction& tx, const FiringKey& key, absl::Time fired);

// A firing that is to be done.
struct QueuedFiring {
  Uuid tenant, id;
  int64_t epoch = 0;
  int attempts = 0;
  rules::StoredFiring firing;
};

// Those that are due, the longest first.
absl::StatusOr<std::vector<QueuedFiring>> DueFirings(db::Transaction& tx, absl::Time now,
                                                     int limit);
// Makes it the caller's until `until`; false: another one has taken it. Its epoch grows.
absl::StatusOr<bool> TakeFiring(db::Transaction& tx, absl::Time until, QueuedFiring* queued);
// Puts it off, with what has become of it so far. Unlike FinishFiring it counts an attempt.
//   ABORTED  FIRING_TAKEN  another one has taken it since
absl::Status DeferFiring(db::Transaction& tx, absl::Time due, const QueuedFiring& queued);
// Takes it off the queue. Errors as DeferFiring.
absl::Status FinishFiring(db::Transaction& tx, const QueuedFiring& queued);

// Counts a firing that failed after others; how many failed in a row by now.
absl::StatusOr<int> CountFailure(db::Transaction& tx, const Uuid& tenant, const Uuid& rule);
absl::Status ForgetFailures(db::Transaction& tx, const Uuid& tenant, const Uuid& rule);

// The statements, for the linter.
std::vector<db::Query> FiringQueries();
std::vector<db::InsertQuery> FiringInserts();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_FIRING_STORE_H_
