// Runs long-running operations in this process.
#ifndef GUANXI_COMMON_JOBS_RUNNER_H_
#define GUANXI_COMMON_JOBS_RUNNER_H_

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/ticker.h"
#include "common/jobs/job.h"

namespace guanxi::jobs {

class Leases;
struct Operation;

// A few threads that claim operations one after the other and do their work with the handler of
// their kind, a turn at a time. Every replica of a service runs one.
//
// What an operation ends with that its handler cannot:
//   FAILED_PRECONDITION  OPERATION_CRASHED  two processes ended while they did the same step of it
//   FAILED_PRECONDITION  OPERATION_STUCK    so many attempts failed for reasons that might have
//   passed; the
//                                   metadata `last_reason` is that of the last one
//   INTERNAL   INTERNAL             a fault of ours, or an exception: the log has more
//   CANCELLED  OPERATION_CANCELLED  it was cancelled before its turn
//
// An operation whose process ended once is suspect: it works alone in its process until it has made
// progress, so that those beside it are not blamed for it.
//
// A process that lives is not blamed. It renews the leases of what it works at, however long a step
// takes, up to `max_step`. What it could not record, because the database was away, it records when
// that is back, before it claims anything; and if another worker was faster, it takes back the
// crash which that one counted.
//
// Thread safety: RunOne may be called at once from any thread; Start and Stop by the owner.
class Runner {
 public:
  struct Options {
    int threads = 2;
    // How soon a new operation is seen.
    absl::Duration poll_interval = absl::Milliseconds(500);
    // Pause after the first attempt that failed for a passing reason; doubles up to max_backoff.
    absl::Duration min_backoff = absl::Seconds(1);
    absl::Duration max_backoff = absl::Minutes(1);
    // After so many attempts in a row without progress the operation fails.
    int64_t max_attempts = 12;
    // So many processes may end in one step of an operation.
    int64_t max_crashes = 2;
    // How long an operation works before whose turn it is is asked again.
    absl::Duration turn = absl::Seconds(2);
    // A step that goes on for longer may never end: its lease is not renewed any more.
    absl::Duration max_step = absl::Minutes(10);
  };

  // `handlers` by kind. `leases` is not owned.
  Runner(Leases* leases, std::map<std::string, Handler> handlers, const Options& options);
  Runner(Leases* leases, std::map<std::string, Handler> handlers)
      : Runner(leases, std::move(handlers), Options()) {}
  // Stops.
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  void Start();
  // Lets running operations end their step and gives them back; returns when that is done.
  void Stop();

  // Claims one operation and works at it until it ends or has to be given back. False: none
  // waits. What the threads do; tests call it in place of Start.
  absl::StatusOr<bool> RunOne();

 private:
  class Place;
  // How a turn ended, as far as the row is to know of it.
  struct Ending;

  void WorkWhileThereIs();
  void RenewLeases();
  absl::Status Work(const Operation& operation);
  absl::Status DoTurn(const Operation& operation, const Handler& handler);
  absl::Status End(const Operation& operation, const absl::Status& error);
  absl::Status Record(const Operation& operation, const absl::Status& error);
  absl::Status RecordOwed();
  absl::Status TryLater(const Operation& operation, const absl::Status& error);
  absl::Duration Backoff(int64_t attempts) const;

  Leases* const leases_;
  const std::map<std::string, Handler> handlers_;
  const Options options_;
  std::atomic<bool> stopping_{false};
  Mutex mutex_;
  CondVar left_;
  // Operations that are worked at, since when,
  std::map<const Operation*, absl::Time> working_ ABSL_GUARDED_BY(mutex_);
  bool alone_ ABSL_GUARDED_BY(mutex_) = false;        // and whether it is a suspect one;
  int suspects_ ABSL_GUARDED_BY(mutex_) = 0;          // those that wait to be alone.
  std::vector<Ending> owed_ ABSL_GUARDED_BY(mutex_);  // What could not be recorded yet.
  std::vector<std::unique_ptr<Ticker>> threads_;
  std::unique_ptr<Ticker> renewer_;
};

}  // namespace guanxi::jobs

#endif  // GUANXI_COMMON_JOBS_RUNNER_H_
