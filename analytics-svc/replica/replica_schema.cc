#include "analytics-svc/replica/replica_schema.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "common/base/uuid.h"
#include "common/db/value.h"

namespace guanxi::analytics {
namespace {

// What kinds of values a column's SQL type has.
enum class Form { kId, kText, kNumber, kDecimal, kDay, kTime };

Form FormOf(const Column& column) {
  const std::string type = SqlType(column);
  if (type == "BINARY(16)") return Form::kId;
  if (type == "DATE") return Form::kDay;
  if (type == "DATETIME(6)") return Form::kTime;
  if (absl::StartsWith(type, "DECIMAL")) return Form::kDecimal;
  if (type == "BIGINT" || type == "TINYINT") return Form::kNumber;
  return Form::kText;
}

std::string CopyType(const Column& column) {
  switch (FormOf(column)) {
    case Form::kId:
      return "UUID";
    case Form::kText:
      return "VARCHAR";
    case Form::kNumber:
    case Form::kDecimal:
      return SqlType(column);
    case Form::kDay:
      return "DATE";
    case Form::kTime:
      return "TIMESTAMP";
  }
  return "";
}

SqlValue CopyValue(Form form, const db::Row& row, size_t i) {
  if (row.IsNull(i)) return {};
  switch (form) {
    case Form::kId:
      return Uuid::FromBytes(row.String(i)).value_or(Uuid());
    case Form::kText:
      return std::string(row.String(i));
    case Form::kNumber:
      return row.Int64(i);
    case Form::kDecimal:
      return Decimal{std::string(row.String(i))};
    case Form::kDay: {
      absl::CivilDay day;
      if (!absl::ParseCivilTime(row.String(i), &day)) return {};
      return day;
    }
    case Form::kTime:
      return row.Time(i);
  }
  return {};
}

}  // namespace

std::vector<std::string> CopyKey(const Table& table) {
  std::vector<std::string> key = {"tenant_id", "id"};
  if (table.item() != nullptr) key.push_back(table.item()->name);
  return key;
}

std::vector<std::string> CopyColumns(const Table& table) {
  std::vector<std::string> names = {"tenant_id", "id", "live"};
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

// Without a key of DuckDB's: its index would be held in memory, and nothing goes by it.
std::string CreateCopySql(const Table& table, const std::string& name) {
  std::string sql =
      absl::StrCat("CREATE TABLE IF NOT EXISTS ", name, " (tenant_id UUID, id UUID, live TINYINT");
  for (const Column& column : table.columns) {
    absl::StrAppend(&sql, ", ", column.name, " ", CopyType(column));
  }
  return sql + ")";
}

std::string FormOfCopies() {
  std::string form;
  for (const Table* table : FactTables())
    absl::StrAppend(&form, CreateCopySql(*table, table->name), ";");
  return form;
}

db::Query ReadPageQuery(const Table& table) {
  const Column* const item = table.item();
  const std::string last =
      item == nullptr ? "id > ?" : absl::StrCat("(id > ? OR (id = ? AND ", item->name, " > ?))");
  std::vector<std::string> order = CopyKey(table);
  return {absl::StrCat(table.name, ".copy"),
          absl::StrCat("SELECT stamp, ", absl::StrJoin(CopyColumns(table), ", "), " FROM ",
                       table.name, " FORCE INDEX (idx_", table.name,
                       "_stamp) WHERE shard = ? AND (stamp > ? OR (stamp = ? AND (tenant_id > ? OR "
                       "(tenant_id = ? AND ",
                       last, ")))) AND stamp <= ? ORDER BY stamp, ", absl::StrJoin(order, ", "),
                       " LIMIT ?"),
          /*infrastructure=*/true};
}

std::vector<SqlValue> CopyRow(const Table& table, const db::Row& row) {
  std::vector<SqlValue> values = {CopyValue(Form::kId, row, 1), CopyValue(Form::kId, row, 2),
                                  CopyValue(Form::kNumber, row, 3)};
  for (size_t i = 0; i < table.columns.size(); ++i) {
    values.push_back(CopyValue(FormOf(table.columns[i]), row, i + 4));
  }
  return values;
}

}  // namespace guanxi::analytics
