// One connection with an embedded DuckDB. Private to the engine.
#ifndef GUANXI_ANALYTICS_SVC_ENGINE_DUCK_SESSION_H_
#define GUANXI_ANALYTICS_SVC_ENGINE_DUCK_SESSION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "analytics-svc/engine/query_watch.h"
#include "analytics-svc/engine/sql_engine.h"
#include "analytics-svc/engine/sql_value.h"
#include "duckdb.h"

namespace guanxi::analytics {

// Not thread-safe, but may pass from thread to thread. `name` is the query's, for the log.
class DuckSession {
 public:
  // ENGINE_DOWN. `watch` is not owned.
  static absl::StatusOr<std::unique_ptr<DuckSession>> Connect(duckdb_database database,
                                                              QueryWatch* watch);
  ~DuckSession();
  DuckSession(const DuckSession&) = delete;
  DuckSession& operator=(const DuckSession&) = delete;

  absl::StatusOr<SqlResult> Select(absl::string_view name, const std::string& sql,
                                   absl::Span<const SqlValue> values, const SqlLimits& limits);
  // The number of rows that it changed.
  absl::StatusOr<int64_t> Execute(absl::string_view name, const std::string& sql,
                                  absl::Span<const SqlValue> values, absl::Time deadline);
  absl::Status Append(absl::string_view table, absl::Span<const std::vector<SqlValue>> rows);

 private:
  DuckSession(duckdb_connection connection, QueryWatch* watch)
      : connection_(connection), watch_(watch) {}

  duckdb_connection connection_;
  QueryWatch* const watch_;
};

// What an error of DuckDB means for the caller; logs what DuckDB says of it.
absl::Status DuckError(absl::string_view name, duckdb_error_type type, const char* message);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_ENGINE_DUCK_SESSION_H_
