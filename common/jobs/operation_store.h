// Long-running operations (AIP-151) as rows: what clients ask for and see.
//
// The workers' side of the same table is leases.h.
#ifndef GUANXI_COMMON_JOBS_OPERATION_STORE_H_
#define GUANXI_COMMON_JOBS_OPERATION_STORE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"

namespace google::longrunning {
class Operation;
}
namespace google::protobuf {
class Message;
}
namespace guanxi::db {
class Database;
class Row;
class Transaction;
}  // namespace guanxi::db

namespace guanxi::jobs {

// One row. Messages are kept serialised; `metadata` and `result` as clients see them.
struct Operation {
  Uuid id;
  std::string kind;     // "customers.import"
  Principal principal;  // Who started it: it acts with their rights.
  std::string request_hash;
  std::string request;     // Of the kind's own type.
  std::string checkpoint;  // Of the kind's own type; empty before the first step.
  std::string metadata;    // google.protobuf.Any
  bool cancel_requested = false;
  bool done = false;
  std::string result;  // google.longrunning.Operation with `response` or `error` alone.
  int64_t epoch = 0;
  int64_t attempts = 0;  // Claims since the last progress,
  int64_t crashes = 0;   // and how many of them ended with their process.
  absl::Time create_time;
  absl::Time update_time;
};

struct NewOperation {
  std::string kind;
  Principal principal;
  std::string request_id;    // A UUID, or empty.
  std::string request;       // Given to the handler.
  std::string request_hash;  // 32 bytes: what makes two requests the same. Keyed, if they hold
                             // what may be guessed: it outlives the request's data.
  std::string metadata;      // Serialised Any: what clients see before the first step.
};

// What belongs to an operation and goes with it (its files), in the transaction in which that
// happens. Each may run several times.
struct OperationEvents {
  using Event =
      std::function<absl::Status(db::Transaction& tx, const Uuid& tenant, const Uuid& operation)>;
  Event ended;    // with a response or with an error
  Event deleted;  // by its owner
};

// `operations/{uuid}`.
std::string MakeOperationName(const Uuid& id);
absl::StatusOr<Uuid> ParseOperationName(absl::string_view name);

// What clients see of it.
google::longrunning::Operation ToProto(const Operation& operation);
// A message as a serialised Any.
std::string PackAny(const google::protobuf::Message& message);
// A row of SelectOperations (queries.h).
absl::StatusOr<Operation> ReadOperation(const Uuid& tenant, const db::Row& row);

// An operation belongs to the principal who started it; to all others it is NOT_FOUND
// (OPERATION_NOT_FOUND).
//
// Thread safety: all methods may be called at once from any thread.
class OperationStore {
 public:
  struct Options {
    // Operations of one tenant that are not done yet.
    int64_t max_active_per_tenant = 100;
    OperationEvents events = OperationEvents();
  };

  // Nothing is owned.
  OperationStore(db::Database* database, Clock* clock, UuidSource* ids, Options options)
      : database_(database), clock_(clock), ids_(ids), options_(std::move(options)) {}
  OperationStore(db::Database* database, Clock* clock, UuidSource* ids)
      : OperationStore(database, clock, ids, Options()) {}

  // Queues an operation; a Runner takes it up. With a `request_id` that the principal has used
  // for this kind already, returns that operation and queues nothing. `queued` runs in the
  // transaction that queues it; its errors are returned.
  //
  // Errors
  //   INVALID_ARGUMENT    REQUEST_ID_REUSED    the earlier request was another one
  //   PERMISSION_DENIED   NOT_ON_BEHALF        the principal is acted for (Principal::actor)
  //   RESOURCE_EXHAUSTED  TOO_MANY_OPERATIONS  the tenant has as many unfinished as it may
  //   UNAVAILABLE         COMMIT_UNKNOWN       it may be queued: repeat with the same request_id
  absl::StatusOr<Operation> Create(const NewOperation& operation,
                                   const OperationEvents::Event& queued = nullptr);

  absl::StatusOr<Operation> Get(const Principal& principal, const Uuid& id);

  // The principal's operations, newest first: at most `limit`, started before `before` (nil: all).
  // Without `request` and `checkpoint`.
  absl::StatusOr<std::vector<Operation>> List(const Principal& principal, const Uuid& before,
                                              int limit);

  // Asks for an end: the operation stops at its next step, with what it has done until then, and
  // ends with CANCELLED; one that waits ends at its next turn, without a step. Nothing happens to
  // one that is done.
  absl::Status Cancel(const Principal& principal, const Uuid& id);

  // Forgets an operation. FAILED_PRECONDITION (OPERATION_NOT_DONE) while it is not done.
  absl::Status Delete(const Principal& principal, const Uuid& id);

  // Deletes operations that have been done for 30 days.
  absl::StatusOr<int64_t> PurgeExpired();

 private:
  absl::StatusOr<Operation> Insert(const NewOperation& operation, const Uuid& id,
                                   const OperationEvents::Event& queued);

  db::Database* const database_;
  Clock* const clock_;
  UuidSource* const ids_;
  const Options options_;
};

}  // namespace guanxi::jobs

#endif  // GUANXI_COMMON_JOBS_OPERATION_STORE_H_
