// Events as tests write them, and the ledger of what they did: what the tests of this folder and
// the processes that they kill share.
#ifndef GUANXI_COMMON_EVENTS_TEST_WORLD_H_
#define GUANXI_COMMON_EVENTS_TEST_WORLD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/rpc/call.h"

namespace guanxi::events {

// An event as tests write it: version `sequence` of a record.
struct TestEvent {
  Uuid tenant;
  Uuid resource;
  int64_t sequence = 1;
  Uuid id = Uuid();  // nil: a new one
  std::string body = "body";
  std::string personal = "";
  std::string parents = "";  // LogEvent.parent_ids
};

// Writes events into `changes` and the outbox.
absl::Status WriteEvents(db::Transaction& tx, const std::vector<TestEvent>& events, absl::Time now);

// The statement that makes the table `effects`, in which every event is once.
extern const char kCreateEffects[];

absl::Status NoteEffect(db::Transaction& tx, const event::v1::LogEvent& event);
// Notes every event as an effect.
Apply NoteAll(db::Database* database);

// As a service calls another one.
rpc::Call CallOfService();

// What has taken effect at a consumer.
struct Effect {
  std::string tenant, resource, event;  // bytes
  int64_t sequence = 0;
};

// In the order in which they did.
absl::StatusOr<std::vector<Effect>> ReadEffects(db::Database* database);

// What is wrong with them, if each of the producer's changes must be there once, those of a record
// in their order; "" if nothing is.
absl::StatusOr<std::string> Judge(db::Database* producer, db::Database* side);

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_TEST_WORLD_H_
