// A part of a consumer's partitions, read and applied by one thread; see Consumer. How they are
// read is in partition_reader.cc, which of them and what becomes of faults in
// partition_holding.cc, what is passed over in partition_sifting.cc, how the others are applied in
// partition_effects.cc.
#ifndef GUANXI_COMMON_EVENTS_PARTITION_READER_H_
#define GUANXI_COMMON_EVENTS_PARTITION_READER_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/events/consumer_metrics.h"
#include "common/events/cursors.h"
#include "common/events/dead_letters.h"
#include "common/redis/client.h"

namespace guanxi::events {

// Thread safety: none.
class PartitionReader {
 public:
  // `options` and `metrics` outlive it, and so does what the others point to.
  PartitionReader(db::Database* database, Clock* clock, const Consumer::Options& options,
                  std::vector<int> partitions, const std::string& owner, ConsumerMetrics* metrics);

  // One round: holds the partitions, takes what is new in each and applies it. Whether there was
  // anything. Waits for Redis for a moment if there is nothing else to do. Errors are those of
  // holding the partitions; others hold up the partition that they are about.
  absl::StatusOr<bool> Turn();
  // Whether more is known to be there than was applied.
  bool IsBehind() const;
  // Gives everything back, with the cursors where it has come to.
  absl::Status Release();
  // From any thread: what goes on, however long it takes, is to come to its end. What is ready and
  // was not applied yet is left to the next reader.
  void End() { is_ending_ = true; }

 private:
  using Events = std::vector<event::v1::LogEvent>;

  struct Partition {
    // Where the events are to be read: what lies between the cursor and that changes nothing.
    int64_t At() const { return std::max(cursor.position, passed); }

    Cursor cursor;
    int64_t passed = 0;                         // what changes nothing ends here; the row lags
    int64_t head = 0;                           // as it was read last
    absl::Time contact = absl::InfinitePast();  // when something was last heard of it
    absl::Time fetched = absl::InfinitePast();  // when the log was last read
    int64_t fetched_from = 0;                   // where the cursor was then
    // What the log had, and when it was asked; and until when its effects were told of.
    int64_t read_head = 0;
    absl::Time read_time = absl::InfinitePast();
    absl::Time told = absl::InfinitePast();
    absl::Time held_up_until = absl::InfinitePast();
    absl::Duration pause = absl::ZeroDuration();  // the last one; zero: none since a success
    int tries = 0;                                // of the event behind the cursor
    int64_t one_by_one_until = 0;                 // a position: a batch failed before it
    bool fetch = false;                           // the log is to be read
    // Behind the cursor, without a gap but what changes nothing; the positions of that; and the
    // last position of both.
    Events ready;
    std::vector<int64_t> idle;
    int64_t until = 0;
  };

  absl::Status Hold();
  // Takes what Redis has for partitions that are not known to be behind.
  void TakeFromStreams();
  // Reads the log, by one call, of the partitions for which that is called for.
  void Fetch();
  // What was asked for at `time`.
  absl::Status FetchInto(absl::Time time, const Uuid& log, event::v1::PartitionSection* section,
                         Partition* partition);
  // Tells how far effects have come.
  void TellReached();
  absl::Status RecoverFrom(const Loss& loss, const Uuid& log, int64_t head, Partition* partition);
  // Begins behind a position of a log of which nothing took effect, or all was read anew: then what
  // is parked counts for nothing.
  absl::Status Place(const Cursor& cursor, const Uuid& log, int64_t position);
  // For StillHeld: prolongs what is held, now and then.
  absl::Status KeepHolding(const Cursor& cursor);
  // Looks at what is ready in all partitions: takes out what changes nothing, and finds out what is
  // parked.
  void Sift();
  absl::Status SiftAll(absl::Span<Partition* const> partitions);
  // Concerns, with an answer for each event.
  absl::StatusOr<std::vector<bool>> Ask(absl::Span<const event::v1::LogEvent* const> events) const;
  // The same; where it fails for good, those of tenants that it fails for are said to concern:
  // which event it is shows when they are applied.
  absl::StatusOr<std::vector<bool>> Judge(
      absl::Span<const event::v1::LogEvent* const> events) const;
  // Passes what is left in partitions in which nothing is to be applied any more.
  void PassIdle();
  // Moves the cursors of what was passed so, if it is time: nothing would be lost without.
  void WriteIdle();
  // What a cursor has passed that changes nothing is counted.
  void CountIdle(Partition* partition);
  void ApplyReady(Partition* partition);
  absl::Status ApplyAll(Partition* partition);
  // The events from `start` on that are applied together.
  absl::Span<const event::v1::LogEvent> Run(const Partition& partition, size_t start) const;
  absl::Status ApplyRun(absl::Span<const event::v1::LogEvent> run, Partition* partition);
  // Parks the event behind the cursor and passes it; if `only_behind`, unless nothing of its record
  // is parked any more (false).
  absl::StatusOr<bool> Park(const event::v1::LogEvent& event, const std::string& reason,
                            bool only_behind, Partition* partition);
  void Passed(const char* point) const;
  // Leaves it alone for a while; of what was read of it nothing is ready any more.
  void HoldUp(const absl::Status& status, Partition* partition);
  void EndHoldUp(Partition* partition);
  bool Works(const Partition& partition) const;

  db::Database* const database_;
  Clock* const clock_;
  const Consumer::Options& options_;
  ConsumerMetrics* const metrics_;
  Cursors cursors_;
  DeadLetters dead_letters_;
  std::unique_ptr<redis::Client> redis_;  // null: there is none
  bool redis_answers_ = false;
  std::atomic<bool> is_ending_{false};
  absl::Time hold_next_ = absl::InfinitePast();
  absl::Time write_next_ = absl::InfinitePast();
  std::map<int, Partition> partitions_;  // those held
  std::set<RecordKey> parked_;           // of the records of this round
  size_t fetches_ = 0;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_PARTITION_READER_H_
