// The rows of what waits to become notifications, and which notification it is added to.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTICE_QUEUE_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTICE_QUEUE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "workflow-svc/notifications/notice.pb.h"

namespace guanxi::workflow {

struct QueuedNotice {
  Uuid tenant;
  Uuid id;
  Uuid recipient;  // nil: it goes to a channel
  int64_t attempts = 0;
  notifications::StoredNotice notice;
};

// Errors of all functions: those of common/db.

// Up to `limit` that are ready at `now`, the longest ready first. One that cannot be read has an
// empty notice.
absl::StatusOr<std::vector<QueuedNotice>> ReadyNotices(db::Transaction& tx, absl::Time now,
                                                       int limit);
// Takes one out: false if another has.
absl::StatusOr<bool> TakeNotice(db::Transaction& tx, const QueuedNotice& notice);
// One that failed is tried again at `ready_time`.
absl::Status DelayNotice(db::Transaction& tx, const QueuedNotice& notice, absl::Time ready_time);

// The notification, made after `since`, that a person has what comes with `key` in; nothing: none.
absl::StatusOr<std::optional<Uuid>> FindBundle(db::Transaction& tx, const Uuid& tenant,
                                               const Uuid& recipient, absl::string_view key,
                                               absl::Time since);
// From now on it is this one.
absl::Status PutBundle(db::Transaction& tx, const Uuid& tenant, const Uuid& recipient,
                       absl::string_view key, const Uuid& notification, absl::Time now);

// The statements, for the tests that read SQL.
std::vector<db::Query> NoticeQueueQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTICE_QUEUE_H_
