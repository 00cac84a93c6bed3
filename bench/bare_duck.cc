#include "bench/bare_duck.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "analytics-svc/engine/duck_values.h"
#include "common/base/status_macros.h"

namespace guanxi::bench {
namespace {

struct Statement {
  ~Statement() { duckdb_destroy_prepare(&handle); }
  duckdb_prepared_statement handle = nullptr;
};
struct Result {
  ~Result() { duckdb_destroy_result(&handle); }
  duckdb_result handle{};
};

absl::Status Failed(const char* message) {
  return absl::InternalError(message == nullptr ? "DuckDB failed" : message);
}

absl::Status Execute(duckdb_connection connection, const std::string& sql) {
  Result result;
  if (duckdb_query(connection, sql.c_str(), &result.handle) == DuckDBSuccess) {
    return absl::OkStatus();
  }
  return Failed(duckdb_result_error(&result.handle));
}

}  // namespace

absl::StatusOr<std::unique_ptr<BareDuck>> BareDuck::Open(const analytics::DuckOptions& options) {
  std::unique_ptr<BareDuck> bare(new BareDuck);
  if (duckdb_open(options.path.c_str(), &bare->database_) != DuckDBSuccess ||
      duckdb_connect(bare->database_, &bare->connection_) != DuckDBSuccess) {
    return Failed("the file cannot be opened");
  }
  for (const std::string& sql :
       {absl::StrCat("SET threads = ", options.threads),
        absl::StrCat("SET memory_limit = '", options.memory_bytes >> 10, "KiB'")}) {
    GUANXI_RETURN_IF_ERROR(Execute(bare->connection_, sql));
  }
  return bare;
}

BareDuck::~BareDuck() {
  duckdb_disconnect(&connection_);
  duckdb_close(&database_);
}

absl::Status BareDuck::Run(const analytics::SqlQuery& query) {
  Statement statement;
  if (duckdb_prepare(connection_, query.sql.c_str(), &statement.handle) != DuckDBSuccess) {
    return Failed(duckdb_prepare_error(statement.handle));
  }
  for (size_t i = 0; i < query.values.size(); ++i) {
    GUANXI_RETURN_IF_ERROR(analytics::BindDuckValue(statement.handle, i + 1, query.values[i]));
  }
  Result result;
  if (duckdb_execute_prepared(statement.handle, &result.handle) != DuckDBSuccess) {
    return Failed(duckdb_result_error(&result.handle));
  }
  while (duckdb_data_chunk chunk = duckdb_fetch_chunk(result.handle)) {
    duckdb_destroy_data_chunk(&chunk);
  }
  return absl::OkStatus();
}

}  // namespace guanxi::bench
