#include "common/events/testing.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;

db::Server NewSchema() { return SharedMariaDb()->CreateSchema("customer-svc/schema").value(); }

}  // namespace

EventsTest::EventsTest()
    : server_(NewSchema()),
      database_(db::Database::Create({server_}).value()),
      side_server_(NewSchema()),
      side_(db::Database::Create({side_server_}).value()),
      log_(database_.get(), &clock_, &ids_),
      service_(&log_, nullptr, &clock_) {
  EXPECT_THAT(SharedMariaDb()->Execute(kCreateEffects, side_server_.schema), IsOk());
}

void EventsTest::Write(const std::vector<TestEvent>& events) {
  ASSERT_THAT(database_->ReadWrite(
                  {}, [&](db::Transaction& tx) { return WriteEvents(tx, events, clock_.Now()); }),
              IsOk());
}

void EventsTest::WriteVersions(const Uuid& tenant, const Uuid& resource, int versions, int first) {
  std::vector<TestEvent> events;
  for (int i = 0; i < versions; ++i) events.push_back({tenant, resource, first + i});
  Write(events);
}

void EventsTest::Fill(int records, int versions, int first) {
  for (int i = 0; i < records; ++i) WriteVersions(tenant_, Record(i), versions, first);
  EXPECT_EQ(RelayAll(), records * versions);
}

Relay::Options EventsTest::RelayOptions(const std::string& owner) const {
  Relay::Options options;
  options.service = "producer";
  options.owner = owner;
  options.gather = absl::ZeroDuration();  // the clock stands
  return options;
}

int EventsTest::Drain(Relay* relay) {
  int moved = 0;
  while (true) {
    const auto turned = relay->Turn();
    EXPECT_THAT(turned, IsOk());
    if (!turned.ok() || turned->moved == 0) return moved;
    moved += turned->moved;
  }
}

int EventsTest::RelayAll(redis::Client* redis) {
  Relay relay(database_.get(), &clock_, redis, RelayOptions());
  return Drain(&relay);
}

std::vector<LogEvent> EventsTest::WholeLog() {
  std::vector<LogEvent> all;
  for (int partition = 0; partition < kPartitions; ++partition) {
    int64_t after = 0;
    while (true) {
      const auto section = log_.Read(partition, Uuid(), after, kMaxRead);
      EXPECT_THAT(section, IsOk());
      if (!section.ok() || section->events.empty()) break;
      for (const LogEvent& event : section->events) {
        EXPECT_EQ(event.position(), ++after);
        EXPECT_EQ(PartitionOf(event.tenant_id(), event.resource_id()), partition);
        all.push_back(event);
      }
    }
  }
  return all;
}

void EventsTest::ExpectLogIsWhole() {
  const std::vector<LogEvent> all = WholeLog();
  std::set<std::string> ids;
  for (const LogEvent& event : all) ids.insert(event.event_id());
  EXPECT_EQ(ids.size(), all.size());
  EXPECT_EQ(static_cast<int64_t>(all.size()),
            Number(database_.get(), "SELECT COUNT(*) FROM changes"));
  EXPECT_EQ(Number(database_.get(), "SELECT COUNT(*) FROM outbox"), 0);
  std::map<std::string, int64_t> last;
  for (const LogEvent& event : all) {
    EXPECT_EQ(event.sequence(), ++last[event.tenant_id() + event.resource_id()]);
  }
}

Consumer::Options EventsTest::ConsumerOptions(const std::string& owner) {
  Consumer::Options options;
  options.name = "side.test";
  options.producer = "producer";
  options.owner = owner;
  options.threads = 2;
  options.read = [this](const event::v1::ReadPartitionsRequest& request) {
    ++reads_;
    return Read(request);
  };
  options.apply = NoteAll(side_.get());
  options.recover = [this](const Loss& loss, const StillHeld&) {
    losses_.push_back(loss);
    return absl::OkStatus();
  };
  // Tests move the clock, and wait for nothing.
  options.poll = absl::ZeroDuration();
  options.pass_interval = absl::ZeroDuration();
  return options;
}

void EventsTest::Settle(Consumer* consumer) {
  bool busy = true;
  while (busy) {
    const auto turned = consumer->Turn();
    ASSERT_THAT(turned, IsOk());
    busy = *turned;
  }
}

int64_t EventsTest::CountEffects() { return Number(side_.get(), "SELECT COUNT(*) FROM effects"); }

int64_t EventsTest::Behind() {
  return Number(database_.get(), "SELECT CAST(SUM(head) AS SIGNED) FROM event_partitions") -
         Number(side_.get(),
                "SELECT CAST(COALESCE(SUM(position), 0) AS SIGNED) FROM event_cursors");
}

void EventsTest::ExpectEffectsAreWhole() {
  EXPECT_THAT(Judge(database_.get(), side_.get()), IsOkAndHolds(""));
}

absl::StatusOr<event::v1::ReadPartitionsResponse> EventsTest::Read(
    const event::v1::ReadPartitionsRequest& request) {
  return service_.ReadPartitions(CallOfService(), request);
}

int64_t EventsTest::Number(db::Database* database, const std::string& sql) {
  int64_t number = -1;
  EXPECT_THAT(
      database->ReadOnly({},
                         [&](db::Transaction& tx) -> absl::Status {
                           GUANXI_ASSIGN_OR_RETURN(
                               const db::Rows rows,
                               tx.Select({"test.number", sql, /*infrastructure=*/true}, {}));
                           number = rows[0].Int64(0);
                           return absl::OkStatus();
                         }),
      IsOk());
  return number;
}

void EventsTest::Execute(db::Database* database, const std::string& sql) {
  EXPECT_THAT(database->ReadWrite(
                  {},
                  [&](db::Transaction& tx) {
                    return tx.Execute({"test.execute", sql, /*infrastructure=*/true}, {}).status();
                  }),
              IsOk());
}

}  // namespace guanxi::events
