#include "analytics-svc/replica/rollup_tables.h"

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "analytics-svc/semantic/model.h"
#include "analytics-svc/semantic/rollup.h"
#include "analytics-svc/semantic/rollup_sql.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

// Which there are: by what statements each was made, and how many rows it had when it was folded.
constexpr char kList[] = "replica_rollups";

constexpr int64_t kGrowth = 4;  // by one part of so many

struct Made {
  std::string form;
  int64_t folded = 0;
};

std::string FormOf(const Rollup& rollup) { return absl::StrJoin(CreateRollupSql(rollup), ";"); }

absl::Status ExecuteAll(DuckWriter& writer, const std::vector<std::string>& statements) {
  for (const std::string& sql : statements) GUANXI_RETURN_IF_ERROR(writer.Execute(sql).status());
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, Made>> ReadList(DuckWriter& writer) {
  GUANXI_RETURN_IF_ERROR(writer
                             .Execute(absl::StrCat("CREATE TABLE IF NOT EXISTS ", kList,
                                                   " (name VARCHAR, form VARCHAR, folded BIGINT)"))
                             .status());
  GUANXI_ASSIGN_OR_RETURN(
      const SqlResult rows,
      writer.Select(absl::StrCat("SELECT name, form, folded FROM ", kList), {}));
  std::map<std::string, Made> made;
  for (size_t i = 0; i < rows.rows(); ++i) {
    made[rows.Text(i, 0)] = {rows.Text(i, 1), rows.Int64(i, 2)};
  }
  return made;
}

absl::Status Drop(DuckWriter& writer, const std::string& name) {
  GUANXI_RETURN_IF_ERROR(ExecuteAll(writer, DropRollupSql(name)));
  const std::vector<SqlValue> values = {name};
  return writer.Execute(absl::StrCat("DELETE FROM ", kList, " WHERE name = ?"), values).status();
}

absl::StatusOr<int64_t> CountRows(DuckWriter& writer, const std::string& table) {
  GUANXI_ASSIGN_OR_RETURN(const SqlResult count,
                          writer.Select(absl::StrCat("SELECT COUNT(*) FROM ", table), {}));
  return count.Int64(0, 0);
}

absl::Status Make(DuckWriter& writer, const Rollup& rollup) {
  GUANXI_RETURN_IF_ERROR(Drop(writer, rollup.name));
  GUANXI_RETURN_IF_ERROR(ExecuteAll(writer, CreateRollupSql(rollup)));
  GUANXI_RETURN_IF_ERROR(
      writer.Execute(AddToRollupSql(rollup, FindCube(rollup.cube)->table)).status());
  GUANXI_ASSIGN_OR_RETURN(const int64_t rows, CountRows(writer, rollup.name));
  Log(Severity::kInfo, "replica.rollup_made", {{"rollup", rollup.name}, {"rows", rows}});
  const std::vector<SqlValue> values = {rollup.name, FormOf(rollup), rows};
  return writer.Execute(absl::StrCat("INSERT INTO ", kList, " VALUES (?, ?, ?)"), values).status();
}

}  // namespace

absl::Status OpenRollups(DuckWriter& writer) {
  GUANXI_ASSIGN_OR_RETURN(auto made, ReadList(writer));
  for (const Rollup* rollup : Rollups()) {
    const auto found = made.find(rollup->name);
    const bool is_fit = found != made.end() && found->second.form == FormOf(*rollup);
    if (found != made.end()) made.erase(found);
    if (!is_fit) GUANXI_RETURN_IF_ERROR(Make(writer, *rollup));
  }
  for (const auto& [name, one] : made) GUANXI_RETURN_IF_ERROR(Drop(writer, name));
  return absl::OkStatus();
}

absl::Status DropRollups(DuckWriter& writer) {
  GUANXI_ASSIGN_OR_RETURN(const auto made, ReadList(writer));
  for (const auto& [name, one] : made) GUANXI_RETURN_IF_ERROR(Drop(writer, name));
  return absl::OkStatus();
}

bool HasRollups(const Table& table) { return !RollupsOver(table.name).empty(); }

absl::Status AddToRollups(DuckWriter& writer, const Table& table, absl::string_view rows) {
  for (const Rollup* rollup : RollupsOver(table.name)) {
    GUANXI_RETURN_IF_ERROR(writer.Execute(AddToRollupSql(*rollup, rows)).status());
  }
  return absl::OkStatus();
}

absl::Status TakeOffRollups(DuckWriter& writer, const Table& table, absl::string_view rows) {
  for (const Rollup* rollup : RollupsOver(table.name)) {
    GUANXI_RETURN_IF_ERROR(writer.Execute(TakeOffRollupSql(*rollup, rows)).status());
  }
  return absl::OkStatus();
}

absl::Status FoldRollups(DuckWriter& writer, int64_t slack) {
  GUANXI_ASSIGN_OR_RETURN(const auto made, ReadList(writer));
  for (const Rollup* rollup : Rollups()) {
    const auto found = made.find(rollup->name);
    if (found == made.end()) continue;
    const int64_t folded = found->second.folded;
    GUANXI_ASSIGN_OR_RETURN(const int64_t rows, CountRows(writer, rollup->name));
    if (rows <= folded + folded / kGrowth + slack) continue;
    GUANXI_RETURN_IF_ERROR(ExecuteAll(writer, FoldRollupSql(*rollup)));
    GUANXI_ASSIGN_OR_RETURN(const int64_t left, CountRows(writer, rollup->name));
    const std::vector<SqlValue> values = {left, rollup->name};
    GUANXI_RETURN_IF_ERROR(
        writer.Execute(absl::StrCat("UPDATE ", kList, " SET folded = ? WHERE name = ?"), values)
            .status());
  }
  return absl::OkStatus();
}

}  // namespace guanxi::analytics
