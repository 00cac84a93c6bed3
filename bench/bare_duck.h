// Statements by DuckDB's own interface: what the engine's are held against.
#ifndef GUANXI_BENCH_BARE_DUCK_H_
#define GUANXI_BENCH_BARE_DUCK_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "analytics-svc/engine/duck_options.h"
#include "analytics-svc/engine/sql_engine.h"
#include "duckdb.h"

namespace guanxi::bench {

// One connection. Not thread-safe.
class BareDuck {
 public:
  // The file, which nobody else has open, with the same memory and threads.
  static absl::StatusOr<std::unique_ptr<BareDuck>> Open(const analytics::DuckOptions& options);
  ~BareDuck();
  BareDuck(const BareDuck&) = delete;
  BareDuck& operator=(const BareDuck&) = delete;

  // Runs the statement and fetches what it answers, and looks at none of it.
  absl::Status Run(const analytics::SqlQuery& query);

 private:
  BareDuck() = default;

  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_BARE_DUCK_H_
