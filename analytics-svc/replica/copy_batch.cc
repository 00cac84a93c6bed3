#include "analytics-svc/replica/copy_batch.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "analytics-svc/replica/replica_schema.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

// Where in CopyColumns the item is; 0: there is none.
size_t ItemAt(const Table& table) {
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].kind == ColumnKind::kItem) return i + 3;
  }
  return 0;
}

std::string KeyOf(const Table& table, const std::vector<SqlValue>& row) {
  std::string key = absl::StrCat(std::get<Uuid>(row[0]).bytes(), std::get<Uuid>(row[1]).bytes());
  const size_t item = ItemAt(table);
  if (item == 0) return key;
  if (const auto* const number = std::get_if<int64_t>(&row[item])) absl::StrAppend(&key, *number);
  if (const auto* const text = std::get_if<std::string>(&row[item])) key += *text;
  return key;
}

}  // namespace

std::string StageOf(const Table& table) { return absl::StrCat("stage_", table.name); }

void CopyBatch::Add(const Table& table, std::vector<SqlValue> row) {
  Rows& rows = tables_[&table];
  const auto [known, is_new] = rows.by_key.try_emplace(KeyOf(table, row), rows.rows.size());
  if (is_new) {
    rows.rows.push_back(std::move(row));
    ++size_;
  } else {
    rows.rows[known->second] = std::move(row);
  }
}

void CopyBatch::Clear() {
  tables_.clear();
  size_ = 0;
}

absl::Status CopyBatch::WriteTo(DuckWriter& writer) const {
  for (const auto& [table, rows] : tables_) {
    const std::string stage = StageOf(*table);
    std::vector<std::string> same;
    for (const std::string& name : CopyKey(*table)) {
      same.push_back(absl::StrCat(table->name, ".", name, " = ", stage, ".", name));
    }
    const std::string columns = absl::StrJoin(CopyColumns(*table), ", ");
    GUANXI_RETURN_IF_ERROR(writer.Append(stage, rows.rows));
    for (const std::string& sql :
         {absl::StrCat("DELETE FROM ", table->name, " USING ", stage, " WHERE ",
                       absl::StrJoin(same, " AND ")),
          absl::StrCat("INSERT INTO ", table->name, " (", columns, ") SELECT ", columns, " FROM ",
                       stage, " WHERE live = 1"),
          absl::StrCat("DELETE FROM ", stage)}) {
      GUANXI_RETURN_IF_ERROR(writer.Execute(sql).status());
    }
  }
  return absl::OkStatus();
}

}  // namespace guanxi::analytics
