#include "analytics-svc/replica/copy_batch.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "analytics-svc/replica/replica_schema.h"
#include "analytics-svc/replica/rollup_tables.h"
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

// Whether a row of the table is of the key of one that is staged.
std::string IsStaged(const Table& table, absl::string_view alias) {
  std::vector<std::string> same;
  for (const std::string& name : CopyKey(table)) {
    same.push_back(absl::StrCat(alias, ".", name, " = ", StageOf(table), ".", name));
  }
  return absl::StrJoin(same, " AND ");
}

// What the copy has of the keys that are staged, taken off its rollups. How many rows that are.
absl::StatusOr<int64_t> TakeOffReplaced(DuckWriter& writer, const Table& table) {
  const std::string replaced = ReplacedOf(table);
  const std::string columns = absl::StrJoin(CopyColumns(table), ", ");
  const std::string named = absl::StrCat("c.", absl::StrJoin(CopyColumns(table), ", c."));
  GUANXI_ASSIGN_OR_RETURN(
      const int64_t rows,
      writer.Execute(absl::StrCat("INSERT INTO ", replaced, " (", columns, ") SELECT ", named,
                                  " FROM ", table.name, " c JOIN ", StageOf(table), " ON ",
                                  IsStaged(table, "c"))));
  if (rows == 0) return 0;
  GUANXI_RETURN_IF_ERROR(TakeOffRollups(writer, table, replaced));
  GUANXI_RETURN_IF_ERROR(writer.Execute(absl::StrCat("DELETE FROM ", replaced)).status());
  return rows;
}

// Puts what is staged in the place of what the copy has of the same keys.
absl::Status Replace(DuckWriter& writer, const Table& table) {
  const std::string stage = StageOf(table);
  const std::string columns = absl::StrJoin(CopyColumns(table), ", ");
  bool is_all_new = false;
  if (HasRollups(table)) {
    GUANXI_ASSIGN_OR_RETURN(const int64_t replaced, TakeOffReplaced(writer, table));
    is_all_new = replaced == 0;
    GUANXI_RETURN_IF_ERROR(AddToRollups(writer, table, stage));
  }
  if (!is_all_new) {
    GUANXI_RETURN_IF_ERROR(writer
                               .Execute(absl::StrCat("DELETE FROM ", table.name, " USING ", stage,
                                                     " WHERE ", IsStaged(table, table.name)))
                               .status());
  }
  return writer
      .Execute(absl::StrCat("INSERT INTO ", table.name, " (", columns, ") SELECT ", columns,
                            " FROM ", stage, " WHERE live = 1"))
      .status();
}

}  // namespace

std::string StageOf(const Table& table) { return absl::StrCat("stage_", table.name); }

std::string ReplacedOf(const Table& table) { return absl::StrCat("replaced_", table.name); }

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
    GUANXI_RETURN_IF_ERROR(writer.Append(StageOf(*table), rows.rows));
    GUANXI_RETURN_IF_ERROR(Replace(writer, *table));
    GUANXI_RETURN_IF_ERROR(writer.Execute(absl::StrCat("DELETE FROM ", StageOf(*table))).status());
  }
  return FoldRollups(writer);
}

}  // namespace guanxi::analytics
