#include "common/db/insert_batches.h"

#include <numeric>

#include "absl/strings/str_cat.h"

namespace guanxi::db {
namespace {

constexpr size_t kMaxBatch = 256;
constexpr size_t kMaxPlaceholders = 65535;

}  // namespace

std::vector<size_t> InsertBatches(absl::Span<const size_t> row_bytes, size_t columns,
                                  size_t max_bytes) {
  const auto fits = [&](size_t batch) {
    return batch <= row_bytes.size() && batch * columns <= kMaxPlaceholders &&
           std::accumulate(row_bytes.begin(), row_bytes.begin() + batch, size_t{0}) <= max_bytes;
  };
  std::vector<size_t> batches;
  while (!row_bytes.empty()) {
    size_t batch = kMaxBatch;
    while (batch > 1 && !fits(batch)) batch /= 2;
    batches.push_back(batch);
    row_bytes.remove_prefix(batch);
  }
  return batches;
}

std::string InsertSql(const InsertQuery& query, size_t rows, size_t columns) {
  std::string row = "(";
  for (size_t i = 0; i < columns; ++i) row += i == 0 ? "?" : ",?";
  row += ")";
  std::string sql = query.head;
  sql.reserve(query.head.size() + rows * (row.size() + 1) + query.tail.size());
  for (size_t i = 0; i < rows; ++i) absl::StrAppend(&sql, i == 0 ? "" : ",", row);
  return sql + query.tail;
}

}  // namespace guanxi::db
