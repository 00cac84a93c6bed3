#include "common/jobs/schedules.h"

#include <utility>

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/errors/errors.h"
#include "common/errors/guarded.h"
#include "common/jobs/queries.h"

namespace guanxi::jobs {
namespace {

constexpr int64_t kDeleteBatch = 500;

}  // namespace

void Schedules::Start() {
  ticker_ = std::make_unique<Ticker>(absl::Minutes(1), [this] {
    if (const auto done = RunDue(); !done.ok()) {
      Log(Severity::kWarning, "schedules.failed", {{"reason", Reason(done.status())}});
    }
  });
}

absl::StatusOr<std::vector<std::string>> Schedules::RunDue() {
  std::vector<std::string> done;
  for (const Schedule& schedule : schedules_) {
    GUANXI_ASSIGN_OR_RETURN(const bool claimed, Claim(schedule));
    if (!claimed) continue;
    const absl::Status status = RunGuarded(schedule.work);
    Log(status.ok() ? Severity::kInfo : Severity::kWarning, "schedules.worked",
        {{"schedule", schedule.name},
         {"code", absl::StatusCodeToString(status.code())},
         {"reason", Reason(status)}});
    // Failed work waits for its next turn, too: it is periodic.
    GUANXI_RETURN_IF_ERROR(End(schedule));
    done.push_back(schedule.name);
  }
  return done;
}

absl::StatusOr<bool> Schedules::Claim(const Schedule& schedule) {
  int64_t claimed = 0;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        const absl::Time now = clock_->Now();
        const Uuid none;
        GUANXI_RETURN_IF_ERROR(
            tx.Execute(kInsertSchedule, {none.bytes(), schedule.name, now, now}).status());
        GUANXI_ASSIGN_OR_RETURN(
            claimed, tx.Execute(kClaimSchedule, {owner_, now + schedule.lease, none.bytes(),
                                                 schedule.name, now, now}));
        return absl::OkStatus();
      }));
  return claimed == 1;
}

absl::Status Schedules::End(const Schedule& schedule) {
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    const absl::Time now = clock_->Now();
    return tx
        .Execute(kEndSchedule, {now + schedule.every, now, Uuid().bytes(), schedule.name, owner_})
        .status();
  });
}

absl::StatusOr<int64_t> DeleteOlderThan(db::Database* database, Clock* clock,
                                        const db::Query& query, absl::Duration age) {
  int64_t total = 0;
  int64_t deleted = kDeleteBatch;
  while (deleted == kDeleteBatch) {
    GUANXI_RETURN_IF_ERROR(
        database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(deleted, tx.Execute(query, {clock->Now() - age, kDeleteBatch}));
          return absl::OkStatus();
        }));
    total += deleted;
  }
  return total;
}

}  // namespace guanxi::jobs
