#include "common/events/relay.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/events/testing.h"
#include "common/resource/workshop.h"
#include "common/testing/eventually.h"
#include "common/testing/redis.h"
#include "gmock/gmock.h"
#include "prometheus/registry.h"

namespace guanxi::events {
namespace {

using ::testing::IsEmpty;
using ::testing::KilledBySignal;
using ::testing::SizeIs;

class RelayTest : public EventsTest {
 protected:
  std::unique_ptr<Relay> NewRelay(const Relay::Options& options) {
    return std::make_unique<Relay>(database_.get(), &clock_, nullptr, options);
  }

  // A relay in a process of its own, which dies at `point`.
  [[noreturn]] void DieAt(const std::string& point) {
    const auto database = db::Database::Create({server_}).value();
    Relay::Options options = RelayOptions("another process");
    options.passed = [&](absl::string_view passed) {
      if (passed == point) kill(getpid(), SIGKILL);
    };
    Relay relay(database.get(), &clock_, nullptr, options);
    Drain(&relay);
    _exit(0);
  }
};

TEST_F(RelayTest, EventsGetPositionsWithoutGapsInTheOrderOfTheirRecords) {
  for (int i = 0; i < 40; ++i) WriteVersions(tenant_, Record(i), 3);
  EXPECT_EQ(RelayAll(), 120);
  ExpectLogIsWhole();
  WriteVersions(tenant_, Record(0), 3, /*first=*/4);
  EXPECT_EQ(RelayAll(), 3);
  ExpectLogIsWhole();
}

TEST_F(RelayTest, WhatTheEngineWritesIsInTheLogAsItsChangeRowsSay) {
  const resource::Workshop shop;
  const resource::ResourceName team = shop.AddTeam("before");
  ASSERT_THAT(shop.Run([&](resource::UnitOfWork& work) -> absl::Status {
    auto old = work.Get(*shop.teams, team);
    if (!old.ok()) return old.status();
    resource::testing::Team next = static_cast<const resource::testing::Team&>(*old->message);
    next.set_title("after");
    auto updated = work.Update(*shop.teams, *old, &next);
    if (!updated.ok()) return updated.status();
    return work.Project(*shop.teams, team, [](google::protobuf::Message* message) {
      static_cast<resource::testing::Team*>(message)->set_strength(7);
    });
  }),
              IsOk());
  Relay relay(shop.database.get(), &clock_, nullptr, RelayOptions());
  EXPECT_EQ(Drain(&relay), 3);
  EventLog log(shop.database.get(), &clock_, &ids_);
  const auto section =
      log.Read(PartitionOf(shop.tenant.bytes(), team.id.bytes()), Uuid(), 0, kMaxRead);
  ASSERT_THAT(section, IsOk());
  ASSERT_THAT(section->events, SizeIs(3));
  const event::v1::LogEvent& update = section->events[1];
  EXPECT_EQ(update.kind(), metadata::v1::Change::UPDATED);
  EXPECT_EQ(update.sequence(), 2);
  EXPECT_EQ(update.resource_type(), "team");
  EXPECT_EQ(update.actor(), shop.call().principal.subject);
  resource::testing::Team before, after;
  ASSERT_TRUE(before.ParseFromString(update.before_body()));
  ASSERT_TRUE(after.ParseFromString(update.after_body()));
  EXPECT_EQ(before.title(), "before");
  EXPECT_EQ(after.title(), "after");
  const event::v1::LogEvent& projected = section->events[2];
  EXPECT_EQ(projected.kind(), metadata::v1::Change::PROJECTED);
  EXPECT_EQ(projected.sequence(), 2);
  EXPECT_EQ(projected.projection(), 1);
  EXPECT_EQ(projected.root_event_id(), update.event_id());
}

// Of versions written by replicas whose clocks differ, the later may have the smaller id.
TEST_F(RelayTest, OfOneRecordNoVersionOvertakesAnother) {
  std::vector<Uuid> ids;
  for (int i = 0; i < 30; ++i) ids.push_back(ids_.Next());
  for (int i = 0; i < 30; ++i) {
    const int reversed = 29 - i;
    Write({{tenant_, Record(i % 3), 1 + i / 3, ids[reversed]}});
  }
  Relay::Options options = RelayOptions();
  options.batch = options.per_tenant = 1;
  const auto relay = NewRelay(options);
  EXPECT_EQ(Drain(relay.get()), 30);
  ExpectLogIsWhole();
}

TEST_F(RelayTest, WhatCommitsLateIsMovedLate) {
  const Uuid early = ids_.Next();
  ASSERT_THAT(database_->ReadWrite({},
                                   [&](db::Transaction& tx) -> absl::Status {
                                     const absl::Status written = WriteEvents(
                                         tx, {{tenant_, Record(1), 1, early}}, clock_.Now());
                                     if (!written.ok()) return written;
                                     WriteVersions(tenant_, Record(2), 5);
                                     EXPECT_EQ(RelayAll(), 5);
                                     return absl::OkStatus();
                                   }),
              IsOk());
  EXPECT_EQ(RelayAll(), 1);
  ExpectLogIsWhole();
}

TEST_F(RelayTest, AnImportDoesNotHoldUpAnotherTenant) {
  for (int i = 0; i < 50; ++i) WriteVersions(tenant_, Record(i), 10);
  Relay::Options options = RelayOptions();
  options.batch = 100;
  options.per_tenant = 50;
  const auto relay = NewRelay(options);
  ASSERT_EQ(relay->Turn()->moved, 50);
  WriteVersions(other_tenant_, Record(1), 1);
  ASSERT_EQ(relay->Turn()->moved, 51);
  std::set<std::string> tenants;
  for (const auto& event : WholeLog()) tenants.insert(event.tenant_id());
  EXPECT_THAT(tenants, SizeIs(2));
  EXPECT_EQ(Drain(relay.get()), 400);
  ExpectLogIsWhole();
}

// While one record is written without pause, others of its tenant have their turns.
TEST_F(RelayTest, RecordsOfATenantTakeTurns) {
  Relay::Options options = RelayOptions();
  options.batch = options.per_tenant = 10;
  const auto relay = NewRelay(options);
  const auto [busy, quiet] = std::minmax({Record(1), Record(2)});
  WriteVersions(tenant_, quiet, 5);
  int turns = 0;
  while (Number(database_.get(), "SELECT COUNT(*) FROM event_log WHERE bytes = 4") < 5) {
    ASSERT_LT(++turns, 4);
    std::vector<TestEvent> more;
    for (int i = 0; i < 10; ++i)
      more.push_back({tenant_, busy, 10 * (turns - 1) + i + 1, Uuid(), "busy one"});
    Write(more);
    ASSERT_THAT(relay->Turn(), IsOk());
  }
  Drain(relay.get());
  ExpectLogIsWhole();
}

TEST_F(RelayTest, RowsOfAnOlderBinaryAreMovedInTheirOrder) {
  WriteVersions(tenant_, Record(1), 4);
  WriteVersions(tenant_, Record(2), 2);
  // The older one writes neither record nor version.
  Execute(database_.get(),
          "UPDATE outbox SET resource_id = '', sequence = 0 WHERE sequence IN (1, 3)");
  Relay::Options options = RelayOptions();
  options.batch = options.per_tenant = 1;
  const auto relay = NewRelay(options);
  EXPECT_EQ(Drain(relay.get()), 6);
  ExpectLogIsWhole();
}

TEST_F(RelayTest, OneRelayWorksAtATime) {
  const Uuid log = log_.Id().value();
  WriteVersions(tenant_, Record(1), 1);
  const auto first = NewRelay(RelayOptions("first"));
  const auto second = NewRelay(RelayOptions("second"));
  EXPECT_EQ(Drain(first.get()), 1);
  WriteVersions(tenant_, Record(1), 1, /*first=*/2);
  EXPECT_FALSE(second->Turn()->holds_lease);
  clock_.Advance(RelayOptions().lease + absl::Seconds(1));
  EXPECT_EQ(Drain(second.get()), 1);
  // The first believes in its lease no longer, and finds the second's.
  WriteVersions(tenant_, Record(1), 1, /*first=*/3);
  EXPECT_FALSE(first->Turn()->holds_lease);
  EXPECT_EQ(Drain(second.get()), 1);
  // Back again, it finds more than it had left: that is no reason for another log.
  clock_.Advance(RelayOptions().lease + absl::Seconds(1));
  WriteVersions(tenant_, Record(1), 1, /*first=*/4);
  EXPECT_EQ(Drain(first.get()), 1);
  EXPECT_EQ(log_.Id().value(), log);
  ExpectLogIsWhole();
}

// Its clock stands still, so that it goes on believing: the epoch alone keeps it from writing.
TEST_F(RelayTest, ARelayThatWasOvertakenMovesNothing) {
  FakeClock slow(clock_.Now());
  Relay stalled(database_.get(), &slow, nullptr, RelayOptions("stalled"));
  WriteVersions(tenant_, Record(1), 1);
  EXPECT_EQ(Drain(&stalled), 1);
  clock_.Advance(absl::Minutes(1));
  const auto other = NewRelay(RelayOptions("other"));
  ASSERT_TRUE(other->Turn()->holds_lease);
  WriteVersions(tenant_, Record(1), 1, /*first=*/2);
  const auto turned = stalled.Turn();
  ASSERT_THAT(turned, IsOk());
  EXPECT_FALSE(turned->holds_lease);
  EXPECT_EQ(turned->moved, 0);
  EXPECT_EQ(Drain(other.get()), 1);
  ExpectLogIsWhole();
}

TEST_F(RelayTest, ARelayThatEndsGivesItsLeaseBack) {
  WriteVersions(tenant_, Record(1), 1);
  EXPECT_EQ(RelayAll(), 1);
  EXPECT_TRUE(NewRelay(RelayOptions("next"))->Turn()->holds_lease);
}

TEST_F(RelayTest, ADeathAtAnyPointLosesAndDoublesNothing) {
  int version = 0;
  for (const char* point : {"before_commit", "after_commit", "after_publish"}) {
    for (int i = 0; i < 10; ++i) WriteVersions(tenant_, Record(i), 2, version + 1);
    version += 2;
    EXPECT_EXIT(DieAt(point), KilledBySignal(SIGKILL), "") << point;
    clock_.Advance(absl::Minutes(1));  // the lease runs out
    EXPECT_EQ(RelayAll(), std::string(point) == "before_commit" ? 20 : 0) << point;
    ExpectLogIsWhole();
  }
}

TEST_F(RelayTest, RedisIsToldWhatMayBeShownThere) {
  const auto server = Redis::Start();
  ASSERT_THAT(server, IsOk());
  Write({{tenant_, Record(1), 1, Uuid(), "body"},
         {tenant_, Record(1), 2, Uuid(), "body", "personal"},
         {tenant_, Record(1), 3, Uuid(), std::string(kMaxEntryBytes + 1, 'x')}});
  redis::Client client((*server)->options());
  EXPECT_EQ(RelayAll(&client), 3);
  const int partition = PartitionOf(tenant_.bytes(), Record(1).bytes());
  const Uuid log = log_.Id().value();
  const auto entries =
      ReadStreams(&client, "producer", {{log, partition, 0}}, 10, absl::ZeroDuration());
  ASSERT_THAT(entries, IsOk());
  ASSERT_THAT(*entries, SizeIs(3));
  for (int i = 0; i < 3; ++i) EXPECT_EQ((*entries)[i].position, i + 1);
  ASSERT_TRUE((*entries)[0].event.has_value());
  EXPECT_EQ((*entries)[0].event->SerializeAsString(), WholeLog()[0].SerializeAsString());
  EXPECT_FALSE((*entries)[1].event.has_value());
  EXPECT_FALSE((*entries)[2].event.has_value());
  EXPECT_THAT(*ReadStreams(&client, "producer", {{log, partition, 3}}, 10, absl::ZeroDuration()),
              IsEmpty());
  // What comes late is refused there, and no error here.
  EXPECT_THAT(Publish(&client, "producer", log, {{partition, 2, "late"}}), IsOk());
}

TEST_F(RelayTest, WhatRedisRefusesIsAnErrorAndAFullOneGetsRoom) {
  const auto server = Redis::Start();
  ASSERT_THAT(server, IsOk());
  redis::Client client((*server)->options());
  const Uuid log = log_.Id().value();
  const auto shown = [&](int partition) {
    const StreamPlace place = {log, partition, 0};
    return ReadStreams(&client, "producer", {place}, 10, absl::ZeroDuration()).value();
  };
  ASSERT_THAT(Publish(&client, "producer", log, {{3, 1, ""}}), IsOk());
  ASSERT_THAT(shown(3), SizeIs(1));
  ASSERT_THAT((*server)->Run({"CONFIG", "SET", "maxmemory", "1"}), IsOk());
  EXPECT_THAT(Publish(&client, "producer", log, {{3, 2, ""}}), HasReason("REDIS_REFUSED"));
  prometheus::Registry registry;
  Relay::Options options = RelayOptions();
  options.registry = &registry;
  Relay relay(database_.get(), &clock_, &client, options);
  WriteVersions(tenant_, Record(1), 2);
  EXPECT_EQ(Drain(&relay), 2);
  double untold = 0;
  for (const prometheus::MetricFamily& family : registry.Collect()) {
    if (family.name == "guanxi_event_relay_unpublished_total") {
      untold = family.metric.at(0).counter.value;
    }
  }
  EXPECT_EQ(untold, 2);
  ASSERT_THAT((*server)->Run({"CONFIG", "SET", "maxmemory", "0"}), IsOk());
  EXPECT_THAT(shown(3), IsEmpty());
  EXPECT_THAT(Publish(&client, "producer", log, {{3, 3, ""}}), IsOk());
  EXPECT_THAT(shown(3), SizeIs(1));
  // Something else that has a stream's name.
  ASSERT_THAT((*server)->Run({"SET", StreamKey("producer", log, 4), "text"}), IsOk());
  EXPECT_THAT(Publish(&client, "producer", log, {{4, 1, ""}}), HasReason("REDIS_REFUSED"));
}

TEST_F(RelayTest, WithoutRedisEventsAreMovedAllTheSame) {
  const auto server = Redis::Start();
  ASSERT_THAT(server, IsOk());
  redis::Client client((*server)->options());
  (*server)->Kill9();
  WriteVersions(tenant_, Record(1), 3);
  EXPECT_EQ(RelayAll(&client), 3);
  ExpectLogIsWhole();
}

TEST_F(RelayTest, WorksInAThreadOfItsOwn) {
  const auto relay = NewRelay(RelayOptions());
  relay->Start();
  for (int i = 0; i < 20; ++i) WriteVersions(tenant_, Record(i), 5);
  EXPECT_TRUE(
      Eventually([&] { return Number(database_.get(), "SELECT COUNT(*) FROM event_log") == 100; }));
  ExpectLogIsWhole();
}

}  // namespace
}  // namespace guanxi::events
