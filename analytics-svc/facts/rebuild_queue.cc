#include "analytics-svc/facts/rebuild_queue.h"

#include <optional>

#include "common/base/status_macros.h"
#include "common/events/partition.h"

namespace guanxi::analytics {
namespace {

// What is there goes on where it is.
const db::InsertQuery kAdd{
    "fact_rebuild.add",
    "INSERT INTO fact_rebuilds (tenant_id, source_type, partition_no, after_id, turn_time) VALUES ",
    " ON DUPLICATE KEY UPDATE turn_time = turn_time"};
const db::Query kTypes{"fact_rebuild.types",
                       "SELECT source_type FROM fact_rebuilds WHERE tenant_id = ?"};
const db::Query kNext{"fact_rebuild.next",
                      "SELECT tenant_id, source_type, partition_no, after_id FROM fact_rebuilds "
                      "FORCE INDEX (idx_fact_rebuilds_turn) ORDER BY turn_time LIMIT 1",
                      /*infrastructure=*/true};
const db::Query kMove{"fact_rebuild.move",
                      "UPDATE fact_rebuilds SET partition_no = ?, after_id = ?, turn_time = ? "
                      "WHERE tenant_id = ? AND source_type = ? AND partition_no = ? AND "
                      "after_id = ?"};
const db::Query kDelete{"fact_rebuild.delete",
                        "DELETE FROM fact_rebuilds WHERE tenant_id = ? AND source_type = ? AND "
                        "partition_no = ? AND after_id = ?"};

const Source* FindSource(const std::string& type) {
  for (const Source* source : Sources()) {
    if (source->spec().type == type) return source;
  }
  return nullptr;
}

struct Place {
  Uuid tenant;
  std::string type;
  int partition = 0;
  Uuid after;
};

absl::StatusOr<std::optional<Place>> ReadNext(db::Database* database) {
  std::optional<Place> place;
  GUANXI_RETURN_IF_ERROR(
      database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        place.reset();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kNext, {}));
        if (rows.empty()) return absl::OkStatus();
        place.emplace();
        GUANXI_ASSIGN_OR_RETURN(place->tenant, Uuid::FromBytes(rows[0].String(0)));
        place->type = std::string(rows[0].String(1));
        place->partition = static_cast<int>(rows[0].Int64(2));
        GUANXI_ASSIGN_OR_RETURN(place->after, Uuid::FromBytes(rows[0].String(3)));
        return absl::OkStatus();
      }));
  return place;
}

// From one place to another of the same row; beyond the last partition the row goes.
absl::Status Move(db::Database* database, const Place& from, int partition, const Uuid& after,
                  absl::Time now) {
  return database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
    const std::vector<db::Value> key = {from.tenant.bytes(), from.type, from.partition,
                                        from.after.bytes()};
    if (partition >= events::kPartitions) return tx.Execute(kDelete, key).status();
    std::vector<db::Value> values = {partition, after.bytes(), now};
    values.insert(values.end(), key.begin(), key.end());
    return tx.Execute(kMove, values).status();
  });
}

}  // namespace

absl::StatusOr<int> RebuildQueue::Add(const Uuid& tenant, absl::Time now) const {
  int added = 0;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kPoint}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kTypes, {tenant.bytes()}));
        std::set<std::string> there;
        for (const db::Row row : rows) there.emplace(row.String(0));
        std::vector<std::vector<db::Value>> made;
        for (const Source* source : Sources()) {
          if (there.count(source->spec().type) != 0) continue;
          made.push_back({tenant.bytes(), source->spec().type, 0, Uuid().bytes(), now});
        }
        added = static_cast<int>(made.size());
        return made.empty() ? absl::OkStatus() : tx.InsertRows(kAdd, made).status();
      }));
  return added;
}

absl::StatusOr<std::set<std::string>> RebuildQueue::Pending(const Uuid& tenant) const {
  std::set<std::string> services;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kPoint}, [&](db::Transaction& tx) -> absl::Status {
        services.clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kTypes, {tenant.bytes()}));
        for (const db::Row row : rows) {
          const Source* const source = FindSource(std::string(row.String(0)));
          if (source != nullptr) services.insert(source->spec().service);
        }
        return absl::OkStatus();
      }));
  return services;
}

absl::StatusOr<bool> RebuildQueue::Turn(const Page& page, absl::Time now) const {
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Place> place, ReadNext(database_));
  if (!place.has_value()) return false;
  const Source* const source = FindSource(place->type);
  // Of a type that a newer binary reads, and this one does not.
  if (source == nullptr) {
    GUANXI_RETURN_IF_ERROR(Move(database_, *place, place->partition, place->after, now));
    return false;
  }
  const auto next = page(*source, place->tenant, place->partition, place->after);
  if (!next.ok()) {
    GUANXI_RETURN_IF_ERROR(Move(database_, *place, place->partition, place->after, now));
    return next.status();
  }
  const int partition = next->IsNil() ? place->partition + 1 : place->partition;
  GUANXI_RETURN_IF_ERROR(Move(database_, *place, partition, *next, now));
  return true;
}

std::vector<db::Query> RebuildQueries() { return {kTypes, kNext, kMove, kDelete}; }
std::vector<db::InsertQuery> RebuildInserts() { return {kAdd}; }

}  // namespace guanxi::analytics
