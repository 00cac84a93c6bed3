// One schema: pooled connections and the two ways to use them.
#ifndef GUANXI_COMMON_DB_DATABASE_H_
#define GUANXI_COMMON_DB_DATABASE_H_

#include <array>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/driver_error.h"
#include "common/db/options.h"
#include "common/db/transaction.h"

namespace guanxi::db {

struct TxOptions {
  Lane lane = Lane::kPoint;
  // Ends waiting, statements and retries.
  absl::Time deadline = absl::InfiniteFuture();
  // Of ReadOnly: all statements see what was committed at one moment, when the body starts.
  bool one_moment = false;
};

// Thread safety: all methods may be called at once from any thread.
//
// Errors of both methods, besides what the body returns:
//   UNAVAILABLE         DB_UNAVAILABLE        no connection, or lost it; nothing was stored
//   UNAVAILABLE         COMMIT_UNKNOWN        (ReadWrite) see `IsUnknownOutcome`
//   RESOURCE_EXHAUSTED  DB_POOL_EXHAUSTED     no connection of the lane came free in time
//   RESOURCE_EXHAUSTED  DB_CONNECTION_LIMIT   the server takes no more connections
//   DEADLINE_EXCEEDED   DEADLINE_EXCEEDED     the deadline passed before the work was done
//   ABORTED             TRANSACTION_CONFLICT  still in conflict after the last retry
//   ABORTED             LOCK_WAIT_TIMEOUT     a row stayed locked through all retries
class Database {
 public:
  // Does not connect: a process may start before its database. Fails with INVALID_ARGUMENT on
  // options that cannot work.
  static absl::StatusOr<std::unique_ptr<Database>> Create(const Options& options);
  // No call may be under way.
  ~Database();

  using Body = absl::FunctionRef<absl::Status(Transaction&)>;

  // Runs `body` in one READ COMMITTED transaction: commits if it returns OK, else rolls back and
  // returns its status.
  //
  // THE BODY MAY RUN SEVERAL TIMES (a deadlock, a write conflict, a lock wait time-out, or a
  // connection lost before COMMIT): it must set what it captures from scratch and have no effects
  // outside the database. At most 5 runs, with random pauses, before the deadline.
  //
  // READ COMMITTED does not keep two transactions from reading a row and both writing it: put the
  // version that was read into the UPDATE's WHERE clause and look at the number of rows.
  //
  // A connection that breaks while COMMIT is under way leaves an unknown outcome: the status is
  // UNAVAILABLE and `IsUnknownOutcome(status)` holds. The caller looks up what it wrote (its
  // request_id) before it answers or retries.
  absl::Status ReadWrite(const TxOptions& options, Body body);

  // Runs `body` with autocommitted reads on one connection; each statement sees what is committed
  // when it starts, unless TxOptions::one_moment. Statements that write are refused. The body may
  // run twice.
  absl::Status ReadOnly(const TxOptions& options, Body body);

 private:
  class Impl;
  explicit Database(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_DATABASE_H_
