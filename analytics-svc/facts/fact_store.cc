#include "analytics-svc/facts/fact_store.h"

#include <utility>

#include "analytics-svc/facts/fact_sql.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

const db::Query kRaiseStamp{"fact_stamp.raise",
                            "UPDATE fact_stamps SET head = head + 1 WHERE tenant_id = ? AND "
                            "shard = ?"};
const db::Query kReadStamp{"fact_stamp.read",
                           "SELECT head FROM fact_stamps WHERE tenant_id = ? AND shard = ?"};

std::vector<std::string> Bytes(const std::set<Uuid>& ids) {
  std::vector<std::string> bytes;
  for (const Uuid& id : ids) bytes.emplace_back(id.bytes());
  return bytes;
}

std::vector<db::Value> TenantAnd(const Uuid& tenant, const std::vector<std::string>& ids) {
  std::vector<db::Value> values = {tenant.bytes()};
  for (const std::string& id : ids) values.emplace_back(id);
  return values;
}

// Takes over the records that have rows, and holds them.
absl::Status SelectRecords(db::Transaction& tx, const Table& table, const Uuid& tenant,
                           const std::set<Uuid>& ids, std::map<Uuid, Record>* held) {
  for (const auto& batch : IdBatches(Bytes(ids))) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(HoldRecordsQuery(table, batch.size()),
                                                           TenantAnd(tenant, batch)));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      Record record(table);
      record.is_stored = true;
      record.sequence = row.Int64(1);
      record.projection = row.Int64(2);
      record.live = row.Bool(3);
      for (size_t i = 0; i < record.values.size(); ++i) {
        record.values[i] = row[i + 4];
        if (table.columns[i].kind == ColumnKind::kParent && !row.IsNull(i + 4)) {
          GUANXI_ASSIGN_OR_RETURN(record.above, Uuid::FromBytes(row.String(i + 4)));
        }
      }
      held->insert_or_assign(id, std::move(record));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Stamp> TakeStamp(db::Transaction& tx, int shard) {
  const std::vector<db::Value> key = {Uuid().bytes(), shard};
  GUANXI_ASSIGN_OR_RETURN(const int64_t raised, tx.Execute(kRaiseStamp, key));
  if (raised != 1) return absl::InternalError("there is no such shard of stamps");
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kReadStamp, key));
  if (rows.empty()) return absl::InternalError("a stamp that is held is gone");
  return Stamp{shard, rows[0].Int64(0)};
}

absl::StatusOr<std::map<Uuid, AboveRow>> HoldAbove(db::Transaction& tx, const Table& table,
                                                   const Uuid& tenant, const std::set<Uuid>& ids) {
  std::map<Uuid, AboveRow> held;
  const std::vector<std::string>& names = HandedDown(table);
  const auto hold = [&](const std::set<Uuid>& wanted) -> absl::Status {
    for (const auto& batch : IdBatches(Bytes(wanted))) {
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(HoldAboveQuery(table, batch.size()),
                                                             TenantAnd(tenant, batch)));
      for (const db::Row row : rows) {
        GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
        AboveRow& above = held[id];
        above.live = row.Bool(1);
        for (size_t i = 0; i < names.size(); ++i) above.values[names[i]] = row[i + 2];
      }
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(hold(ids));
  std::set<Uuid> missing;
  std::vector<std::vector<db::Value>> made;
  for (const Uuid& id : ids) {
    if (held.count(id) != 0) continue;
    missing.insert(id);
    made.push_back({tenant.bytes(), id.bytes()});
  }
  if (missing.empty()) return held;
  // A lock of what is not there holds up nobody: who writes it meanwhile is waited for here.
  GUANXI_RETURN_IF_ERROR(tx.InsertRows(PlaceholderQuery(table), made).status());
  GUANXI_RETURN_IF_ERROR(hold(missing));
  return held;
}

absl::StatusOr<std::map<Uuid, Record>> HoldRecords(db::Transaction& tx, const Table& table,
                                                   const Uuid& tenant, const std::set<Uuid>& ids) {
  std::map<Uuid, Record> held;
  GUANXI_RETURN_IF_ERROR(SelectRecords(tx, table, tenant, ids, &held));
  std::set<Uuid> missing;
  std::vector<std::vector<db::Value>> made;
  for (const Uuid& id : ids) {
    if (!held.emplace(id, Record(table)).second) continue;
    missing.insert(id);
    made.push_back({tenant.bytes(), id.bytes()});
  }
  if (missing.empty() || HandedDown(table).empty()) return held;
  // A lock of what is not there holds up nobody: who names one of them as above its own meanwhile
  // would never be handed anything. So they are made at once, unless somebody was faster.
  GUANXI_ASSIGN_OR_RETURN(const int64_t rows, tx.InsertRows(ClaimQuery(table), made));
  if (rows < static_cast<int64_t>(made.size())) {
    GUANXI_RETURN_IF_ERROR(SelectRecords(tx, table, tenant, missing, &held));
  }
  return held;
}

std::vector<db::Query> StampQueries() { return {kRaiseStamp, kReadStamp}; }

}  // namespace guanxi::analytics
