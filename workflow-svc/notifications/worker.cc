#include "workflow-svc/notifications/worker.h"

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "workflow-svc/notifications/take_back.h"

namespace guanxi::workflow {
namespace {

// Of bundles, which are older than the window by then.
constexpr absl::Duration kBundleAge = absl::Hours(24);
// Longer than what a rule has come to know is tried to be told.
constexpr absl::Duration kRecallAge = absl::Hours(72);
constexpr int kMostRounds = 1000;

const db::Query& PurgeRows(bool deliveries) {
  static const auto* const of_deliveries =
      new db::Query{"delivery.purge", "DELETE FROM deliveries WHERE create_time < ? LIMIT ?",
                    /*infrastructure=*/true};
  static const auto* const of_notifications =
      new db::Query{"notification.purge", "DELETE FROM notifications WHERE create_time < ? LIMIT ?",
                    /*infrastructure=*/true};
  return deliveries ? *of_deliveries : *of_notifications;
}

const db::Query& PurgeBundles() {
  static const auto* const query = new db::Query{
      "notification_bundle.purge", "DELETE FROM notification_bundles WHERE create_time < ? LIMIT ?",
      /*infrastructure=*/true};
  return *query;
}

}  // namespace

void RunDry(const std::string& event, const std::function<absl::StatusOr<int>()>& run) {
  for (int round = 0; round < kMostRounds; ++round) {
    const absl::StatusOr<int> done = run();
    if (!done.ok()) {
      Log(Severity::kWarning, event,
          {{"code", absl::StatusCodeToString(done.status().code())},
           {"reason", Reason(done.status())}});
      return;
    }
    if (*done == 0) return;
  }
}

absl::StatusOr<int64_t> PurgeNotifications(db::Database* database, Clock* clock) {
  int64_t rows = 0;
  for (const bool deliveries : {false, true}) {
    GUANXI_ASSIGN_OR_RETURN(
        const int64_t some,
        jobs::DeleteOlderThan(database, clock, PurgeRows(deliveries), kNotificationAge));
    rows += some;
  }
  GUANXI_ASSIGN_OR_RETURN(const int64_t ties,
                          jobs::DeleteOlderThan(database, clock, PurgeTies(), kNotificationAge));
  GUANXI_ASSIGN_OR_RETURN(const int64_t recalls,
                          jobs::DeleteOlderThan(database, clock, PurgeRecalls(), kRecallAge));
  GUANXI_ASSIGN_OR_RETURN(const int64_t bundles,
                          jobs::DeleteOlderThan(database, clock, PurgeBundles(), kBundleAge));
  return rows + ties + recalls + bundles;
}

std::vector<db::Query> NotificationPurgeQueries() {
  return {PurgeRows(false), PurgeRows(true), PurgeBundles(), PurgeTies(), PurgeRecalls()};
}

}  // namespace guanxi::workflow
