// Rows that a unit of work will insert: few multi-row statements instead of many small ones.
#ifndef GUANXI_COMMON_RESOURCE_PENDING_ROWS_H_
#define GUANXI_COMMON_RESOURCE_PENDING_ROWS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/transaction.h"

namespace guanxi::resource {

// Thread safety: none.
class PendingRows {
 public:
  // `query` outlives this object: statements are told apart by their address.
  void Add(const db::InsertQuery& query, std::vector<db::Value> row);

  // Puts the statement's rows, so far, into the order of their values.
  void Sort(const db::InsertQuery& query);

  // Inserts all rows, statement by statement in the order of their first use, and returns their
  // number.
  absl::StatusOr<int64_t> Flush(db::Transaction& tx);

 private:
  struct Batch {
    const db::InsertQuery* query;
    std::vector<std::vector<db::Value>> rows;
  };
  std::vector<Batch> batches_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_PENDING_ROWS_H_
