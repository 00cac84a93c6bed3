// Processes that start others.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using v1::ProcessDefinition;
using v1::ProcessInstance;

std::string Within(const std::string& id, const std::string& definition, bool waits) {
  return absl::StrCat(" nodes { id: '", id, "' display_name: '", id,
                      "' sub_process { definition: '", definition,
                      "' wait: ", waits ? "true" : "false", " reject_together: true } }");
}

class ProcessWithinTest : public ::testing::Test {
 protected:
  // Draws another model for a definition and publishes it.
  void Redraw(const std::string& definition, const std::string& nodes) {
    v1::UpdateProcessDefinitionRequest update;
    update.mutable_process_definition()->set_name(definition);
    world_.SetDraft(nodes, update.mutable_process_definition());
    update.mutable_update_mask()->add_paths("draft");
    ASSERT_THAT(world_.service.catalog->Of<ProcessDefinition>().Update<ProcessDefinition>(
                    world_.As("admin"), update),
                IsOk());
    ASSERT_THAT(world_.Publish(definition), IsOk());
  }
  int64_t Instances() {
    return world_.service.Number("SELECT COUNT(*) FROM process_instances WHERE live = 1");
  }

  ProcessWorld world_;
};

TEST_F(ProcessWithinTest, OneThatStartsItselfAtOnceIsRefusedAsAWhole) {
  const std::string endless = world_.Active(world_.Approve("legal", {"li"}));
  ASSERT_NO_FATAL_FAILURE(
      Redraw(endless, Within("again", endless, false) + world_.Approve("legal", {"li"})));
  EXPECT_EQ(Reason(world_.TryStart("an", endless).status()), "TOO_MANY_PROCESSES");
  EXPECT_EQ(Instances(), 0);
  EXPECT_TRUE(world_.Tasks("li").empty());
}

TEST_F(ProcessWithinTest, OneThatStartsItselfOnceSomebodyHasDecidedGoesOn) {
  const std::string again = world_.Active(world_.Approve("legal", {"li"}));
  ASSERT_NO_FATAL_FAILURE(
      Redraw(again, world_.Approve("legal", {"li"}) + Within("again", again, false)));
  const ProcessInstance first = world_.Start("an", again);
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_EQ(world_.Instance(first.name()).state(), ProcessInstance::APPROVED);
  EXPECT_EQ(Instances(), 2);
  EXPECT_EQ(world_.Tasks("li").size(), 1u);
}

TEST_F(ProcessWithinTest, AReturnGivesUpTheOneThatWasWaitedForAndStraightBackStartsAnother) {
  const std::string inner = world_.Active(world_.Approve("board", {"bai"}));
  const std::string outer = world_.Active(
      world_.Approve("legal", {"li"}) +
      absl::StrCat(" nodes { id: 'f' display_name: 'f' parallel { branches { id: 'x' ",
                   Within("s", inner, true), " } branches { id: 'y' ",
                   world_.Approve("finance", {"cai"}), " } } }"));
  const ProcessInstance started = world_.Start("an", outer);
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  ASSERT_EQ(world_.Tasks("bai").size(), 1u);
  v1::ReturnProcessTaskRequest back;
  back.set_name(world_.TaskOf("cai"));
  back.set_node("legal");
  back.set_straight_back(true);
  ASSERT_THAT(world_.service.processes->tasks.ReturnProcessTask(world_.As("cai"), back), IsOk());
  // It comes back before the one that was given up has ended, whose end is then told of.
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  world_.service.Advance(absl::Minutes(1));
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::RUNNING);
  ASSERT_EQ(world_.Tasks("bai").size(), 1u);
  ASSERT_THAT(world_.ApproveAs("bai"), IsOk());
  ASSERT_THAT(world_.ApproveAs("cai"), IsOk());
  world_.service.Advance(absl::Minutes(1));
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
}

TEST_F(ProcessWithinTest, OneAboutTheSameRecordSeesWhatTheRecordHas) {
  const std::string amount =
      " fields { id: 'amount' display_name: 'amount' type: MONEY subject_path: 'amount' }";
  const std::string inner = world_.Active(
      absl::StrCat(" nodes { id: 'f' display_name: 'f' condition { branches { id: 'x' condition: "
                   "'amount > \"100 CNY\"' ",
                   world_.Approve("board", {"bai"}), " } branches { id: 'y' is_default: true } } }",
                   world_.Approve("finance", {"cai"}), amount),
      ProcessWorld::kSubjectType);
  v1::CreateApprovalPolicyRequest policy;
  policy.mutable_approval_policy()->set_display_name("all");
  policy.mutable_approval_policy()->set_subject_type(ProcessWorld::kSubjectType);
  policy.mutable_approval_policy()->set_definition(
      world_.Active(Within("s", inner, true) + amount, ProcessWorld::kSubjectType));
  policy.mutable_approval_policy()->set_enabled(true);
  ASSERT_THAT(world_.service.catalog->Of<v1::ApprovalPolicy>().Create<v1::ApprovalPolicy>(
                  world_.As("admin"), policy),
              IsOk());
  v1::RequestApprovalRequest request;
  request.set_subject("contracts/018f0000-0000-7000-8000-000000000001");
  request.set_subject_type(ProcessWorld::kSubjectType);
  (*request.mutable_snapshot())["amount"].add_values("200 CNY");
  request.set_request_id(world_.NewId());
  const auto asked =
      world_.service.processes->instances.RequestApproval(world_.ActingFor("an"), request);
  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(world_.Tasks("bai").size(), 1u);
  EXPECT_TRUE(world_.Tasks("cai").empty());
  // A change is told to both; the one that was asked for is the one that is told of.
  v1::GetApprovalLockRequest look;
  look.set_subject(request.subject());
  const auto lock =
      world_.service.processes->instances.GetApprovalLock(world_.ActingFor("an"), look);
  ASSERT_THAT(lock, IsOk());
  EXPECT_EQ(lock->instance(), asked->name());
  v1::ReportSubjectChangeRequest change;
  change.set_subject(request.subject());
  (*change.mutable_snapshot())["amount"].add_values("300 CNY");
  change.set_request_id(world_.NewId());
  ASSERT_THAT(
      world_.service.processes->instances.ReportSubjectChange(world_.ActingFor("cai"), change),
      IsOk());
  EXPECT_EQ(world_.Instance(asked->name()).state(), ProcessInstance::WITHDRAWN);
  EXPECT_TRUE(world_.Tasks("bai").empty());
  world_.service.Advance(absl::Minutes(1));
  EXPECT_EQ(world_.Instance(asked->name()).state(), ProcessInstance::WITHDRAWN);
}

}  // namespace
}  // namespace guanxi::workflow
