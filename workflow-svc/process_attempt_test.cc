// Several who ask for an approval of one record: for the same submission of it, and for others.
#include <string>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

class ProcessAttemptTest : public ::testing::Test {
 protected:
  ProcessAttemptTest() {
    v1::CreateApprovalPolicyRequest create;
    auto& policy = *create.mutable_approval_policy();
    policy.set_display_name("all");
    policy.set_subject_type(ProcessWorld::kSubjectType);
    policy.set_definition(
        world_.Active(world_.Approve("legal", {"li"}) +
                          " fields { id: 'urgent' display_name: 'urgent' type: BOOL }",
                      ProcessWorld::kSubjectType));
    policy.set_enabled(true);
    EXPECT_THAT(world_.service.catalog->Of<v1::ApprovalPolicy>().Create<v1::ApprovalPolicy>(
                    world_.As("admin"), create),
                IsOk());
  }
  absl::StatusOr<v1::ProcessInstance> Ask(const std::string& letter, const std::string& attempt,
                                          const std::string& urgent = "") {
    v1::RequestApprovalRequest request;
    request.set_subject("contracts/018f0000-0000-7000-8000-000000000001");
    request.set_subject_type(ProcessWorld::kSubjectType);
    if (!urgent.empty()) (*request.mutable_content())["urgent"].add_values(urgent);
    request.set_attempt(attempt);
    request.set_request_id(world_.NewId());
    return world_.service.processes->instances.RequestApproval(world_.ActingFor(letter), request);
  }

  ProcessWorld world_;
};

TEST_F(ProcessAttemptTest, WhoAsksForTheSameSubmissionGetsTheFirstOnesApproval) {
  const std::string attempt = world_.NewId();
  const auto first = Ask("an", attempt, "true");
  ASSERT_THAT(first, IsOk());
  const auto second = Ask("cai", attempt, "true");
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->name(), first->name());
  EXPECT_EQ(second->initiator(), world_.User("an"));
  EXPECT_EQ(world_.Tasks("li").size(), 1u);
}

TEST_F(ProcessAttemptTest, AnotherFormOrAnotherSubmissionIsNotTakenForIt) {
  const std::string attempt = world_.NewId();
  ASSERT_THAT(Ask("an", attempt, "true"), IsOk());
  EXPECT_THAT(Ask("cai", attempt, "false"), HasReason("APPROVAL_RUNNING"));
  EXPECT_THAT(Ask("cai", world_.NewId(), "true"), HasReason("APPROVAL_RUNNING"));
  EXPECT_THAT(Ask("cai", "", "true"), HasReason("APPROVAL_RUNNING"));
  // Once that one has ended it is another approval.
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_THAT(Ask("cai", world_.NewId(), "true"), IsOk());
}

// People submit the record, and its service says what it holds.
TEST_F(ProcessAttemptTest, NobodyAsksForHimself) {
  auto& instances = world_.service.processes->instances;
  v1::RequestApprovalRequest request;
  request.set_subject("contracts/018f0000-0000-7000-8000-000000000001");
  request.set_subject_type(ProcessWorld::kSubjectType);
  request.set_request_id(world_.NewId());
  EXPECT_THAT(instances.RequestApproval(world_.As("an"), request), HasReason("SERVICES_ONLY"));
  EXPECT_TRUE(world_.Tasks("li").empty());
  ASSERT_THAT(Ask("an", ""), IsOk());
  v1::GetApprovalLockRequest look;
  look.set_subject(request.subject());
  EXPECT_THAT(instances.GetApprovalLock(world_.As("an"), look), HasReason("SERVICES_ONLY"));
  v1::ReportSubjectChangeRequest change;
  change.set_subject(request.subject());
  change.set_request_id(world_.NewId());
  EXPECT_THAT(instances.ReportSubjectChange(world_.As("an"), change), HasReason("SERVICES_ONLY"));
  EXPECT_EQ(world_.Tasks("li").size(), 1u);
}

TEST_F(ProcessAttemptTest, WhatIsOfNoSubmissionIsJoinedByNobody) {
  ASSERT_THAT(Ask("an", ""), IsOk());
  EXPECT_THAT(Ask("cai", ""), HasReason("APPROVAL_RUNNING"));
}

}  // namespace
}  // namespace guanxi::workflow
