// Values on their way into DuckDB and out of it. Private to the engine.
#ifndef GUANXI_ANALYTICS_SVC_ENGINE_DUCK_VALUES_H_
#define GUANXI_ANALYTICS_SVC_ENGINE_DUCK_VALUES_H_

#include <vector>

#include "absl/status/status.h"
#include "analytics-svc/engine/sql_value.h"
#include "duckdb.h"

namespace guanxi::analytics {

// Binds the parameter, counted from 1. INTERNAL, BAD_QUERY if DuckDB does not take it: text that is
// no UTF-8, a time outside its range.
absl::Status BindDuckValue(duckdb_prepared_statement statement, idx_t parameter,
                           const SqlValue& value);

// Adds the next column of a row. The same errors, when the row ends or is flushed at the latest.
absl::Status AppendDuckValue(duckdb_appender appender, const SqlValue& value);

// Adds all cells of `chunk` to `cells`, row after row. INTERNAL, BAD_QUERY if a column has a type
// that queries are not to answer with: lists, structs, enums, intervals.
absl::Status ReadDuckChunk(duckdb_data_chunk chunk, std::vector<SqlCell>* cells);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_ENGINE_DUCK_VALUES_H_
