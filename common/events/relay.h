// Gives events their places in the log, and tells Redis.
//
// What a unit of work changed lies in the outbox until its relay has put it into the log: in one
// transaction the event gets the next position of its partition and leaves the outbox. Rows commit
// out of order, so the relay goes by what lies there, never by what is behind some id; and it takes
// a record's events in their order, so that n+1 is never before n.
//
// One relay works at a time: it holds a lease whose epoch stands in every one of its transactions,
// as a row that it writes. Another one that believes it holds the lease finds no row, and nothing
// of its transaction happens; clocks decide only how soon somebody takes over.
//
// A database that was restored, or that has failed over and lost commits, would give positions to
// other events than those that readers have seen under them. A relay that finds less than it had
// committed makes the log another one first.
//
// Tenants take turns in the outbox, and what the readers of the log could not take soon stays there
// (headroom.h).
#ifndef GUANXI_COMMON_EVENTS_RELAY_H_
#define GUANXI_COMMON_EVENTS_RELAY_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/ticker.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/transaction.h"
#include "common/events/headroom.h"
#include "common/events/stream.h"
#include "common/redis/client.h"

namespace prometheus {
class Registry;
}

namespace guanxi::events {

// Metrics: guanxi_event_relay_events_total; guanxi_event_relay_unpublished_total, events of which
// Redis was not told.
//
// Thread safety: Turn is for one thread; Start and the destructor for the owner's.
class Relay {
 public:
  struct Options {
    // Names the streams: "customer-svc".
    std::string service;
    // Names this process in the table and is another one in every process.
    std::string owner;
    // How long a relay may go without a transaction before another one takes over.
    absl::Duration lease = absl::Seconds(3);
    // How long the outbox is left alone once it was found empty, and once a transaction has taken
    // all that it had: what comes meanwhile shares the next one, which costs about as much for one
    // event as for fifty.
    absl::Duration poll = absl::Milliseconds(20);
    absl::Duration gather = absl::Milliseconds(40);
    // Events of one transaction, and of one tenant in it: an import's wait their turn like others'.
    int batch = 1000;
    int per_tenant = 200;
    // For tests: told where a turn has come to, "before_commit", "after_commit", "after_publish".
    std::function<void(absl::string_view)> passed = nullptr;
    // Null: nothing is counted. Outlives the relay.
    prometheus::Registry* registry = nullptr;
  };

  // `redis` may be null: then events arrive by the log alone. Nothing is owned.
  Relay(db::Database* database, Clock* clock, redis::Client* redis, Options options);
  // Ends the work, and gives the lease back.
  ~Relay();

  // Works in a thread of its own from now on.
  void Start();

  struct Turned {
    bool holds_lease = false;
    int moved = 0;  // events
    // Others stay, until readers have come further.
    bool waits = false;
  };
  // One transaction, if there is something to move or the lease to be held. Errors: those of the
  // database; nothing has happened, or the outcome is unknown: the next turn finds what is left.
  absl::StatusOr<Turned> Turn();

 private:
  struct Event;  // on its way
  struct Picked;
  class Counters;
  struct Held {
    int64_t epoch = 0;  // 0: another one holds the lease
    Uuid log;
    bool renewed = false;  // that is a new one
    Positions heads{};
  };

  // Claims or prolongs the lease.
  absl::StatusOr<Held> HoldLease(db::Transaction& tx, absl::Time until);
  // Makes the log another one where the database has lost what this had committed.
  absl::Status LookBack(db::Transaction& tx, Held* held);
  // Takes from the outbox what this transaction moves.
  absl::Status Pick(db::Transaction& tx, Picked* picked);
  // Looks at up to `limit` events of one tenant.
  absl::Status PickFrom(db::Transaction& tx, const std::string& tenant, int limit, Picked* picked);
  // A tenant's events behind the record where the last turn ended, then up to that.
  absl::StatusOr<std::vector<Event>> Waiting(db::Transaction& tx, const std::string& tenant,
                                             int limit) const;
  absl::Status Place(db::Transaction& tx, Positions heads, std::vector<Event>* events);
  absl::Status Remove(db::Transaction& tx, const std::vector<Event>& events);
  // Where to go on.
  void Remember(const Picked& picked);
  // Tells Redis, which may not listen.
  void Tell(const std::vector<Event>& events);
  absl::StatusOr<std::vector<Entry>> Entries(const std::vector<Event>& events);
  absl::StatusOr<bool> HasWork();
  void Passed(absl::string_view point) const;

  db::Database* const database_;
  Clock* const clock_;
  redis::Client* const redis_;
  const Options options_;
  const std::unique_ptr<Counters> counters_;

  int64_t epoch_ = 0;  // 0: holds no lease
  Uuid log_;
  absl::Time lease_until_ = absl::InfinitePast();
  bool tells_ = true;  // whether Redis took what it was told last
  Headroom headroom_;
  // What the last transaction left behind: the log, and the end of each partition.
  Uuid known_log_;
  Positions known_heads_{};
  UuidSource ids_;
  // Where the last turn ended: among tenants, and among the records of each that had more.
  std::string last_tenant_;
  std::map<std::string, std::string> last_resources_;
  std::unique_ptr<Ticker> ticker_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_RELAY_H_
