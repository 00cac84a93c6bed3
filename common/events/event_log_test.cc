#include "common/events/event_log.h"

#include <string>
#include <thread>

#include "common/base/status_macros.h"
#include "common/db/sql_lint.h"
#include "common/events/queries.h"
#include "common/events/testing.h"
#include "common/testing/eventually.h"
#include "gmock/gmock.h"

namespace guanxi::events {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class EventLogTest : public EventsTest {
 protected:
  // Ten events of one record, in the log.
  EventLogTest() : partition_(PartitionOf(tenant_.bytes(), record_.bytes())) {
    WriteVersions(tenant_, record_, 10);
    EXPECT_EQ(RelayAll(), 10);
  }
  Section Read(int64_t after, int limit = kMaxRead, const Uuid& log = Uuid()) {
    return log_.Read(partition_, log, after, limit).value();
  }
  absl::Status Report(const std::string& consumer, int64_t position, const Uuid& log) {
    return log_.Report(consumer, {{{partition_, log, position}, /*behind=*/0}});
  }
  Uuid RecordInAnother() const {
    int i = 0;
    while (PartitionOf(tenant_.bytes(), Record(i).bytes()) == partition_) ++i;
    return Record(i);
  }

  const Uuid record_ = DeriveUuid("record", "a");
  const int partition_;
};

TEST_F(EventLogTest, ASectionBeginsBehindAPosition) {
  const Section section = Read(4, /*limit=*/3);
  EXPECT_EQ(section.head, 10);
  EXPECT_EQ(section.trimmed, 0);
  ASSERT_THAT(section.events, SizeIs(3));
  EXPECT_EQ(section.events[0].position(), 5);
  EXPECT_EQ(section.events[0].sequence(), 5);
  EXPECT_EQ(section.events[0].changed_fields_size(), 2);
  EXPECT_THAT(Read(10).events, IsEmpty());
}

TEST_F(EventLogTest, EventsSayBelowWhatTheirRecordsLie) {
  EXPECT_EQ(Read(9).events[0].parent_ids(), "");
  const std::string parents(DeriveUuid("parent", "a").bytes());
  Write({{tenant_, record_, 11, Uuid(), "body", "", parents}});
  RelayAll();
  EXPECT_EQ(Read(10).events[0].parent_ids(), parents);
}

TEST_F(EventLogTest, ASectionIsBoundedByItsBytes) {
  Write({{tenant_, record_, 11, Uuid(), std::string(kMaxReadBytes - 5, 'x')},
         {tenant_, record_, 12, Uuid(), std::string(kMaxReadBytes + 1, 'x')}});
  RelayAll();
  EXPECT_THAT(Read(8).events, SizeIs(2));   // 9 and 10
  EXPECT_THAT(Read(10).events, SizeIs(1));  // each of the large ones by itself
  EXPECT_THAT(Read(11).events, SizeIs(1));
}

// What an answer holds is bounded over all partitions, none of which starves the others.
TEST_F(EventLogTest, PartitionsShareTheRoomOfOneRead) {
  const Uuid other = RecordInAnother();
  const int its = PartitionOf(tenant_.bytes(), other.bytes());
  const std::string large(2 * kMaxReadBytes / 7, 'x');
  Write({{tenant_, record_, 11, Uuid(), large},
         {tenant_, record_, 12, Uuid(), large},
         {tenant_, record_, 13, Uuid(), large},
         {tenant_, other, 1, Uuid(), large},
         {tenant_, other, 2, Uuid(), large},
         {tenant_, other, 3, Uuid(), large}});
  RelayAll();
  const auto both = [&](int64_t after, int64_t after_other, int limit = kMaxRead) {
    return log_.ReadAll({{partition_, Uuid(), after}, {its, Uuid(), after_other}}, limit).value();
  };
  std::vector<Section> sections = both(10, 0);
  ASSERT_THAT(sections, SizeIs(2));
  EXPECT_THAT(sections[0].events, SizeIs(2));
  ASSERT_THAT(sections[1].events, SizeIs(1));
  EXPECT_EQ(sections[1].events[0].position(), 1);
  EXPECT_EQ(sections[0].head, 13);
  EXPECT_EQ(sections[1].head, 3);
  sections = both(0, 3, /*limit=*/4);
  ASSERT_THAT(sections[0].events, SizeIs(4));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(sections[0].events[i].position(), i + 1);
  EXPECT_THAT(sections[1].events, IsEmpty());
  // One of them tells that the log has lost its end: that is so for both.
  const Uuid id = log_.Id().value();
  sections = log_.ReadAll({{partition_, id, 10}, {its, id, 4}}, kMaxRead).value();
  for (const Section& section : sections) {
    EXPECT_NE(section.log, id);
    EXPECT_THAT(section.events, IsEmpty());
  }
}

TEST_F(EventLogTest, APositionInAnotherLogGetsNoEvents) {
  const Section section = Read(4, kMaxRead, ids_.Next());
  EXPECT_THAT(section.events, IsEmpty());
  EXPECT_EQ(section.log, log_.Id().value());
}

TEST_F(EventLogTest, RenewedItIsAnotherLogThatGoesOnCounting) {
  const Uuid old = log_.Id().value();
  ASSERT_THAT(log_.Renew(), IsOk());
  EXPECT_NE(log_.Id().value(), old);
  EXPECT_THAT(Read(4, kMaxRead, old).events, IsEmpty());
  WriteVersions(tenant_, record_, 1, /*first=*/11);
  RelayAll();
  EXPECT_EQ(Read(10).head, 11);
}

// As after a back-up was restored: consumers are ahead of it.
TEST_F(EventLogTest, ALogThatHasLostItsEndBecomesAnother) {
  const Uuid old = log_.Id().value();
  EXPECT_EQ(Read(10, kMaxRead, old).log, old);
  const Section section = Read(11, kMaxRead, old);
  EXPECT_NE(section.log, old);
  EXPECT_EQ(section.log, log_.Id().value());
  EXPECT_THAT(section.events, IsEmpty());
}

// As a node of a cluster shows it that has yet to hear of the last events.
TEST_F(EventLogTest, ALogThatIsLateStaysTheSame) {
  const Uuid id = log_.Id().value();
  std::thread reader;
  Section section;
  const auto write = [&](db::Transaction& tx) -> absl::Status {
    for (const char* sql : {"UPDATE event_logs SET epoch = epoch + 1",
                            "UPDATE event_partitions SET head = 13 WHERE head = 10"}) {
      GUANXI_RETURN_IF_ERROR(tx.Execute({"test.relay", sql, /*infrastructure=*/true}, {}).status());
    }
    if (!reader.joinable()) {
      reader = std::thread([&] { section = Read(13, kMaxRead, id); });
    }
    // InnoDB looks anew after 100 ms of rest.
    EXPECT_TRUE(Eventually(
        [&] {
          return Number(database_.get(),
                        "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = "
                        "'LOCK WAIT'") > 0;
        },
        absl::Seconds(20), absl::Milliseconds(200)));
    return absl::OkStatus();
  };
  EXPECT_THAT(database_->ReadWrite({}, write), IsOk());
  reader.join();
  EXPECT_EQ(section.log, id);
  EXPECT_THAT(section.events, IsEmpty());
  EXPECT_EQ(log_.Id().value(), id);
  EXPECT_NE(Read(14, kMaxRead, id).log, id);
}

TEST_F(EventLogTest, EventsStayAWeekAndUntilTheyAreRead) {
  clock_.Advance(kKeepEvents - absl::Minutes(1));
  EXPECT_EQ(log_.Trim().value(), 0);
  const Uuid id = log_.Id().value();
  ASSERT_THAT(Report("fast", 9, id), IsOk());
  ASSERT_THAT(Report("slow", 3, id), IsOk());
  clock_.Advance(absl::Minutes(2));
  EXPECT_EQ(log_.Trim().value(), 3);
  EXPECT_EQ(Read(3).trimmed, 3);
  EXPECT_THAT(Read(3).events, SizeIs(7));
  // Behind what was removed there is a gap, and it shows.
  EXPECT_EQ(Read(2).trimmed, 3);
  EXPECT_THAT(Read(2).events, IsEmpty());
  // Reports of another log count for nothing: who made them has to begin anew.
  ASSERT_THAT(Report("slow", 3, ids_.Next()), IsOk());
  EXPECT_EQ(log_.Trim().value(), 6);
}

TEST_F(EventLogTest, WhatNobodyReadsGoesAfterAMonth) {
  const Uuid id = log_.Id().value();
  ASSERT_THAT(Report("slow", 0, id), IsOk());
  clock_.Advance(kKeepUnread - absl::Minutes(1));
  ASSERT_THAT(Report("slow", 0, id), IsOk());
  EXPECT_EQ(log_.Trim().value(), 0);
  clock_.Advance(absl::Minutes(2));
  EXPECT_EQ(log_.Trim().value(), 10);
  EXPECT_EQ(Read(10).trimmed, 10);
  EXPECT_EQ(Read(10).head, 10);
}

TEST_F(EventLogTest, EveryStatementBindsItsTenantOrIsOneOfTheLog) {
  EXPECT_THAT(db::LintQueries(AllQueries()), IsEmpty());
  for (const db::InsertQuery& insert : AllInserts()) {
    EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
  }
}

}  // namespace
}  // namespace guanxi::events
