// What the code that does an operation's work gets to see.
#ifndef GUANXI_COMMON_JOBS_JOB_H_
#define GUANXI_COMMON_JOBS_JOB_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"

namespace google::protobuf {
class Message;
}
namespace guanxi::db {
class Transaction;
}
namespace guanxi::policy {
class Authorizer;
}

namespace guanxi::jobs {

class Leases;
struct Operation;

class Job;

// Does the work of one kind of operation and returns its response. Called again from the last
// checkpoint after an error that may pass (UNAVAILABLE, ABORTED, DEADLINE_EXCEEDED,
// RESOURCE_EXHAUSTED); any other error ends the operation.
using Handler = std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(Job& job)>;

// The reason with which Job::Continue ends a turn.
inline constexpr char kTurnOver[] = "TURN_OVER";

// What an operation ends with that somebody cancelled.
absl::Status Cancelled();

// One claimed operation. The work is a loop:
//
//   state = job.checkpoint()            // empty: from the start
//   while there is more to do:
//     job.Continue()                    // stop here on an error
//     database.ReadWrite:               // one step, at most a few hundred rows
//       effects...
//       job.Save(tx, state, metadata)   // the step happens with its checkpoint, or not at all
//
// Whatever ends the process between two lines, another worker goes on from the last checkpoint:
// no step is lost and none is done twice. A step's effects must all lie in that one transaction.
//
// Work is done in turns: Continue ends a turn, after the first step that ends behind `turn_end`,
// and whose turn is next is found out anew. So a step should take well under a second.
//
// Thread safety: none; a job belongs to the thread that runs it.
class Job {
 public:
  // Nothing is owned. `stopping` is set when the process is to end.
  Job(Leases* leases, const Operation* operation, const std::atomic<bool>* stopping,
      absl::Time turn_end = absl::InfiniteFuture())
      : leases_(leases),
        operation_(operation),
        principal_(PrincipalOf(*operation)),
        stopping_(stopping),
        turn_end_(turn_end) {}

  const Uuid& id() const;
  // Who started it; what he may do is set by WithPermission (permitted.h), anew at each step.
  const Principal& principal() const { return principal_; }
  absl::Time create_time() const;
  // Serialised messages of the kind's own types.
  const std::string& request() const;
  const std::string& checkpoint() const;

  // Renews the lease if need be, and looks whether who started it may still do it. OK: do the next
  // step. Otherwise the work returns the error as it is:
  //   CANCELLED  OPERATION_CANCELLED  somebody asked for an end
  //   ABORTED    TURN_OVER            others may be waiting: it goes on at its next turn
  //   ABORTED    WORKER_STOPPING      the process is about to end; another one will go on
  //   ABORTED    LEASE_LOST           another worker has taken over
  // and the errors of WithPermission
  absl::Status Continue();

  // Records progress and renews the lease, in the transaction of the step's effects. ABORTED
  // (LEASE_LOST) if another worker has taken over; then nothing of the transaction happens.
  absl::Status Save(db::Transaction& tx, const google::protobuf::Message& checkpoint,
                    const google::protobuf::Message& metadata) const;

 private:
  friend Handler WithPermission(const policy::Authorizer* authorizer, std::string permission,
                                Handler handler);
  static const Principal& PrincipalOf(const Operation& operation);

  Leases* const leases_;
  const Operation* const operation_;
  Principal principal_;
  std::function<absl::Status(Principal*)> decide_;  // null: nobody decides
  const std::atomic<bool>* const stopping_;
  const absl::Time turn_end_;
};

}  // namespace guanxi::jobs

#endif  // GUANXI_COMMON_JOBS_JOB_H_
