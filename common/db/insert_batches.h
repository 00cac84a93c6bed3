// How many rows go into each statement of a multi-row INSERT.
#ifndef GUANXI_COMMON_DB_INSERT_BATCHES_H_
#define GUANXI_COMMON_DB_INSERT_BATCHES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "common/db/query.h"

namespace guanxi::db {

// Splits rows of the given sizes in bytes, in order. Every batch is a power of two up to 256, so
// that a table needs at most nine prepared statements, which the cache keeps; has at most 65,535
// placeholders (`columns` a row); and at most `max_bytes`, unless a single row has more.
std::vector<size_t> InsertBatches(absl::Span<const size_t> row_bytes, size_t columns,
                                  size_t max_bytes);

// The statement for `rows` rows.
std::string InsertSql(const InsertQuery& query, size_t rows, size_t columns);

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_INSERT_BATCHES_H_
