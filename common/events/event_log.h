// The event log of this service's schema: reading it, keeping it short, telling it from others.
//
//   event_logs        one row: the log's id, who relays, its epoch
//   event_partitions  for each of 16 partitions the last position given, and the last removed
//   event_log         partition, position -> tenant, event: what it says is its row of `changes`
//   event_readers     how far consumers in other services have come
//
// A log's positions are what consumers count by; its id says whose positions they are. It becomes
// another when the past becomes another: after a back-up was restored or a failover lost commits
// (Renew), and by itself where a consumer has come further than the log has.
#ifndef GUANXI_COMMON_EVENTS_EVENT_LOG_H_
#define GUANXI_COMMON_EVENTS_EVENT_LOG_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/partition.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::events {

// How long events stay at least, and at most where a consumer has not read them.
inline constexpr absl::Duration kKeepEvents = absl::Hours(7 * 24);
inline constexpr absl::Duration kKeepUnread = absl::Hours(30 * 24);
// Events of one read of a partition, and of several together, and what they may hold; one is read
// whatever its size.
inline constexpr int kMaxRead = 1000;
inline constexpr int kMaxReadTogether = 4000;
inline constexpr int64_t kMaxReadBytes = 2 << 20;

// Where somebody has come to in a partition: position `after` of log `log`; nil: of whichever log
// it is.
struct Reached {
  int partition = 0;
  Uuid log;
  int64_t after = 0;
};

// A part of a partition.
struct Section {
  Uuid log;
  int64_t head = 0;     // the last position given
  int64_t trimmed = 0;  // positions up to here were removed
  std::vector<event::v1::LogEvent> events;
};

// An event out of kEventColumns, of which `first` is the first; without its position.
absl::StatusOr<event::v1::LogEvent> ReadEvent(const db::Row& row, size_t first);

// Thread-safe. Owns nothing. Errors of all methods: those of the database.
class EventLog {
 public:
  EventLog(db::Database* database, Clock* clock, UuidSource* ids)
      : database_(database), clock_(clock), ids_(ids) {}

  absl::StatusOr<Uuid> Id();

  // What follows position `after` of log `log` (nil: of this one, whichever that is): up to `limit`
  // events that begin at `after` + 1. None if this is another log, or if some of them were removed
  // (`trimmed` > `after`). Where `after` is beyond the head this becomes another log.
  absl::StatusOr<Section> Read(int partition, const Uuid& log, int64_t after, int limit);
  // The same of several partitions, each in at most one of the places, a section for each of them:
  // up to `limit` events of each, kMaxReadTogether and kMaxReadBytes of all. They share what room
  // there is; the first that has events gets one whatever its size.
  absl::StatusOr<std::vector<Section>> ReadAll(absl::Span<const Reached> places, int limit);

  // That a consumer has come so far, and how many events it then was behind the head.
  struct Progress {
    Reached reached;
    int64_t behind = 0;
  };
  // Notes it, all in one transaction.
  absl::Status Report(absl::string_view consumer, absl::Span<const Progress> progress);

  // Removes events that are older than kKeepEvents and that all consumers who reported within
  // kKeepUnread have passed, and those older than kKeepUnread. Returns how many. Safe to run twice
  // at once, and to stop anywhere.
  absl::StatusOr<int64_t> Trim();

  // Makes this another log, with an id of its own.
  absl::Status Renew();

 private:
  absl::Status RenewFrom(const Uuid& old);
  absl::StatusOr<int64_t> TrimPartition(int partition, int64_t passed);

  db::Database* const database_;
  Clock* const clock_;
  UuidSource* const ids_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_EVENT_LOG_H_
