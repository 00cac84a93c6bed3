// Does what rules have written down that is to be done.
#ifndef GUANXI_WORKFLOW_SVC_RULES_FIRING_WORKER_H_
#define GUANXI_WORKFLOW_SVC_RULES_FIRING_WORKER_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "workflow-svc/rules/firing_store.h"
#include "workflow-svc/rules/record_access.h"

namespace guanxi::workflow {

// Takes firings off the queue, one at a time, each for as long as its lease: who is killed leaves
// it to another, who repeats every call with the same id. Calls are made while no transaction is
// open; then all is finished in one: what people are told, the log, and that it is off the queue.
//
// A passing fault (UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, CANCELLED) puts a
// firing off, ever longer, for a day; one that may be ours (INTERNAL, UNKNOWN) kTries times. Any
// other is for good.
//
// Thread safety: Turn from any threads, in any number of processes.
class FiringWorker {
 public:
  static constexpr absl::Duration kLease = absl::Minutes(2);

  struct Options {
    // For tests: told where it has come to, "taken", "called", "before_commit", "after_commit".
    std::function<void(absl::string_view)> passed = nullptr;
  };

  // Leases and pauses go by `clock`, which is the machine's. Nothing is owned.
  FiringWorker(db::Database* database, Clock* clock, const resource::Engine* engine,
               const RecordAccess* access, const resource::Resource* rules,
               const resource::Resource* executions, Options options)
      : database_(database),
        clock_(clock),
        engine_(engine),
        access_(access),
        rules_(rules),
        executions_(executions),
        options_(std::move(options)) {}

  // Turns until nothing is due, or fifty of them; what goes wrong is logged. For Services::loops.
  void Run();

  // Does what is due, at most 20; false: nothing was. Errors: those of the database.
  absl::StatusOr<bool> Turn();

 private:
  absl::Status DoOne(QueuedFiring queued);
  absl::Status Finish(const QueuedFiring& queued);
  absl::Status CountFailures(resource::UnitOfWork& work, const QueuedFiring& queued) const;
  absl::Status Defer(const QueuedFiring& queued);
  void Passed(absl::string_view point) const {
    if (options_.passed) options_.passed(point);
  }

  db::Database* const database_;
  Clock* const clock_;
  const resource::Engine* const engine_;
  const RecordAccess* const access_;
  const resource::Resource* const rules_;
  const resource::Resource* const executions_;
  const Options options_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_FIRING_WORKER_H_
