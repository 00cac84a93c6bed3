// What becomes of deliveries after an attempt, and of their channel.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DELIVERY_RECORD_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DELIVERY_RECORD_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/resource/unit_of_work.h"
#include "workflow-svc/notifications/channel_account.h"
#include "workflow-svc/notifications/delivery_queue.h"
#include "workflow-svc/notifications/outgoing.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// How often a delivery is tried.
inline constexpr int kMaxAttempts = 12;
// So many failures in a row pause a channel.
inline constexpr int kFailuresToPause = 10;
// So long a delivery waits for a paused channel.
inline constexpr absl::Duration kMaxPause = absl::Hours(72);

// The pause after the attempt with this number, from 1.
absl::Duration BackOff(int attempts);

// Records what an attempt came to. False, and nothing is written, if somebody else has claimed the
// delivery since. Errors: those of common/db and of writes.
absl::StatusOr<bool> RecordAttempt(resource::UnitOfWork& work, const Resources& all,
                                   const Uuid& tenant, const QueuedDelivery& delivery,
                                   const Outcome& outcome);

// One that was not tried, because its channel is paused, or because it is no time for it: it waits
// until `due_time`, or is given up.
absl::Status RecordPause(resource::UnitOfWork& work, const Resources& all, const Uuid& tenant,
                         const QueuedDelivery& delivery, absl::Time due_time);

// Counts what a channel failed at in a row, pauses it when that is too much, and tells its owner.
// What the channel is not to blame for (NO_ADDRESS, and the like) does not count.
absl::Status RecordChannel(resource::UnitOfWork& work, const Resources& all,
                           const ChannelAccounts& accounts, const Uuid& channel,
                           const Outcome& outcome);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DELIVERY_RECORD_H_
