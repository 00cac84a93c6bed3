// Many tasks at once, those who stand in for others, and records that want approval.
#include <string>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::ProcessInstance;

constexpr char kAmount[] =
    " fields { id: 'amount' display_name: 'amount' type: MONEY subject_path: 'amount' }";

class ProcessInboxTest : public ::testing::Test {
 protected:
  absl::Status Delegate(const std::string& from, const std::string& to, absl::Duration start,
                        absl::Duration end) {
    v1::CreateDelegationRequest request;
    auto& delegation = *request.mutable_delegation();
    delegation.set_delegator(world_.User(from));
    delegation.set_deputy(world_.User(to));
    *delegation.mutable_start_time() = ToTimestamp(world_.service.clock.Now() + start);
    *delegation.mutable_end_time() = ToTimestamp(world_.service.clock.Now() + end);
    return world_.service.catalog->Of<v1::Delegation>()
        .Create<v1::Delegation>(world_.As(from), request)
        .status();
  }
  std::string AddPolicy(const std::string& definition, const std::string& condition, int priority) {
    v1::CreateApprovalPolicyRequest request;
    auto& policy = *request.mutable_approval_policy();
    policy.set_display_name("大额");
    policy.set_subject_type(ProcessWorld::kSubjectType);
    policy.set_definition(definition);
    policy.set_condition(condition);
    policy.set_priority(priority);
    policy.set_enabled(true);
    const auto made = world_.service.catalog->Of<v1::ApprovalPolicy>().Create<v1::ApprovalPolicy>(
        world_.As("admin"), request);
    EXPECT_THAT(made, IsOk());
    return made->name();
  }
  absl::StatusOr<ProcessInstance> Ask(const std::string& amount, const std::string& id) {
    v1::RequestApprovalRequest request;
    request.set_subject(subject_);
    request.set_subject_type(ProcessWorld::kSubjectType);
    if (!amount.empty()) (*request.mutable_snapshot())["amount"].add_values(amount);
    request.set_request_id(id);
    return world_.service.processes->instances.RequestApproval(world_.ActingFor("an"), request);
  }
  absl::StatusOr<v1::ApprovalLock> Lock() {
    v1::GetApprovalLockRequest request;
    request.set_subject(subject_);
    return world_.service.processes->instances.GetApprovalLock(world_.ActingFor("an"), request);
  }

  ProcessWorld world_;
  const std::string subject_ = "contracts/018f0000-0000-7000-8000-000000000001";
};

TEST_F(ProcessInboxTest, DecidesEachOfManyForItself) {
  const auto definition = world_.Active(world_.Approve("legal", {"li"}));
  world_.Start("an", definition);
  world_.Start("an", definition);
  const auto tasks = world_.Tasks("li");
  ASSERT_EQ(tasks.size(), 2u);
  ASSERT_THAT(world_.Say("li", tasks[0].name(), true), IsOk());
  v1::BatchDecideProcessTasksRequest request;
  for (const auto& task : tasks) {
    auto& decision = *request.add_decisions();
    decision.set_name(task.name());
    decision.set_approve(true);
  }
  const auto decided =
      world_.service.processes->tasks.BatchDecideProcessTasks(world_.As("li"), request);
  ASSERT_THAT(decided, IsOk());
  ASSERT_EQ(decided->results_size(), 2);
  EXPECT_EQ(decided->results(0).error().code(), 9);
  EXPECT_EQ(decided->results(1).process_task().outcome(), v1::ProcessTask::APPROVED);
}

TEST_F(ProcessInboxTest, CountsWhatLiesThere) {
  const auto definition = world_.Active(
      world_.Approve("legal", {"li"}, "limits { after { seconds: 3600 } action: REMIND }"));
  world_.Start("an", definition);
  world_.Start("li", definition);
  world_.service.Advance(absl::Hours(2));
  const auto counts = world_.service.processes->tasks.CountProcessTasks(
      world_.As("li"), v1::CountProcessTasksRequest());
  ASSERT_THAT(counts, IsOk());
  EXPECT_EQ(counts->open(), 2);
  EXPECT_EQ(counts->running(), 1);
  EXPECT_EQ(counts->claimable(), 0);
}

TEST_F(ProcessInboxTest, HandsOverWhatSomebodyLeavesBehind) {
  const auto definition = world_.Active(world_.Approve("legal", {"li"}));
  world_.Start("an", definition);
  world_.Start("an", definition);
  v1::HandOverProcessTasksRequest request;
  request.set_from_user(world_.User("li"));
  request.set_to_user(world_.User("cai"));
  const auto given =
      world_.service.processes->tasks.HandOverProcessTasks(world_.As("admin"), request);
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(given->process_tasks_size(), 2);
  EXPECT_FALSE(given->remaining());
  EXPECT_THAT(world_.Tasks("li"), IsEmpty());
  EXPECT_EQ(world_.Tasks("cai").size(), 2u);
}

