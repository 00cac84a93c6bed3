// How far a consumer has come in another service's log: rows in the consumer's own schema, moved in
// the transaction of what the events do.
//
//   event_cursors  consumer, partition -> log, position; who reads the partition now, its epoch
//
// Partitions are leased among the replicas of a service. A claim raises the epoch, and a move names
// epoch, log and the position before: whoever has lost the partition, or tells of events that have
// taken effect, finds no row, and nothing of the transaction happens.
#ifndef GUANXI_COMMON_EVENTS_CURSORS_H_
#define GUANXI_COMMON_EVENTS_CURSORS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/transaction.h"

namespace guanxi::events {

struct Cursor {
  int partition = 0;
  Uuid log;  // nil: nothing was read yet
  int64_t position = 0;
  int64_t epoch = 0;
};

// Thread-safe. Owns nothing. Errors of all methods: those of the database, and as stated.
class Cursors {
 public:
  struct Options {
    std::string consumer;  // see ReadPartitionsRequest.consumer
    // Names this reader in the table; no other reader has the same.
    std::string owner;
    // Those that this reader claims.
    std::vector<int> partitions;
    // How long a reader may go without Hold before others may claim what it holds.
    absl::Duration lease = absl::Seconds(10);
  };
  Cursors(db::Database* database, Clock* clock, Options options)
      : database_(database), clock_(clock), options_(std::move(options)) {}

  const Options& options() const { return options_; }

  // Prolongs what this reader holds, claims what nobody does; returns all that it holds now.
  absl::StatusOr<std::vector<Cursor>> Hold();
  // Gives everything back.
  absl::Status Release();

  // Moves the cursor on in the caller's transaction, of which it is the first statement or the
  // last.
  //   ABORTED  CURSOR_MOVED  another reader has the partition, or the cursor is not there any more
  absl::Status Move(db::Transaction& tx, const Cursor& cursor, int64_t position) const;
  // Puts it to a position of a log that may be another, in the caller's transaction: what lies
  // between is nobody's any more.
  //   ABORTED  CURSOR_MOVED  another reader has the partition
  absl::Status Place(db::Transaction& tx, const Cursor& cursor, const Uuid& log,
                     int64_t position) const;

 private:
  // Nobody's, and free from `now` on: a later time would keep them from the one who inserts them.
  absl::Status InsertMissing(db::Transaction& tx, const db::Rows& rows, absl::Time now) const;
  // What this reader holds as `rows` say.
  absl::Status Renew(db::Transaction& tx, const db::Rows& rows, absl::Time until) const;

  db::Database* const database_;
  Clock* const clock_;
  const Options options_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_CURSORS_H_
