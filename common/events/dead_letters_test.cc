// Dead letters themselves; how consumers come to have them is in consumer_test.cc.
#include "common/events/dead_letters.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/db/database.h"
#include "common/events/dead_letter_purge.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr int kPartition = 3;

class DeadLettersTest : public ::testing::Test {
 protected:
  static Uuid Tenant(const std::string& name) { return DeriveUuid("tenant", name); }
  static Uuid Record(int i) { return DeriveUuid("record", absl::StrCat(i)); }

  LogEvent NewEvent(int record, int64_t sequence, Change::Kind kind,
                    const std::string& tenant = "a") {
    LogEvent event;
    event.set_event_id(std::string(ids_.Next().bytes()));
    event.set_tenant_id(std::string(Tenant(tenant).bytes()));
    event.set_resource_id(std::string(Record(record).bytes()));
    event.set_sequence(sequence);
    event.set_kind(kind);
    event.set_after_body("body");
    event.set_before_personal("canary before");
    event.set_after_personal("canary after");
    return event;
  }
  void Park(const LogEvent& event) {
    ASSERT_THAT(database_->ReadWrite({},
                                     [&](db::Transaction& tx) {
                                       return letters_.Park(tx, event, kPartition, "NOT_NOW");
                                     }),
                IsOk());
  }
  std::vector<std::string> KindsOf(int record, int limit) {
    const auto letters = letters_.ListOf(Tenant("a"), Record(record), limit);
    EXPECT_THAT(letters, IsOk());
    std::vector<std::string> kinds;
    for (const DeadLetter& letter : *letters) {
      kinds.push_back(
          absl::StrCat(letter.event.sequence(), " ", Change::Kind_Name(letter.event.kind())));
    }
    return kinds;
  }
  std::string Stored() {
    std::string all;
    const auto read = [&](db::Transaction& tx) -> absl::Status {
      const auto rows = tx.Select(
          {"test.letters", "SELECT event FROM dead_letters", /*infrastructure=*/true}, {});
      if (!rows.ok()) return rows.status();
      all.clear();
      for (const db::Row row : *rows) absl::StrAppend(&all, row.String(0));
      return absl::OkStatus();
    };
    EXPECT_THAT(database_->ReadOnly({}, read), IsOk());
    return all;
  }

  FakeClock clock_{absl::FromUnixSeconds(1'790'000'000)};
  UuidSource ids_{&clock_};
  const std::unique_ptr<db::Database> database_ =
      db::Database::Create({SharedMariaDb()->CreateSchema("lead-svc/schema").value()}).value();
  DeadLetters letters_{database_.get(), &clock_, "side"};
};

// A unit of work gives a fact its id before the change that it is about.
TEST_F(DeadLettersTest, AreInTheOrderOfTheirKindsWhateverTheirIds) {
  const LogEvent fact = NewEvent(1, 2, Change::EMITTED), change = NewEvent(1, 2, Change::UPDATED);
  ASSERT_LT(fact.event_id(), change.event_id());
  for (const LogEvent& event : {fact, change, NewEvent(1, 1, Change::CREATED)}) Park(event);
  EXPECT_THAT(KindsOf(1, 50), ElementsAre("1 CREATED", "2 UPDATED", "2 EMITTED"));
  // A page does not end within a version.
  EXPECT_THAT(KindsOf(1, 2), ElementsAre("1 CREATED"));
  EXPECT_THAT(KindsOf(1, 1), ElementsAre("1 CREATED"));
}

TEST_F(DeadLettersTest, AVersionOfManyFactsIsReadWhole) {
  for (int i = 0; i < 5; ++i) Park(NewEvent(1, 2, Change::EMITTED));
  Park(NewEvent(1, 2, Change::UPDATED));
  const auto kinds = KindsOf(1, 3);
  ASSERT_EQ(kinds.size(), 6u);
  EXPECT_EQ(kinds[0], "2 UPDATED");
}

TEST_F(DeadLettersTest, OnlyTheRecordsOfABatchAreLookedFor) {
  for (int i = 0; i < 20; ++i) Park(NewEvent(i, 1, Change::UPDATED));
  Park(NewEvent(1, 1, Change::UPDATED, "b"));
  const std::vector<LogEvent> batch = {
      NewEvent(3, 2, Change::UPDATED), NewEvent(3, 3, Change::UPDATED),
      NewEvent(99, 1, Change::CREATED), NewEvent(1, 2, Change::UPDATED, "b"),
      NewEvent(4, 2, Change::UPDATED, "b")};
  std::vector<const LogEvent*> events;
  for (const LogEvent& event : batch) events.push_back(&event);
  const auto parked = letters_.Parked(events);
  ASSERT_THAT(parked, IsOk());
  EXPECT_THAT(*parked, UnorderedElementsAre(RecordKey(Tenant("a").bytes(), Record(3).bytes()),
                                            RecordKey(Tenant("b").bytes(), Record(1).bytes())));
  // Another consumer's are its own affair.
  DeadLetters others(database_.get(), &clock_, "side.other");
  EXPECT_THAT(others.Parked(events).value(), ::testing::IsEmpty());
}

TEST_F(DeadLettersTest, WhatIsGoneForGoodLeavesNoPersonalDataBehind) {
  Park(NewEvent(1, 1, Change::CREATED));
  Park(NewEvent(1, 2, Change::UPDATED));
  LogEvent deleted = NewEvent(1, 3, Change::DELETED);  // may come back
  Park(deleted);
  EXPECT_THAT(Stored(), HasSubstr("canary"));
  LogEvent erased = NewEvent(1, 4, Change::DELETED);
  erased.clear_after_body();
  Park(erased);
  EXPECT_THAT(Stored(), Not(HasSubstr("canary")));
  EXPECT_THAT(KindsOf(1, 50), ElementsAre("1 CREATED", "2 UPDATED", "3 DELETED", "4 DELETED"));
  Park(NewEvent(2, 1, Change::CREATED));
  EXPECT_THAT(Stored(), HasSubstr("canary"));
}

TEST_F(DeadLettersTest, AreGivenUpAfterThirtyDays) {
  Park(NewEvent(1, 1, Change::CREATED));
  Park(NewEvent(1, 1, Change::CREATED, "b"));
  clock_.Advance(kKeepDeadLetters - absl::Hours(1));
  Park(NewEvent(2, 1, Change::CREATED));
  EXPECT_EQ(PurgeDeadLetters(database_.get(), &clock_).value(), 0);
  clock_.Advance(absl::Hours(2));
  EXPECT_EQ(PurgeDeadLetters(database_.get(), &clock_).value(), 2);
  EXPECT_THAT(KindsOf(2, 50), ElementsAre("1 CREATED"));
}

}  // namespace
}  // namespace guanxi::events
