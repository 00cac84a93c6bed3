// Requests to read out more than that.
#include <string>

#include "common/errors/errors.h"
#include "customer-svc/access/data_access_testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using type::v1::Approval;
using v1::DataAccessRequest;

TEST_F(DataAccessTest, AnApprovedRequestIsUsedUpToItsLimit) {
  const rpc::Call call = CallWith({kRole});
  const auto written = Write(10, call);
  ASSERT_THAT(written, IsOk());
  EXPECT_EQ(written->owner(), call.principal.subject);
  EXPECT_EQ(Reason(Use(written->name(), 1, call)), "DATA_ACCESS_NOT_APPROVED");
  const std::string name = Approved(10, call);
  ASSERT_FALSE(workflow_.requests().empty());
  const auto asked = workflow_.requests().back();
  EXPECT_EQ(asked.subject_type(), "guanxi.dev/DataAccessRequest");
  EXPECT_EQ(asked.snapshot().at("record_limit").values(0), "10");
  EXPECT_EQ(asked.snapshot().at("purpose").values(0), "五一活动短信名单");
  EXPECT_THAT(Use(name, 6, call), IsOk());
  EXPECT_EQ(Reason(Use(name, 5, call)), "DATA_ACCESS_USED_UP");
  EXPECT_THAT(Use(name, 4, call), IsOk());
  EXPECT_EQ(Get(name).used_records(), 10);
  EXPECT_EQ(Get(name).approval().state(), Approval::APPROVED);
}

TEST_F(DataAccessTest, APageBeyondTheLimitCountsAgainstAnApprovedRequest) {
  Limit(kRole, 8);
  const rpc::Call call = CallWith({kRole});
  EXPECT_THAT(List(call, 6), IsOk());
  EXPECT_EQ(Reason(List(call, 3)), "DATA_ACCESS_LIMIT");
  const std::string name = Approved(10, call);
  EXPECT_THAT(List(call, 3), IsOk());
  EXPECT_EQ(Get(name).used_records(), 3);
  // What the day has room for still counts there.
  EXPECT_THAT(List(call, 2), IsOk());
  EXPECT_EQ(Get(name).used_records(), 3);
  EXPECT_THAT(List(call, 6), IsOk());
  EXPECT_EQ(Reason(List(call, 2)), "DATA_ACCESS_LIMIT");
  EXPECT_EQ(Get(name).used_records(), 9);
  // Of several the one that is over first, and has room for the whole page.
  service_.clock.Advance(absl::Minutes(10));
  const std::string later = Approved(10, call);
  EXPECT_THAT(List(call, 1), IsOk());
  EXPECT_THAT(List(call, 2), IsOk());
  EXPECT_EQ(Get(name).used_records(), 10);
  EXPECT_EQ(Get(later).used_records(), 2);
}

TEST_F(DataAccessTest, NoPageCountsAgainstWhatIsAnothersOrOver) {
  Limit(kRole, 6);
  Approved(100, CallWith({kRole}));
  const rpc::Call bob = CallWith({kRole}, "bob");
  EXPECT_THAT(List(bob, 6), IsOk());
  EXPECT_EQ(Reason(List(bob, 1)), "DATA_ACCESS_LIMIT");
  service_.clock.Advance(absl::Hours(49));
  const rpc::Call call = CallWith({kRole});
  EXPECT_THAT(List(call, 6), IsOk());
  EXPECT_EQ(Reason(List(call, 1)), "DATA_ACCESS_LIMIT");
}

TEST_F(DataAccessTest, ItIsItsOwnersUntilItsTimeIsOver) {
  const rpc::Call call = CallWith({kRole});
  const std::string name = Approved(10, call);
  EXPECT_EQ(Reason(Use(name, 1, CallWith({kRole}, "bob"))), "NOT_REQUEST_OWNER");
  service_.clock.Advance(absl::Hours(49));
  EXPECT_EQ(Reason(Use(name, 1, call)), "DATA_ACCESS_REQUEST_OVER");
}

TEST_F(DataAccessTest, AnotherContentNeedsAnotherApproval) {
  const rpc::Call call = CallWith({kRole});
  const std::string name = Approved(10, call);
  v1::UpdateDataAccessRequestRequest request;
  request.mutable_data_access_request()->set_name(name);
  request.mutable_data_access_request()->set_record_limit(1000);
  request.mutable_update_mask()->add_paths("record_limit");
  ASSERT_THAT(service_.catalog->Of<DataAccessRequest>().Update<DataAccessRequest>(call, request),
              IsOk());
  EXPECT_EQ(Get(name).approval().state(), Approval::WITHDRAWN);
  EXPECT_EQ(Reason(Use(name, 1, call)), "DATA_ACCESS_NOT_APPROVED");
}

TEST_F(DataAccessTest, WhatTheProcessGoesByIsLocked) {
  workflow_.Lock({"record_limit"});
  const rpc::Call call = CallWith({kRole});
  const std::string name = Submit(Write(10, call)->name(), call)->name();
  v1::UpdateDataAccessRequestRequest request;
  request.mutable_data_access_request()->set_name(name);
  request.mutable_data_access_request()->set_record_limit(1000);
  request.mutable_update_mask()->add_paths("record_limit");
  const auto& all = service_.catalog->Of<DataAccessRequest>();
  EXPECT_EQ(Reason(all.Update<DataAccessRequest>(call, request).status()), "APPROVAL_LOCKED");
  v1::BatchUpdateDataAccessRequestsRequest batch;
  *batch.add_requests() = request;
  EXPECT_EQ(
      Reason(all.BatchUpdate<v1::BatchUpdateDataAccessRequestsResponse>(call, batch).status()),
      "APPROVAL_LOCKED");
  EXPECT_EQ(Get(name).record_limit(), 10);
  EXPECT_EQ(Reason(Use(name, 1, call)), "DATA_ACCESS_NOT_APPROVED");
}

TEST_F(DataAccessTest, OnlyWhoHasWrittenItSubmitsIt) {
  const auto written = Write(10, CallWith({kRole}));
  EXPECT_EQ(Reason(Submit(written->name(), CallWith({kRole}, "bob")).status()),
            "NOT_REQUEST_OWNER");
  service_.clock.Advance(absl::Hours(49));
  EXPECT_EQ(Reason(Submit(written->name(), CallWith({kRole})).status()),
            "DATA_ACCESS_REQUEST_OVER");
}

TEST_F(DataAccessTest, NoPolicyIsNoApproval) {
  const rpc::Call call = CallWith({kRole});
  const auto written = Write(10, call);
  workflow_.AnswerWith(FailedPrecondition("NO_APPROVAL_POLICY", written->name(), "none holds"));
  EXPECT_EQ(Reason(Submit(written->name(), call).status()), "NO_APPROVAL_POLICY");
  EXPECT_EQ(Reason(Use(written->name(), 1, call)), "DATA_ACCESS_NOT_APPROVED");
}

TEST_F(DataAccessTest, CountsHaveBounds) {
  const rpc::Call call = CallWith({kRole});
  EXPECT_THAT(Write(0, call),
              StatusIs(absl::StatusCode::kInvalidArgument, ::testing::HasSubstr("record_limit")));
  EXPECT_THAT(Write(1'000'001, call), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace guanxi::customer
