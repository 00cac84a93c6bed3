#include "bench/process_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/transaction.h"

namespace guanxi::bench {
namespace {

struct Source {
  const char* table;
  bool updated;
};
// Every table that a process writes into; those that are updated begin with tenant and id.
constexpr Source kSources[] = {
    {"process_instances", true}, {"process_states", true}, {"process_tasks", true},
    {"changes", false},          {"outbox", false},        {"request_log", false},
    {"search_rows", false},      {"set_values", false},    {"notices", false},
};

}  // namespace

absl::StatusOr<ProcessRows> ProcessRows::Read(const ApprovalWorld& world, size_t processes,
                                              int steps) {
  const Uuid other = UuidSource().Next();
  ProcessRows read;
  read.processes_ = processes;
  read.steps_ = static_cast<size_t>(steps);
  for (const Source& source : kSources) {
    Table table;
    table.insert = {absl::StrCat("bench.insert_", source.table),
                    absl::StrCat("INSERT INTO ", source.table, " VALUES ")};
    if (source.updated) {
      table.update = {absl::StrCat("bench.update_", source.table),
                      absl::StrCat("UPDATE ", source.table,
                                   " SET version = version + 1 WHERE tenant_id = ? AND id = ?")};
    }
    const db::Query query{
        absl::StrCat("bench.read_", source.table),
        absl::StrCat("SELECT t.* FROM ", source.table, " t WHERE t.tenant_id = ?")};
    GUANXI_RETURN_IF_ERROR(
        world.database().ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          table.rows.clear();
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, {world.tenant().bytes()}));
          for (const db::Row row : rows) {
            auto& values = table.rows.emplace_back();
            for (size_t i = 0; i < row.size(); ++i) values.push_back(row[i]);
            values[0] = other.bytes();
          }
          return absl::OkStatus();
        }));
    if (table.rows.size() >= processes) read.tables_.push_back(std::move(table));
  }
  return read;
}

double ProcessRows::RowsEach() const {
  double rows = 0;
  for (const Table& table : tables_) {
    rows += static_cast<double>(table.rows.size()) / static_cast<double>(processes_);
    if (!table.update.sql.empty()) rows += static_cast<double>(steps_ - 1);
  }
  return rows;
}

ProcessRows::Part ProcessRows::PartOf(const Table& table, size_t process) const {
  return {process * table.rows.size() / processes_, (process + 1) * table.rows.size() / processes_};
}

absl::Status ProcessRows::Write(const ApprovalWorld& world, size_t process) const {
  for (size_t step = 0; step < steps_; ++step) {
    GUANXI_RETURN_IF_ERROR(world.database().ReadWrite(
        {}, [&](db::Transaction& tx) { return Step(tx, process, step); }));
  }
  return absl::OkStatus();
}

absl::Status ProcessRows::Step(db::Transaction& tx, size_t process, size_t step) const {
  for (const Table& table : tables_) {
    const Part part = PartOf(table, process);
    const size_t count = part.last - part.first;
    // The first row of each table comes with the first step.
    const size_t first = part.first + (count * step + steps_ - 1) / steps_;
    const size_t last = part.first + (count * (step + 1) + steps_ - 1) / steps_;
    if (last > first) {
      GUANXI_RETURN_IF_ERROR(
          tx.InsertRows(table.insert, absl::MakeConstSpan(table.rows).subspan(first, last - first))
              .status());
    }
    if (step == 0 || table.update.sql.empty()) continue;
    const auto& row = table.rows[std::min(part.first + step - 1, part.last - 1)];
    GUANXI_RETURN_IF_ERROR(tx.Execute(table.update, {row[0], row[1]}).status());
  }
  return absl::OkStatus();
}

}  // namespace guanxi::bench
