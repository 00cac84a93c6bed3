// Events that a consumer could not take.
//
//   dead_letters  tenant, consumer, record, sequence, projection, event -> why, when, the event
//
// They hold what another service knows, personal data among it: for kKeepDeadLetters
// (dead_letter_purge.h), and of a record that is gone for good no longer than until that is heard.
//
// An event that fails for good is parked, and so are the later events of its record, which must not
// take effect before it; those of other records go on. Once the cause is mended they are applied
// again in their order (Consumer::Redrive).
#ifndef GUANXI_COMMON_EVENTS_DEAD_LETTERS_H_
#define GUANXI_COMMON_EVENTS_DEAD_LETTERS_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/transaction.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::events {

// Of a later event of a record whose events are parked.
inline constexpr char kBehindDeadLetter[] = "BEHIND_DEAD_LETTER";

// The status's reason, or its code where it has none.
std::string ReasonOf(const absl::Status& status);

struct DeadLetter {
  event::v1::LogEvent event;
  std::string reason;  // why it could not be applied
  absl::Time park_time;
};

// A record: tenant and id, as bytes.
using RecordKey = std::pair<std::string, std::string>;

// Thread-safe. Owns nothing. Errors of all methods: those of the database, and as stated.
class DeadLetters {
 public:
  DeadLetters(db::Database* database, Clock* clock, std::string consumer)
      : database_(database), clock_(clock), consumer_(std::move(consumer)) {}

  // Of the events' records those that have dead letters.
  absl::StatusOr<std::set<RecordKey>> Parked(absl::Span<const event::v1::LogEvent* const> events);
  // Whether the event's record has any; then one of them stays until the end of the caller's
  // transaction. Who alone parks events of the record knows by it that a later one is to be parked.
  absl::StatusOr<bool> HasAny(db::Transaction& tx, const event::v1::LogEvent& event);

  // Parks an event in the caller's transaction. `reason` of at most 64 bytes. One by which its
  // record is gone for good takes the personal data out of it and of those before it: what they
  // change, they change in vain.
  absl::Status Park(db::Transaction& tx, const event::v1::LogEvent& event, int partition,
                    absl::string_view reason);
  // Takes it away, in the transaction in which it takes effect.
  //   ABORTED  DEAD_LETTER_GONE  somebody else has
  absl::Status Remove(db::Transaction& tx, const event::v1::LogEvent& event);

  // Takes all of a partition away, in the transaction that places its cursor: what they tell was
  // read anew from the producer.
  absl::Status Forget(db::Transaction& tx, int partition);

  // The first `limit` of a tenant's of records whose ids are behind `after`, record after record,
  // those of one in their order.
  absl::StatusOr<std::vector<DeadLetter>> List(const Uuid& tenant, const Uuid& after, int limit);
  // The first of one record, about `limit`, in the order in which they are to be applied: all or
  // none of each version.
  absl::StatusOr<std::vector<DeadLetter>> ListOf(const Uuid& tenant, const Uuid& resource,
                                                 int limit);

 private:
  absl::Status TakePersonal(db::Transaction& tx, const event::v1::LogEvent& event);

  db::Database* const database_;
  Clock* const clock_;
  const std::string consumer_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_DEAD_LETTERS_H_
