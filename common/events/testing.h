// What the tests of this folder share: a producer's schema with events in it, and a consumer's.
#ifndef GUANXI_COMMON_EVENTS_TESTING_H_
#define GUANXI_COMMON_EVENTS_TESTING_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/events/event_log.h"
#include "common/events/log_service.h"
#include "common/events/relay.h"
#include "common/events/test_world.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::events {

class EventsTest : public ::testing::Test {
 protected:
  EventsTest();

  // Writes events into `changes` and the outbox.
  void Write(const std::vector<TestEvent>& events);
  // `versions` of a record, the first `first`.
  void WriteVersions(const Uuid& tenant, const Uuid& resource, int versions, int first = 1);

  static Uuid Record(int i) { return DeriveUuid("record", absl::StrCat(i)); }
  // Puts `versions` of each of `records` into the log.
  void Fill(int records, int versions, int first = 1);

  Relay::Options RelayOptions(const std::string& owner = "relay") const;
  // Turns until there is nothing left; the number of events.
  static int Drain(Relay* relay);
  // Moves all that lies in the outbox, by a relay that then gives its lease back.
  int RelayAll(redis::Client* redis = nullptr);

  // All events of the log, partition after partition.
  std::vector<event::v1::LogEvent> WholeLog();
  // Expects that the log has every change once, without gaps, each record's in order.
  void ExpectLogIsWhole();

  // A consumer that notes every event as an effect in the consumer's schema, which must not be
  // there already.
  Consumer::Options ConsumerOptions(const std::string& owner = "consumer");
  std::unique_ptr<Consumer> NewConsumer(const Consumer::Options& options) {
    return std::make_unique<Consumer>(side_.get(), &clock_, options);
  }
  std::unique_ptr<Consumer> NewConsumer() { return NewConsumer(ConsumerOptions()); }
  // Turns until nothing is left to do.
  static void Settle(Consumer* consumer);
  int64_t CountEffects();
  // What the cursors have not passed.
  int64_t Behind();
  // Expects that every change has taken effect once, each record's in order.
  void ExpectEffectsAreWhole();

  // The rpc, as a call of a service.
  absl::StatusOr<event::v1::ReadPartitionsResponse> Read(
      const event::v1::ReadPartitionsRequest& request);

  static int64_t Number(db::Database* database, const std::string& sql);
  static void Execute(db::Database* database, const std::string& sql);

  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  UuidSource ids_;
  const Uuid tenant_ = DeriveUuid("tenant", "a");
  const Uuid other_tenant_ = DeriveUuid("tenant", "b");
  const db::Server server_;  // the producer's
  const std::unique_ptr<db::Database> database_;
  const db::Server side_server_;  // the consumer's
  const std::unique_ptr<db::Database> side_;
  EventLog log_;
  LogServiceImpl service_;
  std::atomic<int> reads_{0};  // of the log, by consumers
  std::vector<Loss> losses_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_TESTING_H_