TEST_F(ProcessInboxTest, DeputyGetsTheTasksWhileItIsInForce) {
  const auto definition = world_.Active(world_.Approve("legal", {"li"}));
  ASSERT_THAT(Delegate("li", "cai", absl::Hours(1), absl::Hours(3)), IsOk());
  world_.Start("an", definition);
  EXPECT_EQ(world_.Tasks("li").size(), 1u);
  world_.service.Advance(absl::Hours(2));
  world_.Start("an", definition);
  ASSERT_EQ(world_.Tasks("cai").size(), 1u);
  EXPECT_EQ(world_.Tasks("cai")[0].delegated_from(), world_.User("li"));
}

TEST_F(ProcessInboxTest, DelegationsThatCloseACircleAreRefused) {
  ASSERT_THAT(Delegate("li", "cai", absl::Hours(1), absl::Hours(3)), IsOk());
  ASSERT_THAT(Delegate("cai", "an", absl::Hours(2), absl::Hours(4)), IsOk());
  EXPECT_EQ(Reason(Delegate("an", "li", absl::Hours(2), absl::Hours(9))), "DELEGATION_CYCLE");
  EXPECT_THAT(Delegate("an", "li", absl::Hours(3), absl::Hours(9)), IsOk());
}

TEST_F(ProcessInboxTest, FirstPolicyThatHoldsSaysTheProcess) {
  const auto small =
      world_.Active(world_.Approve("legal", {"li"}) + kAmount, ProcessWorld::kSubjectType);
  const auto large =
      world_.Active(world_.Approve("board", {"cai"}) + kAmount, ProcessWorld::kSubjectType);
  EXPECT_EQ(Reason(Ask("5 CNY", world_.NewId()).status()), "NO_APPROVAL_POLICY");
  AddPolicy(small, "amount < \"100000 CNY\"", 2);
  AddPolicy(large, "amount >= \"100000 CNY\"", 1);
  EXPECT_EQ(Reason(Ask("5 USD", world_.NewId()).status()), "APPROVAL_UNDECIDABLE");
  EXPECT_EQ(Reason(Ask("", world_.NewId()).status()), "APPROVAL_UNDECIDABLE");
  const std::string id = world_.NewId();
  const auto asked = Ask("200000 CNY", id);
  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(asked->definition(), large);
  EXPECT_EQ(asked->subject(), subject_);
  // The same request is asked once; another one has to wait for the end.
  const auto again = Ask("200000 CNY", id);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->name(), asked->name());
  EXPECT_EQ(Reason(Ask("200000 CNY", world_.NewId()).status()), "APPROVAL_RUNNING");
  EXPECT_EQ(world_.Tasks("cai").size(), 1u);
  EXPECT_THAT(world_.Tasks("li"), IsEmpty());
}

TEST_F(ProcessInboxTest, WhatIsAskedAboutIsLockedAndAChangeWithdraws) {
  const auto definition =
      world_.Active(world_.Approve("legal", {"li"}) + kAmount, ProcessWorld::kSubjectType);
  AddPolicy(definition, "", 1);
  EXPECT_EQ(Lock()->instance(), "");
  const auto asked = Ask("5 CNY", world_.NewId());
  ASSERT_THAT(asked, IsOk());
  const auto lock = Lock();
  ASSERT_THAT(lock, IsOk());
  EXPECT_EQ(lock->instance(), asked->name());
  EXPECT_THAT(lock->locked_paths(), ElementsAre("amount"));
  v1::ReportSubjectChangeRequest change;
  change.set_subject(subject_);
  (*change.mutable_snapshot())["amount"].add_values("6 CNY");
  change.set_request_id(world_.NewId());
  const auto left =
      world_.service.processes->instances.ReportSubjectChange(world_.ActingFor("cai"), change);
  ASSERT_THAT(left, IsOk());
  EXPECT_EQ(left->instance(), "");
  EXPECT_EQ(world_.Instance(asked->name()).state(), ProcessInstance::WITHDRAWN);
  EXPECT_EQ(world_.Facts("approval.withdrawn"), 1);
  EXPECT_THAT(world_.Tasks("li"), IsEmpty());
}

}  // namespace
}  // namespace guanxi::workflow
