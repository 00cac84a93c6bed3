// The events of one tenant, out of all partitions of this service's log.
#ifndef GUANXI_COMMON_EVENTS_FEED_H_
#define GUANXI_COMMON_EVENTS_FEED_H_

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/partition.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::events {

// How far somebody has read: a position in each partition of a log.
struct FeedPlace {
  Uuid log;
  std::array<int64_t, kPartitions> positions{};

  // Exact bytes, for tokens; INVALID_ARGUMENT if they are none.
  std::string Serialise() const;
  static absl::StatusOr<FeedPlace> Parse(absl::string_view bytes);
};

struct FeedPage {
  // Those of a record in their order.
  std::vector<event::v1::LogEvent> events;
  FeedPlace next;
  // There is more behind `next` already.
  bool more = false;
  // Events between the place that was asked for and these are missing: they were removed, or it is
  // a place in another log or behind the end of this one (then nothing is known of what lies
  // between).
  bool gap = false;
};

// Thread-safe. Owns nothing. Errors of all methods: those of the database.
class Feed {
 public:
  explicit Feed(db::Database* database) : database_(database) {}

  // Where the log ends now, and where it begins.
  absl::StatusOr<FeedPlace> End() const;
  absl::StatusOr<FeedPlace> Beginning() const;

  // The tenants (as bytes) who have events behind one place up to another of the same log.
  absl::StatusOr<std::set<std::string>> TenantsBetween(const FeedPlace& begin,
                                                       const FeedPlace& end) const;

  // Up to `limit` events (at least 1) of the tenant behind a place, as many as kMaxReadBytes hold;
  // one whatever its size.
  absl::StatusOr<FeedPage> Read(const db::TxOptions& options, const Uuid& tenant,
                                const FeedPlace& place, int limit) const;

 private:
  db::Database* const database_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_FEED_H_
