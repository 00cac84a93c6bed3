#include "common/events/event_log.h"

#include <array>
#include <limits>

#include "common/base/status_macros.h"
#include "common/db/transaction.h"
#include "common/events/log_renewal.h"
#include "common/events/queries.h"

namespace guanxi::events {
namespace {

constexpr int64_t kTrimBatch = 500;

}  // namespace

absl::StatusOr<Uuid> EventLog::Id() {
  Uuid id;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectLogId, {kOwn}));
        if (rows.empty()) return absl::InternalError("event_logs has no row");
        GUANXI_ASSIGN_OR_RETURN(id, Uuid::FromBytes(rows[0].String(0)));
        return absl::OkStatus();
      }));
  return id;
}

absl::Status EventLog::Report(absl::string_view consumer, absl::Span<const Progress> progress) {
  std::vector<std::vector<db::Value>> rows;
  for (const Progress& one : progress) {
    rows.push_back({kOwn, consumer, one.reached.partition, one.reached.log.bytes(),
                    one.reached.after, one.behind, clock_->Now()});
  }
  if (rows.empty()) return absl::OkStatus();
  return database_->ReadWrite(
      {db::Lane::kJob}, [&](db::Transaction& tx) { return tx.InsertRows(kReport, rows).status(); });
}

absl::StatusOr<int64_t> EventLog::Trim() {
  // Where nobody reports, age alone counts.
  std::array<int64_t, kPartitions> passed;
  passed.fill(std::numeric_limits<int64_t>::max());
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Id());
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows rows,
            tx.Select(kSelectReports, {kOwn, id.bytes(), clock_->Now() - kKeepUnread}));
        for (const db::Row row : rows) passed.at(row.Int64(0)) = row.Int64(1);
        return absl::OkStatus();
      }));
  int64_t total = 0;
  for (int partition = 0; partition < kPartitions; ++partition) {
    int64_t removed = kTrimBatch;
    while (removed == kTrimBatch) {
      GUANXI_ASSIGN_OR_RETURN(removed, TrimPartition(partition, passed[partition]));
      total += removed;
    }
  }
  return total;
}

absl::StatusOr<int64_t> EventLog::TrimPartition(int partition, int64_t passed) {
  int64_t removed = 0;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        removed = 0;
        const absl::Time now = clock_->Now();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows oldest,
                                tx.Select(kSelectOldest, {partition, kTrimBatch}));
        int64_t bound = 0;
        for (const db::Row row : oldest) {
          const absl::Duration age = now - row.Time(1);
          const bool unread = row.Int64(0) > passed;
          if (age <= (unread ? kKeepUnread : kKeepEvents)) break;
          bound = row.Int64(0);
        }
        if (bound == 0) return absl::OkStatus();
        GUANXI_RETURN_IF_ERROR(tx.Execute(kRaiseTrimmed, {bound, kOwn, partition}).status());
        GUANXI_ASSIGN_OR_RETURN(removed, tx.Execute(kTrimEvents, {partition, bound}));
        return absl::OkStatus();
      }));
  return removed;
}

absl::Status EventLog::Renew() {
  GUANXI_ASSIGN_OR_RETURN(const Uuid old, Id());
  return RenewFrom(old);
}

absl::Status EventLog::RenewFrom(const Uuid& old) {
  return RenewLog(database_, ids_, old, /*ahead=*/{});
}

}  // namespace guanxi::events
