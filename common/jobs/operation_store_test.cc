#include "common/jobs/operation_store.h"

#include <string>

#include "absl/time/time.h"
#include "common/db/sql_lint.h"
#include "common/jobs/queries.h"
#include "common/jobs/testing.h"
#include "common/testing/breaking_proxy.h"
#include "gmock/gmock.h"
#include "google/longrunning/operations.pb.h"
#include "gtest/gtest.h"

namespace guanxi::jobs {
namespace {

using ::testing::SizeIs;

TEST_F(JobsTest, AnOperationIsSeenByWhoStartedItAlone) {
  const auto operation = Create(alice_);
  ASSERT_THAT(operation, IsOk());
  EXPECT_THAT(store_.Get(alice_, operation->id), IsOk());
  Principal colleague = alice_;
  colleague.subject = "users/carol";
  EXPECT_THAT(store_.Get(colleague, operation->id), HasReason("OPERATION_NOT_FOUND"));
  EXPECT_THAT(store_.Get(bob_, operation->id), HasReason("OPERATION_NOT_FOUND"));
  EXPECT_THAT(store_.Cancel(bob_, operation->id), HasReason("OPERATION_NOT_FOUND"));
  EXPECT_THAT(store_.Delete(colleague, operation->id), HasReason("OPERATION_NOT_FOUND"));
}

TEST_F(JobsTest, NobodyStartsOneOnSomebodysBehalf) {
  Principal principal = alice_;
  principal.actor = "clients/018f0000-0000-7000-8000-000000000001";
  EXPECT_THAT(Create(principal), HasReason("NOT_ON_BEHALF"));
}

TEST_F(JobsTest, ARepeatedRequestReturnsTheFirstOperation) {
  const std::string request_id = ids_.Next().ToString();
  const auto first = Create(alice_, request_id);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(Create(alice_, request_id)->id, first->id);
  EXPECT_NE(Create(bob_, request_id)->id, first->id);

  NewOperation other;
  other.kind = "count";
  other.principal = alice_;
  other.request_id = request_id;
  other.request_hash = std::string(32, 'x');
  EXPECT_THAT(store_.Create(other), HasReason("REQUEST_ID_REUSED"));
}

// What became of an unconfirmed COMMIT is found by the operation's own id, too.
TEST_F(JobsTest, AnUnconfirmedCommitQueuesOneOperation) {
  const auto proxy = BreakingProxy::Start(server_.socket).value();
  db::Options options{server_};
  options.server.socket = proxy->socket();
  const auto database = db::Database::Create(options).value();
  OperationStore store(database.get(), &clock_, &ids_);
  NewOperation operation;
  operation.kind = "count";
  operation.principal = alice_;
  operation.request_hash = std::string(32, 'h');
  size_t queued = 0;
  for (const auto moment :
       {BreakingProxy::Moment::kBeforeRequest, BreakingProxy::Moment::kBeforeReply}) {
    for (const std::string& request_id : {std::string(), ids_.Next().ToString()}) {
      operation.request_id = request_id;
      proxy->BreakAt(
          "\x03"
          "COMMIT",
          moment);
      EXPECT_THAT(store.Create(operation), IsOk());
      EXPECT_THAT(*store_.List(alice_, Uuid(), 10), SizeIs(++queued));
    }
  }
  EXPECT_EQ(proxy->breaks(), 4);
}

// An operation that may be queued is not reported as absent.
TEST_F(JobsTest, AnOutcomeThatStaysUnknownIsUnavailable) {
  const auto proxy = BreakingProxy::Start(server_.socket).value();
  db::Options options{server_};
  options.server.socket = proxy->socket();
  const auto database = db::Database::Create(options).value();
  OperationStore store(database.get(), &clock_, &ids_);
  NewOperation operation;
  operation.kind = "count";
  operation.principal = alice_;
  operation.request_hash = std::string(32, 'h');
  proxy->BreakAt(
      "\x03"
      "COMMIT",
      BreakingProxy::Moment::kBeforeRequest);
  proxy->BreakAt(
      "\x03"
      "COMMIT",
      BreakingProxy::Moment::kBeforeRequest);
  EXPECT_THAT(store.Create(operation), HasReason("COMMIT_UNKNOWN"));
}

TEST_F(JobsTest, ListsNewestFirstInPages) {
  std::vector<Uuid> created;
  for (int i = 0; i < 5; ++i) created.push_back(Create(alice_)->id);
  ASSERT_THAT(Create(bob_), IsOk());
  const auto page = store_.List(alice_, Uuid(), 3);
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(*page, SizeIs(3));
  EXPECT_EQ((*page)[0].id, created[4]);
  const auto rest = store_.List(alice_, (*page)[2].id, 3);
  ASSERT_THAT(*rest, SizeIs(2));
  EXPECT_EQ((*rest)[1].id, created[0]);
}

TEST_F(JobsTest, ATenantMayHaveSoManyUnfinished) {
  OperationStore store(database_.get(), &clock_, &ids_, {/*max_active_per_tenant=*/2});
  NewOperation operation;
  operation.kind = "count";
  operation.principal = alice_;
  operation.request_hash = std::string(32, 'h');
  ASSERT_THAT(store.Create(operation), IsOk());
  ASSERT_THAT(store.Create(operation), IsOk());
  EXPECT_THAT(store.Create(operation), HasReason("TOO_MANY_OPERATIONS"));
  operation.principal = bob_;
  EXPECT_THAT(store.Create(operation), IsOk());
}

TEST_F(JobsTest, DeletesWhatIsDoneAndForgetsItIn30Days) {
  const auto operation = Create(alice_);
  EXPECT_THAT(store_.Delete(alice_, operation->id), HasReason("OPERATION_NOT_DONE"));
  const auto claimed = leases_.Claim();
  ASSERT_THAT(leases_.Finish(**claimed, google::protobuf::Int64Value()), IsOk());
  EXPECT_THAT(store_.Delete(alice_, operation->id), IsOk());
  EXPECT_THAT(store_.Get(alice_, operation->id), HasReason("OPERATION_NOT_FOUND"));

  const auto kept = Create(alice_);
  ASSERT_THAT(leases_.Finish(**leases_.Claim(), google::protobuf::Int64Value()), IsOk());
  const auto active = Create(alice_);
  clock_.Advance(absl::Hours(29 * 24));
  EXPECT_EQ(store_.PurgeExpired().value(), 0);
  clock_.Advance(absl::Hours(2 * 24));
  EXPECT_EQ(store_.PurgeExpired().value(), 1);
  EXPECT_THAT(store_.Get(alice_, kept->id), HasReason("OPERATION_NOT_FOUND"));
  EXPECT_THAT(store_.Get(alice_, active->id), IsOk());
}

TEST_F(JobsTest, ShowsResponseErrorAndMetadata) {
  google::protobuf::Int64Value seven;
  seven.set_value(7);
  const auto good = Create(alice_);
  ASSERT_THAT(leases_.Finish(**leases_.Claim(), seven), IsOk());
  google::longrunning::Operation proto = Fetch(*good);
  EXPECT_TRUE(proto.done());
  google::protobuf::Int64Value response;
  ASSERT_TRUE(proto.response().UnpackTo(&response));
  EXPECT_EQ(response.value(), 7);
  EXPECT_TRUE(proto.metadata().Is<google::protobuf::Int64Value>());
  EXPECT_EQ(proto.name(), MakeOperationName(good->id));

  const auto bad = Create(alice_);
  ASSERT_THAT(leases_.Finish(**leases_.Claim(), InvalidField("columns", "is unknown")), IsOk());
  proto = Fetch(*bad);
  EXPECT_TRUE(proto.done());
  EXPECT_EQ(proto.error().code(), static_cast<int>(absl::StatusCode::kInvalidArgument));
  EXPECT_GT(proto.error().details_size(), 0);
}

TEST(Queries, AreReadyForManyMachines) {
  EXPECT_THAT(db::LintQueries(AllQueries()), ::testing::IsEmpty());
}

}  // namespace
}  // namespace guanxi::jobs
