// The rows of what is neither sent nor given up: what of them is due, who works at them.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DELIVERY_QUEUE_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DELIVERY_QUEUE_H_

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "workflow-svc/notifications/notice.pb.h"

namespace guanxi::workflow {

// To whom something goes: what waits for the same one may go in one message.
struct Target {
  Uuid tenant;
  Uuid channel;
  Uuid recipient;  // nil: whoever is at the channel's other end

  friend bool operator<(const Target& a, const Target& b) {
    return std::tie(a.tenant, a.channel, a.recipient) < std::tie(b.tenant, b.channel, b.recipient);
  }
};

struct QueuedDelivery {
  Uuid id;
  absl::Time due_time;
  int64_t epoch = 0;  // that under which the holder works
  notifications::StoredPosting posting;
};

// Times of leases are the machine's, all others those of the business. Errors of all functions:
// those of common/db.

// Puts a delivery in.
absl::Status Enqueue(db::Transaction& tx, const Target& target, const QueuedDelivery& delivery);

// Some of the targets that have something due at `now` that nobody works at, the longest due first.
// Where very much is due, however much of it is of one target, others are among them; of these
// there may be some of which somebody works at all that is due, and nothing can be claimed.
absl::StatusOr<std::vector<Target>> DueTargets(db::Transaction& tx, absl::Time now,
                                               absl::Time lease_now);

// Takes up to `limit` of a target's that are due, in their order, until `lease_until`: whoever had
// them before writes nothing more of them.
absl::StatusOr<std::vector<QueuedDelivery>> Claim(db::Transaction& tx, const Target& target,
                                                  absl::Time now, absl::Time lease_now,
                                                  absl::Time lease_until, int limit);

// What becomes of one that was claimed: false if somebody else has claimed it since.
absl::StatusOr<bool> Remove(db::Transaction& tx, const Uuid& tenant,
                            const QueuedDelivery& delivery);
absl::StatusOr<bool> Postpone(db::Transaction& tx, const Uuid& tenant,
                              const QueuedDelivery& delivery, absl::Time due_time);

// Makes all that waits for a channel due at `now`.
absl::Status Hasten(db::Transaction& tx, const Uuid& tenant, const Uuid& channel, absl::Time now);

// The statements, for the tests that read SQL.
std::vector<db::Query> DeliveryQueueQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DELIVERY_QUEUE_H_
