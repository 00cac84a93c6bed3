#include "common/db/transaction.h"

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/db/connection.h"
#include "common/db/dialect.h"
#include "common/db/insert_batches.h"
#include "common/db/metrics.h"
#include "common/errors/errors.h"

namespace guanxi::db {

absl::Status Transaction::CheckUsable() const {
  if (!failure_.ok()) return failure_;
  if (absl::Now() < limits_.deadline) return absl::OkStatus();
  return DeadlineExceeded("DEADLINE_EXCEEDED", "The deadline passed before the work was done.");
}

absl::Status Transaction::CheckWritable() const {
  if (mode_ == Mode::kReadWrite) return absl::OkStatus();
  return Error(absl::StatusCode::kInternal, "READ_ONLY", "A read-only body tried to write.");
}

// Runs one statement by `run(sql)`, where sql has the time limit that the deadline demands.
template <typename Run>
auto Transaction::RunTimed(const std::string& name, const std::string& sql, Run run)
    -> decltype(run(sql)) {
  GUANXI_RETURN_IF_ERROR(CheckUsable());
  const absl::Time start = absl::Now();
  const absl::Duration remaining = limits_.deadline - start;
  auto result = remaining >= limits_.statement_limit
                    ? run(sql)
                    : run(WithTimeLimit(sql, remaining, limits_.statement_limit));
  metrics_->ObserveQuery(name, absl::Now() - start);
  if (!result.ok() &&
      (connection_->broken() || connection_->aftermath() != Aftermath::kStatementFailed)) {
    failure_ = result.status();
  }
  return result;
}

absl::StatusOr<Rows> Transaction::Select(const Query& query, absl::Span<const Value> values) {
  return RunTimed(query.name, query.sql, [&](const std::string& sql) {
    return connection_->Select(query.name, sql, values);
  });
}

absl::StatusOr<int64_t> Transaction::Execute(const Query& query, absl::Span<const Value> values) {
  GUANXI_RETURN_IF_ERROR(CheckWritable());
  return RunTimed(query.name, query.sql, [&](const std::string& sql) {
    return connection_->Execute(query.name, sql, values);
  });
}

absl::StatusOr<int64_t> Transaction::InsertRows(const InsertQuery& query,
                                                absl::Span<const std::vector<Value>> rows) {
  GUANXI_RETURN_IF_ERROR(CheckWritable());
  if (rows.empty()) return 0;
  const size_t columns = rows.front().size();
  std::vector<size_t> bytes;
  for (const std::vector<Value>& row : rows) {
    if (row.size() != columns) {
      return Error(absl::StatusCode::kInternal, "DATABASE_ERROR", "Rows differ in length.");
    }
    bytes.push_back(0);
    for (const Value& value : row) bytes.back() += value.ByteSize();
  }
  int64_t total = 0;
  for (const size_t batch : InsertBatches(bytes, columns, limits_.max_insert_bytes)) {
    GUANXI_ASSIGN_OR_RETURN(
        const int64_t inserted,
        RunTimed(query.name, InsertSql(query, batch, columns), [&](const std::string& sql) {
          return connection_->ExecuteRows(query.name, sql, rows.first(batch));
        }));
    total += inserted;
    rows.remove_prefix(batch);
  }
  return total;
}

}  // namespace guanxi::db
