// The narrow door to whatever answers analytic queries.
//
// All that analytics-svc computes from facts is read through here: one statement with bound
// values, in the SQL that DuckDB and engines with MySQL's protocol share (README.md has the
// subset), within limits of time, rows and memory. Engines are read only.
#ifndef GUANXI_ANALYTICS_SVC_ENGINE_SQL_ENGINE_H_
#define GUANXI_ANALYTICS_SVC_ENGINE_SQL_ENGINE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "analytics-svc/engine/sql_value.h"
#include "common/base/uuid.h"

namespace guanxi::analytics {

struct SqlQuery {
  // Metric label and log key ("analytics.run_query"), from a small fixed set.
  std::string name;
  // One SELECT. Values are `?`, never written into the text.
  std::string sql;
  std::vector<SqlValue> values;
};

struct SqlLimits {
  // The machine's time. A statement that still runs then is ended.
  absl::Time deadline = absl::InfiniteFuture();
  // A result with more rows is an error, not a part of it: a statement that wants a page has LIMIT.
  int64_t max_rows = 50'000;
};

// All rows of an answer, held in memory.
class SqlResult {
 public:
  SqlResult() = default;
  // `cells` row after row; their number is a multiple of `columns`, which is not 0.
  SqlResult(size_t columns, std::vector<SqlCell> cells)
      : columns_(columns), cells_(std::move(cells)) {}

  size_t columns() const { return columns_; }
  size_t rows() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
  const SqlCell& at(size_t row, size_t column) const { return cells_[row * columns_ + column]; }

  // The cell in the form that the caller knows it to have. NULL reads as zero and as "". A whole
  // number reads as a double and as text too, a decimal as a double. Anything else is a mistake in
  // the program: it is logged and reads as NULL does.
  bool IsNull(size_t row, size_t column) const;
  int64_t Int64(size_t row, size_t column) const;
  double Double(size_t row, size_t column) const;
  std::string Text(size_t row, size_t column) const;
  // The nil id if the cell has no 16 bytes.
  Uuid Id(size_t row, size_t column) const;
  // A DATE or a time, as UTC; InfinitePast if it is neither.
  absl::Time Time(size_t row, size_t column) const;

 private:
  size_t columns_ = 0;
  std::vector<SqlCell> cells_;
};

// Thread safety: all methods may be called at once from any thread.
class SqlEngine {
 public:
  virtual ~SqlEngine() = default;

  // Runs the statement and waits for its answer. Errors:
  //   INTERNAL            BAD_QUERY         not one SELECT, or other than as many values as `?`;
  //                                         the engine cannot make sense of it
  //   DEADLINE_EXCEEDED   QUERY_TIME_LIMIT  the deadline passed; the statement was ended
  //   RESOURCE_EXHAUSTED  RESULT_TOO_LARGE  more than `max_rows` rows
  //   RESOURCE_EXHAUSTED  QUERY_TOO_LARGE   it needs more memory or disk than the engine may use
  //   OUT_OF_RANGE        SUM_TOO_LARGE     a sum is larger than the engine can hold
  //   RESOURCE_EXHAUSTED  ENGINE_BUSY       as many statements run as may, for as long as one waits
  //   UNAVAILABLE         ENGINE_DOWN       the engine cannot be reached, or reads its files wrong
  // and, of the engine with MySQL's protocol, those of common/db.
  absl::StatusOr<SqlResult> Run(const SqlQuery& query, const SqlLimits& limits);

 protected:
  // OK if it is one SELECT with as many `?` as values; else INTERNAL, BAD_QUERY.
  static absl::Status CheckQuery(const SqlQuery& query);

 private:
  // Called with a SELECT that has as many `?` as values, before the deadline.
  virtual absl::StatusOr<SqlResult> RunChecked(const SqlQuery& query, const SqlLimits& limits) = 0;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_ENGINE_SQL_ENGINE_H_
