// Applies the events of another service's log, each once and those of a record in their order.
//
// How far a consumer has come is a row in its own schema, moved in the transaction of what the
// events do. So nothing is claimed or acknowledged in Redis: an event at or before the cursor has
// taken effect and is passed over, the next one is applied, and whatever else Redis shows (a gap,
// nothing for a while, nothing at all) is a reason to read the log itself: by one call for all
// partitions of a round. Events that change nothing here (Concerns) cost no transaction of their
// own.
//
// What goes wrong:
//   - A passing fault (UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, CANCELLED)
//     holds the partition up: it is tried again after a pause that doubles up to max_pause.
//   - A fault that may be one of ours (INTERNAL, UNKNOWN) is tried kTries times.
//   - An event that fails otherwise is parked, with the later events of its record (see
//     dead_letters.h).
//   - Another log, or one of which the next events were removed, is Recover's affair; until that
//     has succeeded the partition stands.
#ifndef GUANXI_COMMON_EVENTS_CONSUMER_H_
#define GUANXI_COMMON_EVENTS_CONSUMER_H_

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/base/ticker.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/dead_letters.h"
#include "common/redis/client.h"
#include "guanxi/event/v1/log_service.pb.h"

namespace prometheus {
class Registry;
}

namespace guanxi::events {

class ConsumerMetrics;
class PartitionReader;

// How often an event is tried that fails in a way that may be a fault of ours.
inline constexpr int kTries = 5;

// Reads the producer's log: LogService.ReadPartitions, however it is reached.
using ReadLog = std::function<absl::StatusOr<event::v1::ReadPartitionsResponse>(
    const event::v1::ReadPartitionsRequest&)>;

// Which of some events, of any tenants and partitions, may change something here: one for each, in
// their order. What changes nothing is passed over without `apply`, all that a round has of it at
// once, also where an earlier event of its record is parked. Asked outside of transactions, before
// the cursor moves, and perhaps again: what is false must stay without effect though something
// commits in between. It fails for the tenants that it cannot judge alone: a passing fault holds up
// the partitions that have events of theirs, and after any other these are applied, each to fail
// or not by itself.
using Concerns =
    std::function<absl::StatusOr<std::vector<bool>>(absl::Span<const event::v1::LogEvent* const>)>;

// To be called in the transaction of the effects: without it they do not count.
using Done = std::function<absl::Status(db::Transaction&)>;

// Makes events take effect, all or none: one transaction, in which it calls Done last. It may run
// again with the same events after any outcome but success.
using Apply = std::function<absl::Status(absl::Span<const event::v1::LogEvent>, const Done&)>;

// Why events cannot be had.
struct Loss {
  enum class Kind {
    kAnotherLog,  // the producer's past has become another; positions say nothing any more
    kRemoved,     // the next events were removed before they were read
  };
  Kind kind = Kind::kRemoved;
  int partition = 0;
};
// To be called between the steps of work that takes long, each of them shorter than the lease:
// without it another replica takes the partition over in the middle.
//   ABORTED    CURSOR_MOVED  one has: the work comes to nothing
//   CANCELLED  (no reason)   the consumer is to end
using StillHeld = std::function<absl::Status()>;
// Does without them: reads anew from the producer what they would have told, in whatever state it
// is after the call has begun. Events behind the head of that moment follow.
using Recover = std::function<absl::Status(const Loss&, const StillHeld&)>;

// Metrics, by `consumer`: guanxi_event_consumer_events_total{outcome} (applied, parked, passed),
// guanxi_event_consumer_delay_seconds (from the change to its effect),
// guanxi_event_consumer_lag_events{partition} (behind the head as it was read last),
// guanxi_event_consumer_held_up{partition} (1 after a fault, 2 while it recovers).
//
// Thread safety: Redrive from any thread; the rest by the owner.
class Consumer {
 public:
  struct Options {
    std::string name;  // of the consumer, "customer-svc.opportunities"; see ReadPartitionsRequest
    std::string producer;  // whose log it is, "lead-svc"
    std::string owner;     // names this process, and is another one in every process
    ReadLog read;
    Concerns concerns = nullptr;  // null: all may
    Apply apply;
    Recover recover;
    // Events of one call of `apply`, which are consecutive and of which each two neighbours are
    // `together`; null: any are.
    int max_batch = 50;
    std::function<bool(const event::v1::LogEvent&, const event::v1::LogEvent&)> together = nullptr;
    // Goes on with work that events have left to be done in turns (rows in the consumer's schema),
    // beside them: one turn, safe to run twice at once; false: there is none. Null: never.
    std::function<absl::StatusOr<bool>()> left_over = nullptr;
    // Each has a part of the partitions. What a round costs it costs for all of them.
    int threads = 2;
    // None: events arrive by reading the log every `poll`.
    std::optional<redis::Options> redis;

    absl::Duration lease = absl::Seconds(10);
    // Redis that says nothing for so long may have lost something.
    absl::Duration silence = absl::Seconds(2);
    absl::Duration poll = absl::Milliseconds(500);
    absl::Duration max_pause = absl::Seconds(30);
    // How often cursors are moved past events that change nothing where no effect moves them: who
    // takes over reads those once more.
    absl::Duration pass_interval = absl::Milliseconds(500);
    // Told, after a round, that all that the log had in a partition by a time, of the system's
    // clock, has taken effect. From the threads of the consumer. Null: nobody is.
    std::function<void(int partition, absl::Time time)> reached = nullptr;
    // For tests: told where it has come to, "before_commit", "after_commit".
    std::function<void(absl::string_view)> passed = nullptr;
    // Null: nothing is counted. Outlives the consumer.
    prometheus::Registry* registry = nullptr;
  };

  // Nothing is owned.
  Consumer(db::Database* database, Clock* clock, Options options);
  // Ends the work, and gives the partitions back.
  ~Consumer();

  // Works in threads of its own from now on.
  void Start();
  // One turn of every part, for tests: whether anything was applied, parked or recovered. Not after
  // Start.
  absl::StatusOr<bool> Turn();

  struct Redriven {
    int applied = 0;
    int left = 0;                   // records of which an event failed again
    std::set<std::string> reasons;  // why, or the codes of errors that have none
  };
  // Applies a tenant's dead letters again, record after record, each until one of its events fails.
  // `stops`, if it is not null, is asked before each event. Errors: those of the database, and
  //   CANCELLED (no reason)  it says that nobody waits for it; what was applied is
  absl::StatusOr<Redriven> Redrive(const Uuid& tenant,
                                   const std::function<bool()>& stops = nullptr);

 private:
  // Does what events have left to be done; false if that failed.
  bool GoOn();
  absl::StatusOr<bool> RedriveRecord(const Uuid& tenant, const Uuid& resource,
                                     const std::function<bool()>& stops, Redriven* redriven);

  db::Database* const database_;
  Clock* const clock_;
  const Options options_;
  DeadLetters dead_letters_;
  const std::unique_ptr<ConsumerMetrics> metrics_;
  std::vector<std::unique_ptr<PartitionReader>> readers_;
  std::atomic<bool> is_ending_{false};
  std::vector<std::unique_ptr<Ticker>> tickers_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_CONSUMER_H_
