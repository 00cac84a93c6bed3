// How records of facts are written, with what hangs on them.
#include <utility>

#include "analytics-svc/facts/fact_sql.h"
#include "analytics-svc/facts/fact_store.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

using Rows = std::vector<std::vector<db::Value>>;

// What the record above says for a column of kAbove; NULL without one.
db::Value FromAbove(const AboveRow* above, const std::string& column) {
  if (above == nullptr) return {};
  const auto found = above->values.find(column);
  return found == above->values.end() ? db::Value() : found->second;
}

const AboveRow* AboveOf(const WriteContext& context, const Record& record) {
  if (context.above == nullptr || record.above.IsNil()) return nullptr;
  const auto found = context.above->find(record.above);
  return found == context.above->end() ? nullptr : &found->second;
}

bool IsLive(const WriteContext& context, const Record& record) {
  if (!record.live) return false;
  if (!context.table->is_below()) return true;
  const AboveRow* const above = AboveOf(context, record);
  return above != nullptr && above->live;
}

std::vector<db::Value> RowOf(const WriteContext& context, const RecordWrite& write) {
  const Table& table = *context.table;
  const Record& record = write.after;
  std::vector<db::Value> row = {context.tenant.bytes(), write.id.bytes(), IsLive(context, record)};
  if (table.is_below()) row.emplace_back(record.live);
  row.emplace_back(record.sequence);
  row.emplace_back(record.projection);
  row.emplace_back(context.check.bytes());
  row.emplace_back(context.stamp.shard);
  row.emplace_back(context.stamp.number);
  const AboveRow* const above = AboveOf(context, record);
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    row.push_back(column.kind == ColumnKind::kAbove ? FromAbove(above, column.value)
                                                    : record.values[i]);
  }
  return row;
}

// What a record hands down to its parts and to records below it.
AboveRow HandsDown(const WriteContext& context, const Record& record) {
  AboveRow above;
  above.live = IsLive(context, record);
  for (const std::string& name : HandedDown(*context.table)) {
    for (size_t i = 0; i < context.table->columns.size(); ++i) {
      if (context.table->columns[i].name == name) above.values[name] = record.values[i];
    }
  }
  return above;
}

std::vector<db::Value> PartRow(const WriteContext& context, const Uuid& id, const Table& table,
                               const PartValues& values, const AboveRow& above) {
  std::vector<db::Value> row = {context.tenant.bytes(), id.bytes(), above.live};
  if (table.is_below()) row.emplace_back(true);
  row.emplace_back(context.stamp.shard);
  row.emplace_back(context.stamp.number);
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    row.push_back(column.kind == ColumnKind::kAbove ? FromAbove(&above, column.value) : values[i]);
  }
  return row;
}

absl::Status WriteParts(db::Transaction& tx, const WriteContext& context,
                        absl::Span<const RecordWrite> writes) {
  std::map<const Table*, std::vector<std::string>> dropped;
  std::map<const Table*, Rows> rows;
  for (const RecordWrite& write : writes) {
    const AboveRow above = HandsDown(context, write.after);
    for (const auto& [table, parts] : write.after.parts) {
      if (write.before.is_stored) dropped[table].emplace_back(write.id.bytes());
      for (const PartValues& values : parts) {
        rows[table].push_back(PartRow(context, write.id, *table, values, above));
      }
    }
  }
  for (const auto& [table, ids] : dropped) {
    for (const auto& batch : IdBatches(ids)) {
      std::vector<db::Value> values = {context.stamp.shard, context.stamp.number,
                                       context.tenant.bytes()};
      for (const std::string& id : batch) values.emplace_back(id);
      GUANXI_RETURN_IF_ERROR(tx.Execute(DropPartsQuery(*table, batch.size()), values).status());
    }
  }
  for (const auto& [table, own] : rows) {
    GUANXI_RETURN_IF_ERROR(tx.InsertRows(PutQuery(*table), own).status());
  }
  return absl::OkStatus();
}

absl::Status WriteVersions(db::Transaction& tx, const WriteContext& context,
                           absl::Span<const RecordWrite> writes) {
  const Table* const table = context.table->versions;
  if (table == nullptr) return absl::OkStatus();
  AboveRow lives;
  lives.live = true;
  Rows rows;
  for (const RecordWrite& write : writes) {
    for (const PartValues& values : write.after.versions) {
      rows.push_back(PartRow(context, write.id, *table, values, lives));
    }
    if (!write.is_anew || !write.before.is_stored) continue;
    db::Value last;
    for (size_t i = 0; i < context.table->columns.size(); ++i) {
      if (context.table->columns[i].kind == ColumnKind::kVersion) last = write.after.values[i];
    }
    GUANXI_RETURN_IF_ERROR(
        tx.Execute(DropVersionsQuery(*table), {context.stamp.shard, context.stamp.number,
                                               context.tenant.bytes(), write.id.bytes(), last})
            .status());
  }
  return rows.empty() ? absl::OkStatus() : tx.InsertRows(PutQuery(*table), rows).status();
}

// Nobody has named a record before that has no row yet.
absl::Status HandDown(db::Transaction& tx, const WriteContext& context, const RecordWrite& write) {
  if (!write.before.is_stored) return absl::OkStatus();
  const AboveRow before = HandsDown(context, write.before);
  const AboveRow after = HandsDown(context, write.after);
  const bool is_news = before.live != after.live || !(before.values == after.values);
  if (!is_news) return absl::OkStatus();
  for (const Below& below : TablesBelow(*context.table)) {
    std::vector<db::Value> values = {after.live, context.stamp.shard, context.stamp.number};
    for (const auto& [name, value] : after.values) {
      if (below.table->Find(name) != nullptr) values.push_back(value);
    }
    values.emplace_back(context.tenant.bytes());
    values.emplace_back(write.id.bytes());
    GUANXI_RETURN_IF_ERROR(tx.Execute(HandDownQuery(*context.table, below), values).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteRecords(db::Transaction& tx, const WriteContext& context,
                          absl::Span<const RecordWrite> writes) {
  if (writes.empty()) return absl::OkStatus();
  Rows rows;
  for (const RecordWrite& write : writes) rows.push_back(RowOf(context, write));
  GUANXI_RETURN_IF_ERROR(tx.InsertRows(PutQuery(*context.table), rows).status());
  GUANXI_RETURN_IF_ERROR(WriteParts(tx, context, writes));
  GUANXI_RETURN_IF_ERROR(WriteVersions(tx, context, writes));
  if (HandedDown(*context.table).empty()) return absl::OkStatus();
  for (const RecordWrite& write : writes) {
    GUANXI_RETURN_IF_ERROR(HandDown(tx, context, write));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::analytics
