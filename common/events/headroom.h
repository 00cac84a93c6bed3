// How far the log may be ahead of its readers.
//
// A reader takes the events of a partition in their order: what is there already holds up whatever
// comes behind it. So what readers cannot take within about a second stays in the outbox, where
// tenants take turns: an import of one delays the others by as much, however slow the readers are.
//
// Each partition has a window for each of its readers: so many positions behind the one that it has
// reported. Of a reader that is up with the log, which another window might let read more, it grows
// by half; of another it is what it has lately read in kAhead. So the wait behind what is in the
// log is below two seconds. A tenant that has few events is not bound by windows.
#ifndef GUANXI_COMMON_EVENTS_HEADROOM_H_
#define GUANXI_COMMON_EVENTS_HEADROOM_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/rows.h"
#include "common/db/transaction.h"
#include "common/events/partition.h"

namespace guanxi::events {

// For each partition a position, or a number of them.
using Positions = std::array<int64_t, kPartitions>;

// Thread safety: none.
class Headroom {
 public:
  // How often reports are looked at; readers report as often as every second.
  static constexpr absl::Duration kLookInterval = absl::Milliseconds(250);
  // A reader that has not reported for so long is gone, and one that has stood still for so long
  // with events to read is held up by something: nobody waits for either.
  static constexpr absl::Duration kSilence = absl::Seconds(30);
  static constexpr absl::Duration kAhead = absl::Seconds(1);
  // Of a window: at first, at least, and at most.
  static constexpr int64_t kFirstWindow = 160;
  static constexpr int64_t kLeastWindow = 32;
  static constexpr int64_t kMostWindow = 4096;
  // A reader that is so far behind, since it was gone or is new, catches up for itself: the others
  // would have to wait for it.
  static constexpr int64_t kCatchingUp = 8000;
  // Events of one tenant within a second that go into partitions that have no room.
  static constexpr int kBeyond = 20;

  // What one transaction of the relay may put into the log. It is made anew if that runs again.
  class Round {
   public:
    // Whether the next event of a tenant (bytes) may be put into a partition; if so it is counted.
    bool Takes(const std::string& tenant, int partition);

   private:
    friend class Headroom;
    Positions room_{};
    std::map<std::string, int> beyond_;  // of a tenant, within this second
  };

  // Looks at what the readers of a log have reported, if it is time. Errors: those of the database.
  absl::Status Look(db::Transaction& tx, const Uuid& log, absl::Time now);
  Round Begin(const Positions& heads, absl::Time now) const;
  // The round's transaction has been committed.
  void End(const Round& round, absl::Time now);

 private:
  struct Reader {
    int64_t position = 0;
    absl::Time time = absl::InfinitePast();  // when it reported that
    absl::Time went = absl::InfinitePast();  // when it last came further, or had nothing to read
    int64_t window = kFirstWindow;
  };

  static void Note(const db::Row& report, Reader* reader);

  std::map<std::pair<std::string, int>, Reader> readers_;  // by consumer and partition
  absl::Time look_next_ = absl::InfinitePast();
  absl::Time second_began_ = absl::InfinitePast();
  std::map<std::string, int> beyond_;  // of that second
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_HEADROOM_H_
