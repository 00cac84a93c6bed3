// Fires timers.
//
// Partitions are leased among the replicas by cursors (common/events/cursors.h) of the consumer
// kConsumer, whose positions count what was fired: each transaction moves the partition's cursor,
// removes the rows of its timers as they were read and has their handler act. Whoever has lost the
// partition, or comes second after a COMMIT that nobody was told of, changes nothing.
//
// It sleeps until the next of their times, which an index tells, or until something earlier is
// armed in this process; and looks at that index every `poll`, for what other replicas have armed
// and for a business clock that was moved. It reads those that are due, tenant after tenant, a
// batch of each in turn.
//
// What goes wrong:
//   - A passing fault (UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, CANCELLED) is
//     not the timers': they are tried again after a pause that doubles up to max_pause.
//   - Of a batch that fails otherwise each half is tried alone, until it is known which timer it
//     is. That one is tried again after a pause that doubles with its attempts up to max_delay, for
//     ever: its handler sees `attempts` and may give up by success. The others fire.
//   - A kind without a handler (a newer binary's) fails likewise.
#ifndef GUANXI_COMMON_TIMERS_RUNNER_H_
#define GUANXI_COMMON_TIMERS_RUNNER_H_

#include <any>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/timers.h"

namespace prometheus {
class Registry;
}

namespace guanxi::timers {

class PartitionRunner;
class RunnerMetrics;

// The consumer of Cursors that stands for the runner.
inline constexpr char kConsumer[] = "timers";

// Timers that fire together: of one tenant and kind, in the order of their times.
struct Batch {
  Uuid tenant;
  std::vector<ArmedTimer> timers;
  std::any prepared;  // what Kind::prepare has returned
};

// What a service does with the timers of a kind.
struct Kind {
  // Acts for all of the batch, all or none, in a unit of work of its tenant with all rights. The
  // timers are gone already, and may be armed again. May run several times.
  std::function<absl::Status(resource::UnitOfWork&, const Batch&)> fire;
  // Reads what `fire` needs of others, before the transaction; by then some of the batch may have
  // been moved, and `fire` is not called for it. Null: nothing.
  std::function<absl::StatusOr<std::any>(const Batch&)> prepare = nullptr;
  // Timers of a batch, 1 to 200. A unit of work has room for 200 resources.
  int max_batch = 50;
};
using Kinds = std::map<std::string, Kind>;

// Metrics: guanxi_timers_fired_total{kind}, guanxi_timer_failures_total{kind, cause} (passing,
// fault), guanxi_timer_delay_seconds (from the time of the last attempt, or the due time, to the
// effect; business time).
//
// Thread safety: by the owner.
class Runner {
 public:
  struct Options {
    // Names this process in the table, and is another one in every process.
    std::string owner;
    // The name by which handlers write: "clients/workflow-svc".
    std::string actor;
    // Each has a part of the partitions.
    int threads = 2;
    absl::Duration lease = absl::Seconds(10);
    absl::Duration poll = absl::Milliseconds(250);
    absl::Duration max_pause = absl::Seconds(30);
    absl::Duration max_delay = absl::Hours(1);
    // For tests: told where it has come to, "before_commit", "after_commit".
    std::function<void(absl::string_view)> passed = nullptr;
    // Null: nothing is counted. Outlives the runner.
    prometheus::Registry* registry = nullptr;
  };
  // Timers are due by business time; leases go by the machine's.
  // Nothing is owned.
  Runner(db::Database* database, const resource::Engine* engine, const Clocks& clocks,
         Timers* timers, Kinds kinds, Options options);
  // Ends the work, and gives the partitions back.
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // Works in threads of its own from now on.
  void Start();
  // One turn of every part, for tests: the number of timers that fired or failed. Not after Start.
  // Errors: those of the database.
  absl::StatusOr<int> Turn();

 private:
  void Work(PartitionRunner* part);

  Timers* const timers_;
  const Kinds kinds_;
  const Options options_;
  const std::unique_ptr<RunnerMetrics> metrics_;
  std::vector<std::unique_ptr<PartitionRunner>> parts_;
  std::atomic<bool> is_ending_{false};
  std::vector<std::thread> threads_;
};

}  // namespace guanxi::timers

#endif  // GUANXI_COMMON_TIMERS_RUNNER_H_
