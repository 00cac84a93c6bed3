#include "common/events/cursors.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/consumer_queries.h"
#include "common/events/queries.h"

namespace guanxi::events {
namespace {

absl::Status RequireOne(const absl::StatusOr<int64_t>& matched) {
  GUANXI_RETURN_IF_ERROR(matched.status());
  if (*matched == 1) return absl::OkStatus();
  return Error(absl::StatusCode::kAborted, "CURSOR_MOVED",
               "the cursor is another reader's, or was moved");
}

}  // namespace

absl::Status Cursors::InsertMissing(db::Transaction& tx, const db::Rows& rows,
                                    absl::Time now) const {
  std::set<int64_t> there;
  for (const db::Row row : rows) there.insert(row.Int64(0));
  std::vector<std::vector<db::Value>> missing;
  for (const int partition : options_.partitions) {
    if (there.count(partition) != 0) continue;
    missing.push_back({kOwn, options_.consumer, partition, Uuid().bytes(), 0, "", now, 0});
  }
  if (missing.empty()) return absl::OkStatus();
  return tx.InsertRows(kInsertCursors, missing).status();
}

absl::Status Cursors::Renew(db::Transaction& tx, const db::Rows& rows, absl::Time until) const {
  for (const db::Row row : rows) {
    if (row.String(5) != options_.owner) continue;
    GUANXI_RETURN_IF_ERROR(
        tx.Execute(kRenewCursor, {until, kOwn, options_.consumer, row.Int64(0), options_.owner})
            .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Cursor>> Cursors::Hold() {
  std::vector<Cursor> held;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        held.clear();
        const absl::Time now = clock_->Now();
        const absl::Time until = now + options_.lease;
        GUANXI_ASSIGN_OR_RETURN(db::Rows rows,
                                tx.Select(kSelectCursors, {kOwn, options_.consumer}));
        GUANXI_RETURN_IF_ERROR(InsertMissing(tx, rows, now));
        GUANXI_RETURN_IF_ERROR(Renew(tx, rows, until));
        for (const int partition : options_.partitions) {
          const auto is_it = [&](const db::Row& row) { return row.Int64(0) == partition; };
          bool free = true;
          for (const db::Row row : rows) {
            if (is_it(row)) free = row.Time(4) <= now && row.String(5) != options_.owner;
          }
          if (!free) continue;
          GUANXI_RETURN_IF_ERROR(tx.Execute(kClaimCursor, {options_.owner, until, kOwn,
                                                           options_.consumer, partition, now})
                                     .status());
        }
        GUANXI_ASSIGN_OR_RETURN(rows, tx.Select(kSelectCursors, {kOwn, options_.consumer}));
        for (const db::Row row : rows) {
          if (row.String(5) != options_.owner) continue;
          Cursor cursor;
          cursor.partition = static_cast<int>(row.Int64(0));
          GUANXI_ASSIGN_OR_RETURN(cursor.log, Uuid::FromBytes(row.String(1)));
          cursor.position = row.Int64(2);
          cursor.epoch = row.Int64(3);
          held.push_back(cursor);
        }
        return absl::OkStatus();
      }));
  return held;
}

absl::Status Cursors::Release() {
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select(kSelectCursors, {kOwn, options_.consumer}));
    return Renew(tx, rows, clock_->Now());
  });
}

absl::Status Cursors::Move(db::Transaction& tx, const Cursor& cursor, int64_t position) const {
  return RequireOne(tx.Execute(kMoveCursor, {position, kOwn, options_.consumer, cursor.partition,
                                             cursor.epoch, cursor.log.bytes(), cursor.position}));
}

absl::Status Cursors::Place(db::Transaction& tx, const Cursor& cursor, const Uuid& log,
                            int64_t position) const {
  return RequireOne(tx.Execute(kPlaceCursor, {log.bytes(), position, kOwn, options_.consumer,
                                              cursor.partition, cursor.epoch}));
}

}  // namespace guanxi::events
