// The work of notifications in one process.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_WORKER_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_WORKER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/jobs/schedules.h"

namespace guanxi::workflow {

// How long notifications and deliveries are kept.
inline constexpr absl::Duration kNotificationAge = absl::Hours(90 * 24);

// Calls `run` until it finds nothing to do or fails, which is logged as `event`: what is done each
// time that a loop comes round.
void RunDry(const std::string& event, const std::function<absl::StatusOr<int>()>& run);

// Deletes notifications and deliveries that are older, and bundles that nothing is added to any
// more; returns the number of rows. Safe to run twice at once. Deliveries that still wait keep
// their row in the queue. `clock` is the real time.
absl::StatusOr<int64_t> PurgeNotifications(db::Database* database, Clock* clock);

// The statements, for the tests that read SQL.
std::vector<db::Query> NotificationPurgeQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_WORKER_H_
