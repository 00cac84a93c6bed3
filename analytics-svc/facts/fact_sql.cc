#include "analytics-svc/facts/fact_sql.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace guanxi::analytics {
namespace {

constexpr size_t kMaxIds = 256;

std::string Marks(size_t count) {
  return absl::StrJoin(std::vector<std::string>(count, "?"), ", ");
}

std::string Named(absl::string_view verb, const Table& table) {
  return absl::StrCat(table.name, ".", verb);
}

}  // namespace

std::vector<std::vector<std::string>> IdBatches(const std::vector<std::string>& ids) {
  std::vector<std::vector<std::string>> batches;
  for (size_t start = 0; start < ids.size();) {
    const size_t left = std::min(ids.size() - start, kMaxIds);
    size_t places = 1;
    while (places < left) places *= 2;
    std::vector<std::string> batch;
    // The last one stands for those that lack.
    for (size_t i = 0; i < places; ++i) batch.push_back(ids[start + std::min(i, left - 1)]);
    batches.push_back(std::move(batch));
    start += left;
  }
  return batches;
}

std::vector<std::string> FactColumns(const Table& table) {
  std::vector<std::string> names = {"tenant_id", "id", "live"};
  if (table.is_below()) names.push_back("own_live");
  if (table.item() == nullptr) {
    for (const char* name : {"sequence", "projection", "check_id"}) names.push_back(name);
  }
  names.push_back("shard");
  names.push_back("stamp");
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

db::Query HoldRecordsQuery(const Table& table, size_t count) {
  std::string sql =
      absl::StrCat("SELECT id, sequence, projection, ", table.is_below() ? "own_live" : "live");
  for (const Column& column : table.columns) absl::StrAppend(&sql, ", ", column.name);
  absl::StrAppend(&sql, " FROM ", table.name, " WHERE tenant_id = ? AND id IN (", Marks(count),
                  ") ORDER BY id FOR UPDATE");
  return {Named("hold", table), sql};
}

db::Query HoldAboveQuery(const Table& table, size_t count) {
  std::string sql = "SELECT id, live";
  for (const std::string& name : HandedDown(table)) absl::StrAppend(&sql, ", ", name);
  absl::StrAppend(&sql, " FROM ", table.name, " WHERE tenant_id = ? AND id IN (", Marks(count),
                  ") ORDER BY id LOCK IN SHARE MODE");
  return {Named("hold_above", table), sql};
}

db::InsertQuery PlaceholderQuery(const Table& table) {
  return {Named("make", table),
          absl::StrCat("INSERT INTO ", table.name, " (tenant_id, id) VALUES "),
          " ON DUPLICATE KEY UPDATE id = VALUES(id)"};
}

db::InsertQuery ClaimQuery(const Table& table) {
  return {Named("claim", table),
          absl::StrCat("INSERT IGNORE INTO ", table.name, " (tenant_id, id) VALUES ")};
}

db::InsertQuery PutQuery(const Table& table) {
  const std::vector<std::string> names = FactColumns(table);
  std::vector<std::string> sets;
  const Column* const item = table.item();
  for (size_t i = 2; i < names.size(); ++i) {
    if (item != nullptr && names[i] == item->name) continue;
    sets.push_back(absl::StrCat(names[i], " = VALUES(", names[i], ")"));
  }
  return {Named("put", table),
          absl::StrCat("INSERT INTO ", table.name, " (", absl::StrJoin(names, ", "), ") VALUES "),
          absl::StrCat(" ON DUPLICATE KEY UPDATE ", absl::StrJoin(sets, ", "))};
}

db::Query HandDownQuery(const Table& above, const Below& below) {
  std::string sql =
      absl::StrCat("UPDATE ", below.table->name, " SET live = own_live * ?, shard = ?, stamp = ?");
  for (const std::string& name : HandedDown(above)) {
    if (below.table->Find(name) != nullptr) absl::StrAppend(&sql, ", ", name, " = ?");
  }
  absl::StrAppend(&sql, " WHERE tenant_id = ? AND ", below.above_column, " = ?");
  return {Named("hand_down", *below.table), sql};
}

db::Query DropPartsQuery(const Table& parts, size_t count) {
  return {
      Named("drop", parts),
      absl::StrCat("UPDATE ", parts.name, " SET live = 0", parts.is_below() ? ", own_live = 0" : "",
                   ", shard = ?, stamp = ? WHERE tenant_id = ? AND id IN (", Marks(count), ")")};
}

db::Query DropVersionsQuery(const Table& versions) {
  return {Named("drop", versions),
          absl::StrCat("UPDATE ", versions.name,
                       " SET live = 0, shard = ?, stamp = ? WHERE tenant_id = ? AND id = ? AND "
                       "version > ?")};
}

db::Query UncheckedQuery(const Source& source) {
  const bool shares = !source.spec().subject_type.empty();
  return {absl::StrCat(source.spec().type, ".unchecked_facts"),
          absl::StrCat("SELECT tenant_id, id FROM ", source.table().name,
                       " WHERE (tenant_id > ? OR (tenant_id = ? AND id > ?)) AND ",
                       source.table().is_below() ? "own_live" : "live", " = 1 AND check_id <> ?",
                       shares ? " AND subject_type = ?" : "", " ORDER BY tenant_id, id LIMIT ?"),
          /*infrastructure=*/true};
}

db::Query ForgetQuery(const Table& table) {
  return {
      Named("forget", table),
      absl::StrCat("UPDATE ", table.name, " SET live = 0", table.is_below() ? ", own_live = 0" : "",
                   ", sequence = 0, projection = 0, shard = ?, stamp = ? WHERE tenant_id = ? "
                   "AND id = ? AND check_id <> ?")};
}

std::vector<db::Query> FactQueries() {
  std::vector<db::Query> queries;
  for (const Table* table : FactTables()) {
    for (const Below& below : TablesBelow(*table)) {
      queries.push_back(HandDownQuery(*table, below));
      if (below.above_column == "id") queries.push_back(DropPartsQuery(*below.table, 2));
    }
    if (table->versions != nullptr) queries.push_back(DropVersionsQuery(*table->versions));
    if (table->item() != nullptr && !table->is_below()) {
      queries.push_back(DropPartsQuery(*table, 2));
    }
    if (table->item() != nullptr) continue;
    queries.push_back(HoldRecordsQuery(*table, 2));
    queries.push_back(ForgetQuery(*table));
    if (!HandedDown(*table).empty()) queries.push_back(HoldAboveQuery(*table, 2));
  }
  for (const Source* source : Sources()) queries.push_back(UncheckedQuery(*source));
  return queries;
}

std::vector<db::InsertQuery> FactInserts() {
  std::vector<db::InsertQuery> inserts;
  for (const Table* table : FactTables()) {
    inserts.push_back(PutQuery(*table));
    if (HandedDown(*table).empty()) continue;
    inserts.push_back(PlaceholderQuery(*table));
    inserts.push_back(ClaimQuery(*table));
  }
  return inserts;
}

}  // namespace guanxi::analytics
