// What happened to records, from the first change on.
#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/db/transaction.h"
#include "common/events/event_log.h"
#include "common/events/queries.h"
#include "common/events/record_pages.h"

namespace guanxi::events {
namespace {

using event::v1::HistoryPlace;
using event::v1::LogEvent;

constexpr int64_t kAnswerBytes = 3 << 20;
constexpr int kChangesAtOnce = 200;

HistoryPlace PlaceOf(const LogEvent& event) {
  HistoryPlace place;
  place.set_resource_id(event.resource_id());
  place.set_sequence(event.sequence());
  place.set_projection(event.projection());
  place.set_kind(event.kind());
  place.set_event_id(event.event_id());
  return place;
}

// Before the first change of a record.
HistoryPlace Start(const std::string& id) {
  HistoryPlace place;
  place.set_resource_id(id);
  place.set_sequence(-1);
  return place;
}

std::vector<db::Value> Values(const std::string& tenant, const std::string& type,
                              const HistoryPlace& after, int64_t limit) {
  return {tenant,
          after.resource_id(),
          type,
          after.sequence(),
          after.sequence(),
          after.projection(),
          after.projection(),
          after.kind(),
          after.kind(),
          after.event_id(),
          limit};
}

// How many of the next changes have room in `*room`, which they take; one at least.
absl::StatusOr<int64_t> Fitting(db::Transaction& tx, std::vector<db::Value> values, int64_t* room) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows sizes, tx.Select(SelectHistorySizes(), values));
  int64_t count = 0;
  for (const db::Row row : sizes) {
    if (count > 0 && *room < row.Int64(0)) break;
    *room -= row.Int64(0);
    ++count;
  }
  return count;
}

// Adds what follows a place of one record, while there is room.
absl::Status AddHistory(db::Transaction& tx, const std::string& tenant, const std::string& type,
                        HistoryPlace after, int64_t* room, std::vector<LogEvent>* events) {
  while (*room > 0) {
    GUANXI_ASSIGN_OR_RETURN(const int64_t count,
                            Fitting(tx, Values(tenant, type, after, kChangesAtOnce), room));
    if (count == 0) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select(SelectHistory(), Values(tenant, type, after, count)));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(LogEvent event, ReadEvent(row, /*first=*/0));
      events->push_back(std::move(event));
    }
    if (rows.empty()) return absl::OkStatus();
    after = PlaceOf(events->back());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Histories> RecordPages::ReadHistories(const std::string& resource_type,
                                                     const std::string& tenant,
                                                     std::vector<std::string> ids,
                                                     const HistoryPlace& after) const {
  if (types_.count(resource_type) == 0) return absl::NotFoundError("there is no such type");
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  Histories histories;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kScan}, [&](db::Transaction& tx) -> absl::Status {
        histories = Histories();
        int64_t room = kAnswerBytes;
        for (const std::string& id : ids) {
          if (id < after.resource_id()) continue;
          if (room <= 0) {
            if (!histories.events.empty()) histories.next = PlaceOf(histories.events.back());
            return absl::OkStatus();
          }
          GUANXI_RETURN_IF_ERROR(AddHistory(tx, tenant, resource_type,
                                            id == after.resource_id() ? after : Start(id), &room,
                                            &histories.events));
        }
        if (room <= 0) histories.next = PlaceOf(histories.events.back());
        return absl::OkStatus();
      }));
  return histories;
}

}  // namespace guanxi::events
