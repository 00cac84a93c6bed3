// The fast path of events: Redis Streams in front of the log.
//
// One stream for each partition of a log, `events:<service>:<log id>:<partition>`, an entry for
// each event, whose id is `<position>-0`; the field `e` holds the serialised LogEvent. An event
// with personal data, or a large one, has an entry without it: personal data stay in the databases,
// and readers fetch such events from the log. Entries may be missing, late or gone at any time:
// readers go by positions and fetch what is not there. A stream ends with its log.
#ifndef GUANXI_COMMON_EVENTS_STREAM_H_
#define GUANXI_COMMON_EVENTS_STREAM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/redis/client.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::events {

// Entries that a stream keeps, about: some seconds at full speed.
inline constexpr int kStreamEntries = 5000;
// What an event may hold to be in its entry.
inline constexpr int64_t kMaxEntryBytes = 16 << 10;
// A stream to which nothing was added for so long is removed.
inline constexpr absl::Duration kStreamAge = absl::Hours(24);

std::string StreamKey(absl::string_view service, const Uuid& log, int partition);

// What goes into a stream.
struct Entry {
  int partition = 0;
  int64_t position = 0;
  std::string event;  // serialised; "": to be fetched
};

// Adds entries, in the order of positions within each partition. What Redis has already, or has
// passed, it refuses, which is no error. Of a Redis that is full the streams are removed that were
// to be added to: it would have no room for what follows either. Errors: those of redis::Client,
// and
//   INTERNAL  REDIS_REFUSED  it took some of them, or none
absl::Status Publish(redis::Client* client, absl::string_view service, const Uuid& log,
                     absl::Span<const Entry> entries);

// Where a reader of a stream stands: behind `position` of a log's partition.
struct StreamPlace {
  Uuid log;
  int partition = 0;
  int64_t position = 0;
};

// What a stream had behind a place.
struct StreamEntry {
  int partition = 0;
  int64_t position = 0;
  // None: to be fetched.
  std::optional<event::v1::LogEvent> event;
};

// Entries behind each of the places, up to `limit` of each, in their order; waits up to `wait` for
// the first. None if none came. Errors: those of redis::Client.
absl::StatusOr<std::vector<StreamEntry>> ReadStreams(redis::Client* client,
                                                     absl::string_view service,
                                                     absl::Span<const StreamPlace> places,
                                                     int limit, absl::Duration wait);

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_STREAM_H_
