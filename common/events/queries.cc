#include "common/events/queries.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/events/consumer_queries.h"

namespace guanxi::events {
namespace {

constexpr size_t kMaxIds = 256;  // a power of two

std::string Places(size_t count) {
  return absl::StrJoin(std::vector<std::string>(count, "?"), ", ");
}

// A table of so many ids.
std::string Ids(size_t count) {
  std::vector<std::string> rows(count, "SELECT CAST(? AS BINARY(16))");
  rows[0] += " AS id";
  return absl::StrCat("(", absl::StrJoin(rows, " UNION ALL "), ") ids");
}

// What `one` selects, so many times.
std::string EachOf(size_t count, absl::string_view one) {
  return absl::StrJoin(std::vector<std::string>(count, absl::StrCat("(", one, ")")), " UNION ALL ");
}

}  // namespace

db::Query SelectEventSizes(size_t count) {
  return {"event_log.select_sizes",
          EachOf(count,
                 "SELECT partition_no, position, bytes FROM event_log FORCE INDEX "
                 "(idx_event_log_position) "
                 "WHERE partition_no = ? AND position > ? ORDER BY position LIMIT ?"),
          /*infrastructure=*/true};
}

db::Query SelectEvents(size_t count) {
  return {"event_log.select",
          EachOf(count, absl::StrCat("SELECT l.partition_no, l.position, ", kEventColumns,
                                     " FROM event_log l FORCE INDEX (idx_event_log_position) "
                                     "STRAIGHT_JOIN changes c FORCE INDEX (PRIMARY) "
                                     "ON c.tenant_id = l.tenant_id AND c.event_id = l.event_id "
                                     "WHERE l.partition_no = ? AND l.position > ? "
                                     "ORDER BY l.position LIMIT ?")),
          /*infrastructure=*/true};
}

db::Query DeleteOutbox(size_t count) {
  return {"outbox.delete", absl::StrCat("DELETE o FROM ", Ids(count),
                                        " STRAIGHT_JOIN outbox o FORCE INDEX (PRIMARY) "
                                        "ON o.event_id = ids.id WHERE o.tenant_id = ?")};
}

db::Query SelectChangesByEvent(size_t count) {
  return {"change.select_by_event",
          absl::StrCat("SELECT ", kEventColumns,
                       " FROM changes c WHERE c.tenant_id = ? AND c.event_id IN (", Places(count),
                       ")")};
}

namespace {

// Forwards through idx_changes_order; 6 is EMITTED.
constexpr absl::string_view kBehindPlace =
    " FROM changes c FORCE INDEX (idx_changes_order) WHERE c.tenant_id = ? AND c.resource_id = ? "
    "AND c.resource_type = ? AND c.kind <> 6 AND (c.sequence > ? OR (c.sequence = ? AND "
    "(c.projection > ? OR (c.projection = ? AND (c.kind > ? OR (c.kind = ? AND c.event_id > "
    "?)))))) "
    "ORDER BY c.sequence, c.projection, c.kind, c.event_id LIMIT ?";

}  // namespace

db::Query SelectHistorySizes() {
  return {"change.select_history_sizes",
          absl::StrCat("SELECT LENGTH(c.before_body) + LENGTH(c.after_body) + "
                       "LENGTH(c.before_personal) + LENGTH(c.after_personal)",
                       kBehindPlace)};
}

db::Query SelectHistory() {
  return {"change.select_history", absl::StrCat("SELECT ", kEventColumns, kBehindPlace)};
}

db::Query SelectParked(size_t count) {
  return {"dead_letter.select_parked",
          absl::StrCat("SELECT DISTINCT resource_id FROM dead_letters WHERE tenant_id = ? AND "
                       "consumer = ? AND resource_id IN (",
                       Places(count), ")")};
}

std::vector<std::vector<db::Value>> ByIds(const std::string& tenant,
                                          const std::vector<std::string>& ids) {
  std::vector<std::vector<db::Value>> all;
  for (size_t start = 0; start < ids.size();) {
    const size_t left = std::min(ids.size() - start, kMaxIds);
    size_t places = 1;
    while (places < left) places *= 2;
    std::vector<db::Value> values = {tenant};
    for (size_t i = 0; i < places; ++i) values.emplace_back(ids[start + std::min(i, left - 1)]);
    all.push_back(std::move(values));
    start += left;
  }
  return all;
}

std::vector<db::Query> AllQueries() {
  return {kSelectLogId,
          kHoldLog,
          kRenewLog,
          kSelectHeads,
          kSelectBounds,
          kSelectState,
          kSelectTenantSizes,
          kSelectTenantEvents,
          kSelectTenantsBetween,
          SelectEventSizes(2),
          SelectEvents(2),
          kSelectOldest,
          kTrimEvents,
          kRaiseTrimmed,
          kSelectReports,
          kSelectReaders,
          kClaimRelay,
          kHoldRelay,
          kNextTenant,
          kSelectOutbox,
          kSelectUnplaced,
          kPlace,
          DeleteOutbox(2),
          SelectChangesByEvent(2),
          kClaimCursor,
          kRenewCursor,
          kSelectCursors,
          kMoveCursor,
          kPlaceCursor,
          kAnyParked,
          kHasDeadLetters,
          kSelectDeadLetters,
          kSelectDeadLettersOf,
          kDeleteDeadLetter,
          kSelectDeadLettersAt,
          kReplaceDeadLetter,
          kNextDeadLetterTenant,
          kPurgeDeadLetters,
          SelectParked(2),
          kForgetDeadLetters};
}

std::vector<db::InsertQuery> AllInserts() {
  return {kRaiseHeads, kInsertEvents, kReport, kInsertCursors, kInsertDeadLetter};
}

}  // namespace guanxi::events
