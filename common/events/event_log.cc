#include "common/events/event_log.h"

#include <algorithm>
#include <array>
#include <limits>

#include "absl/strings/str_split.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/db/transaction.h"
#include "common/events/queries.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;
using google::protobuf::util::TimeUtil;

constexpr int64_t kTrimBatch = 500;

// The events that follow `after`, as many as kMaxReadBytes hold.
absl::Status ReadEvents(db::Transaction& tx, int partition, int64_t after, int limit,
                        std::vector<LogEvent>* events) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows sizes,
                          tx.Select(kSelectEventSizes, {partition, after, limit}));
  int64_t bytes = 0;
  int64_t count = 0;
  for (const db::Row row : sizes) {
    bytes += row.Int64(0);
    if (count > 0 && bytes > kMaxReadBytes) break;
    ++count;
  }
  if (count == 0) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectEvents, {partition, after, count}));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(LogEvent event, ReadEvent(row, /*first=*/1));
    event.set_position(row.Int64(0));
    events->push_back(std::move(event));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LogEvent> ReadEvent(const db::Row& row, size_t first) {
  const auto text = [&](size_t i) { return std::string(row.String(first + i)); };
  LogEvent event;
  event.set_event_id(text(0));
  event.set_tenant_id(text(1));
  event.set_resource_type(text(2));
  event.set_resource_id(text(3));
  event.set_sequence(row.Int64(first + 4));
  event.set_projection(row.Int64(first + 5));
  event.set_kind(static_cast<metadata::v1::Change::Kind>(row.Int64(first + 6)));
  event.set_actor(text(7));
  event.set_root_event_id(text(8));
  event.set_depth(static_cast<int32_t>(row.Int64(first + 9)));
  *event.mutable_change_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(row.Time(first + 10)));
  for (const absl::string_view field :
       absl::StrSplit(row.String(first + 11), ',', absl::SkipEmpty())) {
    event.add_changed_fields(std::string(field));
  }
  event.set_before_body(text(12));
  event.set_after_body(text(13));
  event.set_before_personal(text(14));
  event.set_after_personal(text(15));
  event.set_parent_ids(text(16));
  return event;
}

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

absl::StatusOr<Section> EventLog::Read(int partition, const Uuid& log, int64_t after, int limit) {
  Section section;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kPoint}, [&](db::Transaction& tx) -> absl::Status {
        section = Section();
        // Events first: what is removed, or becomes another log's, meanwhile shows afterwards.
        GUANXI_RETURN_IF_ERROR(
            ReadEvents(tx, partition, after, std::clamp(limit, 1, kMaxRead), &section.events));
        GUANXI_ASSIGN_OR_RETURN(const db::Rows bounds,
                                tx.Select(kSelectPartition, {kOwn, partition}));
        GUANXI_ASSIGN_OR_RETURN(const db::Rows ids, tx.Select(kSelectLogId, {kOwn}));
        if (bounds.empty() || ids.empty()) return absl::InternalError("the log has no such row");
        section.head = bounds[0].Int64(0);
        section.trimmed = bounds[0].Int64(1);
        GUANXI_ASSIGN_OR_RETURN(section.log, Uuid::FromBytes(ids[0].String(0)));
        return absl::OkStatus();
      }));
  const bool same_log = log.IsNil() || log == section.log;
  if (same_log && after > section.head) {
    // Whoever asks has seen what this log does not have.
    GUANXI_RETURN_IF_ERROR(RenewFrom(section.log));
    GUANXI_ASSIGN_OR_RETURN(section.log, Id());
    section.events.clear();
  }
  if (!same_log || section.trimmed > after) section.events.clear();
  return section;
}

absl::Status EventLog::Report(absl::string_view consumer, int partition, const Uuid& log,
                              int64_t position, int64_t behind) {
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    return tx
        .InsertRows(kReport,
                    {{kOwn, consumer, partition, log.bytes(), position, behind, clock_->Now()}})
        .status();
  });
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
  int64_t renewed = 0;
  const Uuid fresh = ids_->Next();
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(renewed, tx.Execute(kRenewLog, {fresh.bytes(), kOwn, old.bytes()}));
        return absl::OkStatus();
      }));
  // Nothing was renewed where another replica was faster.
  if (renewed == 1) Log(Severity::kWarning, "events.log_renewed", {{"log_id", fresh.ToString()}});
  return absl::OkStatus();
}

}  // namespace guanxi::events
