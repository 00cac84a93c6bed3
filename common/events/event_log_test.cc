#include "common/events/event_log.h"

#include "absl/strings/str_cat.h"
#include "common/db/sql_lint.h"
#include "common/events/queries.h"
#include "common/events/testing.h"
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
  event::v1::ReadPartitionRequest Request(int64_t after) {
    event::v1::ReadPartitionRequest request;
    request.set_consumer("side.test");
    request.set_partition(partition_);
    request.set_log_id(std::string(log_.Id().value().bytes()));
    request.set_after(after);
    return request;
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

TEST_F(EventLogTest, EventsStayAWeekAndUntilTheyAreRead) {
  clock_.Advance(kKeepEvents - absl::Minutes(1));
  EXPECT_EQ(log_.Trim().value(), 0);
  const Uuid id = log_.Id().value();
  ASSERT_THAT(log_.Report("fast", partition_, id, 9), IsOk());
  ASSERT_THAT(log_.Report("slow", partition_, id, 3), IsOk());
  clock_.Advance(absl::Minutes(2));
  EXPECT_EQ(log_.Trim().value(), 3);
  EXPECT_EQ(Read(3).trimmed, 3);
  EXPECT_THAT(Read(3).events, SizeIs(7));
  // Behind what was removed there is a gap, and it shows.
  EXPECT_EQ(Read(2).trimmed, 3);
  EXPECT_THAT(Read(2).events, IsEmpty());
  // Reports of another log count for nothing: who made them has to begin anew.
  ASSERT_THAT(log_.Report("slow", partition_, ids_.Next(), 3), IsOk());
  EXPECT_EQ(log_.Trim().value(), 6);
}

TEST_F(EventLogTest, WhatNobodyReadsGoesAfterAMonth) {
  const Uuid id = log_.Id().value();
  ASSERT_THAT(log_.Report("slow", partition_, id, 0), IsOk());
  clock_.Advance(kKeepUnread - absl::Minutes(1));
  ASSERT_THAT(log_.Report("slow", partition_, id, 0), IsOk());
  EXPECT_EQ(log_.Trim().value(), 0);
  clock_.Advance(absl::Minutes(2));
  EXPECT_EQ(log_.Trim().value(), 10);
  EXPECT_EQ(Read(10).trimmed, 10);
  EXPECT_EQ(Read(10).head, 10);
}

TEST_F(EventLogTest, WhoeverReadsTellsHowFarHeHasCome) {
  ASSERT_THAT(EventsTest::Read(Request(4)), IsOk());
  const char* const reported = "SELECT position FROM event_readers WHERE consumer = 'side.test'";
  EXPECT_EQ(Number(database_.get(), reported), 4);
  // Written down now and then.
  ASSERT_THAT(EventsTest::Read(Request(5)), IsOk());
  EXPECT_EQ(Number(database_.get(), reported), 4);
  clock_.Advance(absl::Seconds(6));
  ASSERT_THAT(EventsTest::Read(Request(6)), IsOk());
  EXPECT_EQ(Number(database_.get(), reported), 6);
}

TEST_F(EventLogTest, OnlyServicesReadIt) {
  rpc::Call call = CallOfService();
  call.principal.subject = "users/018f0000-0000-7000-8000-000000000001";
  EXPECT_THAT(service_.ReadPartition(call, Request(0)), HasReason("SERVICES_ONLY"));
  EXPECT_THAT(service_.ReadRecords(call, {}), HasReason("SERVICES_ONLY"));
  // A program of a tenant's that may do everything there.
  call = CallOfService();
  call.principal.tenant = tenant_;
  EXPECT_THAT(service_.ReadPartition(call, Request(0)), HasReason("SERVICES_ONLY"));
  EXPECT_THAT(service_.ReadRecords(call, {}), HasReason("SERVICES_ONLY"));
}

TEST_F(EventLogTest, RequestsThatMakeNoSenseAreRefusedByField) {
  event::v1::ReadPartitionRequest request = Request(0);
  request.set_consumer("Not a name");
  request.set_partition(16);
  request.set_log_id("short");
  request.set_after(-1);
  request.set_limit(1001);
  const auto response = EventsTest::Read(request);
  EXPECT_THAT(response, HasReason("INVALID_FIELD"));
  EXPECT_THAT(FieldViolations(response.status()), SizeIs(5));
}

TEST_F(EventLogTest, EveryStatementBindsItsTenantOrIsOneOfTheLog) {
  EXPECT_THAT(db::LintQueries(AllQueries()), IsEmpty());
  for (const db::InsertQuery& insert : AllInserts()) {
    EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
  }
}

}  // namespace
}  // namespace guanxi::events
