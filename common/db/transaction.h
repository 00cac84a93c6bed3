// The statements that a body given to Database::ReadWrite or ReadOnly may run.
#ifndef GUANXI_COMMON_DB_TRANSACTION_H_
#define GUANXI_COMMON_DB_TRANSACTION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/query.h"
#include "common/db/rows.h"
#include "common/db/value.h"

namespace guanxi::db {

class Connection;
class Metrics;

// Statements on one connection, made and ended by `Database` alone.
//
// Thread safety: none; a transaction belongs to the thread that runs its body.
//
// Errors: `driver_error.h` has the table. Those that a body may act upon:
//   ALREADY_EXISTS     DUPLICATE_KEY     a unique key is taken; `DuplicateKey(status)` names it.
//                                        The statement had no effect, the transaction goes on
//   INVALID_ARGUMENT   VALUE_REJECTED    the server refused a value that our checks let through
//   DEADLINE_EXCEEDED  QUERY_TIME_LIMIT  the statement ran into its time limit
// After a deadlock, a write conflict, a lock wait time-out or a lost connection the transaction is
// over whatever the body returns: later statements fail, and `Database` runs the body anew.
class Transaction {
 public:
  struct Limits {
    absl::Time deadline;
    absl::Duration statement_limit;  // the lane's, which the server enforces by itself
    size_t max_insert_bytes;
  };
  enum class Mode { kReadOnly, kReadWrite };

  // Neither pointer is owned.
  Transaction(Connection* connection, Metrics* metrics, const Limits& limits, Mode mode)
      : connection_(connection), metrics_(metrics), limits_(limits), mode_(mode) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Every `?` of the query takes one value.
  absl::StatusOr<Rows> Select(const Query& query, absl::Span<const Value> values);

  // INSERT, UPDATE or DELETE. Returns the number of rows that *matched* (CLIENT_FOUND_ROWS): an
  // UPDATE that finds its row but changes nothing counts 1, so that 0 means "no such row or
  // version" and nothing else. INSERT ... ON DUPLICATE KEY UPDATE counts 1 for a new row or an
  // unchanged one and 2 for a changed one.
  absl::StatusOr<int64_t> Execute(const Query& query, absl::Span<const Value> values);

  // Inserts all rows, which have equally many values, by as few statements as sizes from a fixed
  // set allow (see insert_batches.h). Returns the sum of `Execute`. When a statement fails, the
  // rows of those before it stay in the transaction.
  absl::StatusOr<int64_t> InsertRows(const InsertQuery& query,
                                     absl::Span<const std::vector<Value>> rows);

  // Why the transaction cannot go on, or OK. `Database` asks before COMMIT.
  const absl::Status& failure() const { return failure_; }

 private:
  absl::Status CheckUsable() const;
  absl::Status CheckWritable() const;
  template <typename Run>
  auto RunTimed(const std::string& name, const std::string& sql, Run run) -> decltype(run(sql));

  Connection* const connection_;
  Metrics* const metrics_;
  const Limits limits_;
  const Mode mode_;
  absl::Status failure_;
};

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_TRANSACTION_H_
