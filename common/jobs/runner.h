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
#include "common/base/ticker.h"
#include "common/jobs/job.h"

namespace guanxi::jobs {

class Leases;
struct Operation;

// A few threads that claim operations one after the other and do their work with the handler of
// their kind. Every replica of a service runs one.
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
  void WorkWhileThereIs();
  absl::Status Work(const Operation& operation);
  absl::Status End(const Operation& operation, const absl::Status& error);
  absl::Duration Backoff(int64_t attempts) const;

  Leases* const leases_;
  const std::map<std::string, Handler> handlers_;
  const Options options_;
  std::atomic<bool> stopping_{false};
  std::vector<std::unique_ptr<Ticker>> threads_;
};

}  // namespace guanxi::jobs

#endif  // GUANXI_COMMON_JOBS_RUNNER_H_
