// How far the relay puts the log ahead of its readers.
#include "common/events/headroom.h"

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/queries.h"
#include "common/events/relay.h"
#include "common/events/testing.h"

namespace guanxi::events {
namespace {

using HeadroomTest = EventsTest;

// A reader of 20 events a second in each partition, of which an import made 500.
class SlowReader {
 public:
  SlowReader(db::Database* database, EventLog* log)
      : database_(database), log_(log), id_(log->Id().value()) {
    Report(Heads());
  }

  // A quarter of a second of its work; all that there is, if it is fast.
  void Work(bool is_fast) {
    const Positions heads = Heads();
    for (int i = 0; i < kPartitions; ++i) {
      read_[i] = is_fast ? heads[i] : std::min(heads[i], read_[i] + 5);
    }
    if (++quarters_ % 4 == 0) Report(heads);
  }
  bool HasRead(int partition, int64_t position) const { return read_[partition] >= position; }

 private:
  Positions Heads() {
    Positions heads{};
    EXPECT_THAT(database_->ReadOnly({},
                                    [&](db::Transaction& tx) -> absl::Status {
                                      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                                              tx.Select(kSelectHeads, {kOwn}));
                                      for (const db::Row row : rows) {
                                        heads.at(row.Int64(0)) = row.Int64(1);
                                      }
                                      return absl::OkStatus();
                                    }),
                IsOk());
    return heads;
  }
  void Report(const Positions& heads) {
    for (int i = 0; i < kPartitions; ++i) {
      EXPECT_THAT(log_->Report("slow", {{{i, id_, read_[i]}, heads[i] - read_[i]}}), IsOk());
    }
  }

  db::Database* const database_;
  EventLog* const log_;
  const Uuid id_;
  Positions read_{};
  int quarters_ = 0;
};

TEST_F(HeadroomTest, BehindAnImportThatReadersAreSlowWithAnotherTenantWaitsTwoSecondsAtMost) {
  SlowReader reader(database_.get(), &log_);
  for (int version = 1; version <= 10; ++version) {
    std::vector<TestEvent> events;
    for (int i = 0; i < 800; ++i) events.push_back({tenant_, Record(i), version});
    Write(events);
  }
  Relay relay(database_.get(), &clock_, nullptr, RelayOptions());
  const auto pass = [&](bool is_fast) {
    while (relay.Turn()->moved > 0) {
    }
    reader.Work(is_fast);
    clock_.Advance(absl::Milliseconds(250));
  };
  for (int quarter = 0; quarter < 40; ++quarter) pass(/*is_fast=*/false);
  const Uuid late = Record(1000);
  WriteVersions(other_tenant_, late, 1);
  const int partition = PartitionOf(other_tenant_.bytes(), late.bytes());
  int quarters = 0;
  int64_t position = 0;
  while (position == 0 || !reader.HasRead(partition, position)) {
    ASSERT_LT(++quarters, 100);
    pass(/*is_fast=*/false);
    position = Number(database_.get(),
                      absl::StrCat("SELECT COALESCE(MAX(position), 0) FROM event_log WHERE "
                                   "tenant_id = UNHEX('",
                                   absl::BytesToHexString(other_tenant_.bytes()), "')"));
  }
  EXPECT_LE(quarters, 8);
  EXPECT_GT(Number(database_.get(), "SELECT COUNT(*) FROM outbox"), 1000);
  // Once readers are up with it, the rest comes quickly.
  for (int quarter = 0; quarter < 60; ++quarter) pass(/*is_fast=*/true);
  ExpectLogIsWhole();
}

TEST_F(HeadroomTest, AReaderThatIsGoneOrFarBehindHoldsUpNobody) {
  const Uuid id = log_.Id().value();
  for (int i = 0; i < kPartitions; ++i) ASSERT_THAT(log_.Report("gone", {{{i, id, 0}, 0}}), IsOk());
  clock_.Advance(Headroom::kSilence + absl::Seconds(1));
  WriteVersions(tenant_, Record(1), 2 * Headroom::kFirstWindow);
  EXPECT_EQ(RelayAll(), 2 * Headroom::kFirstWindow);
  // The same reader, back again, has so much to read first.
  Execute(database_.get(), "UPDATE event_partitions SET head = head + 100000 WHERE head = 0");
  for (int i = 0; i < kPartitions; ++i) ASSERT_THAT(log_.Report("gone", {{{i, id, 0}, 1}}), IsOk());
  const Uuid other = Record(2);
  ASSERT_NE(PartitionOf(tenant_.bytes(), other.bytes()),
            PartitionOf(tenant_.bytes(), Record(1).bytes()));
  WriteVersions(tenant_, other, 2 * Headroom::kFirstWindow);
  EXPECT_EQ(RelayAll(), 2 * Headroom::kFirstWindow);
}

// As one that waits for a database that is gone, and reports all the same.
TEST_F(HeadroomTest, AReaderThatStandsStillIsNotWaitedForWithoutEnd) {
  constexpr int kMany = 10 * Headroom::kFirstWindow;
  const Uuid id = log_.Id().value();
  const int partition = PartitionOf(tenant_.bytes(), Record(1).bytes());
  int moved = 0;
  const auto report = [&] {
    EXPECT_THAT(log_.Report("held up", {{{partition, id, 0}, moved}}), IsOk());
  };
  report();
  WriteVersions(tenant_, Record(1), kMany);
  Relay relay(database_.get(), &clock_, nullptr, RelayOptions());
  for (int second = 0; second < 40; ++second) {
    moved += Drain(&relay);
    if (second < 20) {
      ASSERT_LT(moved, kMany / 2);
    }
    clock_.Advance(absl::Seconds(1));
    report();
  }
  EXPECT_EQ(moved, kMany);
  ExpectLogIsWhole();
}

}  // namespace
}  // namespace guanxi::events
