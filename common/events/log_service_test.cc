#include "common/events/log_service.h"

#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "common/events/partition.h"
#include "common/events/testing.h"
#include "gmock/gmock.h"

namespace guanxi::events {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class LogServiceTest : public EventsTest {
 protected:
  // Ten events of one record, in the log.
  LogServiceTest() : partition_(PartitionOf(tenant_.bytes(), record_.bytes())) {
    WriteVersions(tenant_, record_, 10);
    EXPECT_EQ(RelayAll(), 10);
  }
  event::v1::ReadPartitionsRequest Request(int64_t after) {
    event::v1::ReadPartitionsRequest request;
    request.set_consumer("side.test");
    event::v1::PartitionCursor& cursor = *request.add_cursors();
    cursor.set_partition(partition_);
    cursor.set_log_id(std::string(log_.Id().value().bytes()));
    cursor.set_after(after);
    return request;
  }
  static std::vector<std::string> ViolatedFields(const absl::Status& status) {
    std::vector<std::string> fields;
    for (const auto& violation : FieldViolations(status)) fields.push_back(violation.path);
    return fields;
  }

  const Uuid record_ = DeriveUuid("record", "a");
  const int partition_;
};

TEST_F(LogServiceTest, WhoeverReadsTellsHowFarHeHasCome) {
  ASSERT_THAT(Read(Request(4)), IsOk());
  const char* const reported = "SELECT position FROM event_readers WHERE consumer = 'side.test'";
  EXPECT_EQ(Number(database_.get(), reported), 4);
  // Written down now and then.
  ASSERT_THAT(Read(Request(5)), IsOk());
  EXPECT_EQ(Number(database_.get(), reported), 4);
  clock_.Advance(absl::Seconds(6));
  ASSERT_THAT(Read(Request(6)), IsOk());
  EXPECT_EQ(Number(database_.get(), reported), 6);
}

TEST_F(LogServiceTest, OnlyServicesReadIt) {
  rpc::Call call = CallOfService();
  call.principal.subject = "users/018f0000-0000-7000-8000-000000000001";
  EXPECT_THAT(service_.ReadPartitions(call, Request(0)), HasReason("SERVICES_ONLY"));
  EXPECT_THAT(service_.ReadRecords(call, {}), HasReason("SERVICES_ONLY"));
  EXPECT_THAT(service_.ReadHistories(call, {}), HasReason("SERVICES_ONLY"));
  EXPECT_THAT(service_.BatchGetRecords(call, {}), HasReason("SERVICES_ONLY"));
  // A program of a tenant's that may do everything there.
  call = CallOfService();
  call.principal.tenant = tenant_;
  EXPECT_THAT(service_.ReadPartitions(call, Request(0)), HasReason("SERVICES_ONLY"));
  EXPECT_THAT(service_.ReadRecords(call, {}), HasReason("SERVICES_ONLY"));
  EXPECT_THAT(service_.ReadHistories(call, {}), HasReason("SERVICES_ONLY"));
  EXPECT_THAT(service_.BatchGetRecords(call, {}), HasReason("SERVICES_ONLY"));
}

TEST_F(LogServiceTest, RequestsThatMakeNoSenseAreRefusedByField) {
  event::v1::ReadPartitionsRequest request = Request(0);
  *request.add_cursors() = request.cursors(0);
  event::v1::PartitionCursor& cursor = *request.add_cursors();
  cursor.set_partition(16);
  cursor.set_log_id("short");
  cursor.set_after(-1);
  request.set_consumer("Not a name");
  request.set_limit(1001);
  const auto response = Read(request);
  EXPECT_THAT(response, HasReason("INVALID_FIELD"));
  EXPECT_THAT(ViolatedFields(response.status()),
              UnorderedElementsAre("consumer", "cursors[1].partition", "cursors[2].partition",
                                   "cursors[2].log_id", "cursors[2].after", "limit"));
  request = Request(0);
  request.clear_cursors();
  EXPECT_THAT(ViolatedFields(Read(request).status()), ElementsAre("cursors"));
  while (request.cursors_size() <= kPartitions) request.add_cursors();
  EXPECT_THAT(ViolatedFields(Read(request).status()), Contains("cursors"));

  event::v1::BatchGetRecordsRequest records;
  records.set_tenant_id("short");
  auto refused = service_.BatchGetRecords(CallOfService(), records);
  EXPECT_THAT(ViolatedFields(refused.status()), UnorderedElementsAre("tenant_id", "ids"));
  records.set_tenant_id(std::string(tenant_.bytes()));
  records.add_ids(std::string(record_.bytes()));
  records.add_ids("short");
  refused = service_.BatchGetRecords(CallOfService(), records);
  EXPECT_THAT(ViolatedFields(refused.status()), ElementsAre("ids[1]"));
  records.mutable_ids()->RemoveLast();
  refused = service_.BatchGetRecords(CallOfService(), records);
  EXPECT_THAT(ViolatedFields(refused.status()), ElementsAre("resource_type"));
}

}  // namespace
}  // namespace guanxi::events
