// Long-running operations as work: who does which, and how a worker that has lost its turn is kept
// from writing.
//
// Leases and epochs live in the row. A claim raises the epoch; every later write of the worker
// names the epoch that it got and finds no row once another worker has claimed the operation. So
// the clocks of the replicas decide only how soon work goes on after a crash, never whether it is
// done twice.
//
// Turns live in rows, too: a claim goes to the tenant whose last turn is longest ago, whatever
// replica that was at, and within the tenant to the operation that waits longest.
#ifndef GUANXI_COMMON_JOBS_LEASES_H_
#define GUANXI_COMMON_JOBS_LEASES_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/jobs/operation_store.h"

namespace google::protobuf {
class Message;
}
namespace guanxi::db {
class Database;
class Transaction;
}  // namespace guanxi::db

namespace guanxi::jobs {

// Thread safety: all methods may be called at once from any thread.
//
// Errors of the methods that take an operation, besides those of the database:
//   ABORTED  LEASE_LOST  another worker has claimed it, or it is done
class Leases {
 public:
  struct Options {
    // Names this process in the table, for people.
    std::string owner;
    // How long a worker may go without a write before another one takes over.
    absl::Duration length = absl::Seconds(60);
    // How long the result of an operation is kept.
    absl::Duration retention = absl::Hours(30 * 24);
    OperationEvents events = OperationEvents();
  };

  // Nothing is owned.
  Leases(db::Database* database, Clock* clock, Options options)
      : database_(database), clock_(clock), options_(std::move(options)) {}

  absl::Time Now() const { return clock_->Now(); }
  absl::Duration length() const { return options_.length; }

  // Claims the operation whose turn it is, if any waits.
  absl::StatusOr<std::optional<Operation>> Claim();

  // The work begins now: should the process end before the operation was given back, the next
  // claim finds one crash more. Renews the lease.
  absl::Status Begin(const Operation& operation);
  // Renews the lease while the work goes on; LEASE_LOST after it was given back.
  absl::Status Renew(const Operation& operation);
  // The worker that began has lost its lease and lives: takes back the crash that the claim after
  // it counted. Once for each claim.
  absl::Status Survive(const Operation& operation);

  // Records progress in the caller's transaction, together with the effects that it stands for,
  // and renews the lease. The first write of the transaction or the last: if the lease is lost,
  // nothing of the transaction happens.
  absl::Status Save(db::Transaction& tx, const Operation& operation,
                    const google::protobuf::Message& checkpoint,
                    const google::protobuf::Message& metadata);

  struct State {
    bool cancel_requested = false;  // Somebody asked for an end.
    bool progressed = false;        // Something was saved since the claim.
  };
  // Renews a lease that is half over.
  absl::StatusOr<State> Look(const Operation& operation);

  // Ends the operation with a response (a message of its kind) or with an error.
  absl::Status Finish(const Operation& operation, const google::protobuf::Message& response);
  absl::Status Finish(const Operation& operation, const absl::Status& error);

  // Gives the operation back, to be claimed `delay` from now at the earliest. `count_attempt` is
  // false when nothing went wrong (a shutdown).
  absl::Status Release(const Operation& operation, absl::Duration delay, bool count_attempt);

 private:
  // Tenants for whom work waits, in their order.
  absl::StatusOr<std::vector<Uuid>> Waiting();
  absl::StatusOr<std::optional<Operation>> ClaimOf(const Uuid& tenant);
  absl::Status Store(const Operation& operation, const std::string& result);

  db::Database* const database_;
  Clock* const clock_;
  const Options options_;
};

}  // namespace guanxi::jobs

#endif  // GUANXI_COMMON_JOBS_LEASES_H_
