#include "analytics-svc/engine/duck_session.h"

#include <utility>

#include "analytics-svc/engine/duck_values.h"
#include "analytics-svc/engine/engine_errors.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

// DuckDB's objects, ended when they go out of scope, whatever their state.
struct Statement {
  ~Statement() { duckdb_destroy_prepare(&handle); }
  duckdb_prepared_statement handle = nullptr;
};
struct Result {
  ~Result() { duckdb_destroy_result(&handle); }
  duckdb_result handle{};
};
struct Rows {
  ~Rows() { duckdb_destroy_data_chunk(&handle); }
  duckdb_data_chunk handle = nullptr;
};
struct Adder {
  ~Adder() { duckdb_appender_destroy(&handle); }
  duckdb_appender handle = nullptr;
};

absl::Status AppenderError(absl::string_view table, duckdb_appender appender) {
  return DuckError(table, DUCKDB_ERROR_INVALID, duckdb_appender_error(appender));
}

// Prepares, binds, runs.
absl::Status RunStatement(duckdb_connection connection, absl::string_view name,
                          const std::string& sql, absl::Span<const SqlValue> values,
                          Result* result) {
  Statement statement;
  if (duckdb_prepare(connection, sql.c_str(), &statement.handle) != DuckDBSuccess) {
    return DuckError(name, DUCKDB_ERROR_PARSER, duckdb_prepare_error(statement.handle));
  }
  if (duckdb_nparams(statement.handle) != values.size()) return BadQuery();
  for (size_t i = 0; i < values.size(); ++i) {
    GUANXI_RETURN_IF_ERROR(BindDuckValue(statement.handle, i + 1, values[i]));
  }
  if (duckdb_execute_prepared(statement.handle, &result->handle) != DuckDBSuccess) {
    return DuckError(name, duckdb_result_error_type(&result->handle),
                     duckdb_result_error(&result->handle));
  }
  return absl::OkStatus();
}

absl::StatusOr<SqlResult> ReadAll(Result* result, int64_t max_rows) {
  const size_t columns = duckdb_column_count(&result->handle);
  std::vector<SqlCell> cells;
  while (true) {
    Rows rows;
    rows.handle = duckdb_fetch_chunk(result->handle);
    if (rows.handle == nullptr) return SqlResult(columns, std::move(cells));
    const auto size = static_cast<int64_t>(duckdb_data_chunk_get_size(rows.handle));
    if (static_cast<int64_t>(cells.size() / columns) + size > max_rows) {
      return ResultTooLarge(max_rows);
    }
    GUANXI_RETURN_IF_ERROR(ReadDuckChunk(rows.handle, &cells));
  }
}

}  // namespace

absl::Status DuckError(absl::string_view name, duckdb_error_type type, const char* message) {
  if (type == DUCKDB_ERROR_INTERRUPT) return QueryTimeLimit();
  // Messages about values quote them.
  const bool may_quote = type == DUCKDB_ERROR_CONVERSION || type == DUCKDB_ERROR_INVALID_INPUT ||
                         type == DUCKDB_ERROR_CONSTRAINT || type == DUCKDB_ERROR_INVALID ||
                         type == DUCKDB_ERROR_OUT_OF_RANGE;
  Log(Severity::kWarning, "analytics.duckdb_error",
      {{"query", name},
       {"type", static_cast<int>(type)},
       {"message", may_quote || message == nullptr ? "" : message}});
  switch (type) {
    case DUCKDB_ERROR_OUT_OF_MEMORY:
      return QueryTooLarge();
    case DUCKDB_ERROR_OUT_OF_RANGE:
      return SumTooLarge();
    case DUCKDB_ERROR_IO:
    case DUCKDB_ERROR_FATAL:
    case DUCKDB_ERROR_CONNECTION:
    case DUCKDB_ERROR_SERIALIZATION:
      return EngineDown();
    default:
      return BadQuery();
  }
}

absl::StatusOr<std::unique_ptr<DuckSession>> DuckSession::Connect(duckdb_database database,
                                                                  QueryWatch* watch) {
  duckdb_connection connection = nullptr;
  if (duckdb_connect(database, &connection) != DuckDBSuccess) return EngineDown();
  return std::unique_ptr<DuckSession>(new DuckSession(connection, watch));
}

DuckSession::~DuckSession() { duckdb_disconnect(&connection_); }

absl::StatusOr<SqlResult> DuckSession::Select(absl::string_view name, const std::string& sql,
                                              absl::Span<const SqlValue> values,
                                              const SqlLimits& limits) {
  const QueryWatch::Turn turn(watch_, connection_, limits.deadline);
  Result result;
  GUANXI_RETURN_IF_ERROR(RunStatement(connection_, name, sql, values, &result));
  return ReadAll(&result, limits.max_rows);
}

absl::StatusOr<int64_t> DuckSession::Execute(absl::string_view name, const std::string& sql,
                                             absl::Span<const SqlValue> values,
                                             absl::Time deadline) {
  const QueryWatch::Turn turn(watch_, connection_, deadline);
  Result result;
  GUANXI_RETURN_IF_ERROR(RunStatement(connection_, name, sql, values, &result));
  return static_cast<int64_t>(duckdb_rows_changed(&result.handle));
}

absl::Status DuckSession::Append(absl::string_view table,
                                 absl::Span<const std::vector<SqlValue>> rows) {
  Adder adder;
  const std::string name(table);
  if (duckdb_appender_create(connection_, nullptr, name.c_str(), &adder.handle) != DuckDBSuccess) {
    return AppenderError(table, adder.handle);
  }
  for (const std::vector<SqlValue>& row : rows) {
    for (const SqlValue& value : row) {
      if (!AppendDuckValue(adder.handle, value).ok()) return AppenderError(table, adder.handle);
    }
    if (duckdb_appender_end_row(adder.handle) != DuckDBSuccess) {
      return AppenderError(table, adder.handle);
    }
  }
  // Destroying flushes too, and loses the error.
  if (duckdb_appender_close(adder.handle) != DuckDBSuccess) {
    return AppenderError(table, adder.handle);
  }
  return absl::OkStatus();
}

}  // namespace guanxi::analytics
