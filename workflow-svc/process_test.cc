// Processes from the start to the end, by the methods that people call.
#include <string>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::ProcessDefinition;
using v1::ProcessInstance;
using v1::ProcessTask;

class ProcessTest : public ::testing::Test {
 protected:
  ProcessWorld world_;
};

TEST_F(ProcessTest, ANodeIsNotCalledByWhatCannotBeShown) {
  v1::CreateProcessDefinitionRequest request;
  auto& definition = *request.mutable_process_definition();
  definition.set_display_name("合同审批");
  world_.SetDraft(world_.Approve("legal", {"li"}), &definition);
  definition.mutable_draft()->mutable_nodes(1)->set_display_name("法\b务");
  const auto refused = world_.service.catalog->Of<ProcessDefinition>().Create<ProcessDefinition>(
      world_.As("admin"), request);
  EXPECT_THAT(refused.status().message(), ::testing::HasSubstr("draft.nodes[1].display_name"));
}

TEST_F(ProcessTest, OneAfterTheOtherApprovesAndTheOutcomeIsInTheLog) {
  const auto definition =
      world_.Active(world_.Approve("legal", {"li"}) + world_.Approve("finance", {"cai"}));
  const ProcessInstance started = world_.Start("an", definition);
  EXPECT_EQ(started.state(), ProcessInstance::RUNNING);
  EXPECT_EQ(started.revision(), 1);
  EXPECT_EQ(started.initiator(), world_.User("an"));
  EXPECT_THAT(world_.Tasks("cai"), IsEmpty());
  const auto first = world_.ApproveAs("li");
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->state(), ProcessTask::DONE);
  EXPECT_EQ(first->outcome(), ProcessTask::APPROVED);
  EXPECT_EQ(first->opinion(), "同意");
  EXPECT_EQ(world_.Tasks("li", "DONE").size(), 1u);
  EXPECT_EQ(world_.Facts("approval.approved"), 0);
  ASSERT_THAT(world_.ApproveAs("cai"), IsOk());
  const ProcessInstance ended = world_.Instance(started.name());
  EXPECT_EQ(ended.state(), ProcessInstance::APPROVED);
  EXPECT_TRUE(ended.has_end_time());
  EXPECT_EQ(world_.Facts("approval.approved"), 1);
  EXPECT_THAT(ended.participants(), ElementsAre(world_.User("li"), world_.User("cai")));
}

TEST_F(ProcessTest, RejectionEndsItAndKeepsWhatWasSaid) {
  const auto definition = world_.Active(world_.Approve("legal", {"li"}));
  const auto started = world_.Start("an", definition);
  ASSERT_THAT(world_.Say("li", world_.TaskOf("li"), false), IsOk());
  const ProcessInstance ended = world_.Instance(started.name());
  EXPECT_EQ(ended.state(), ProcessInstance::REJECTED);
  EXPECT_EQ(ended.reason(), "不同意");
  EXPECT_EQ(world_.Facts("approval.rejected"), 1);
}

TEST_F(ProcessTest, SeeingATaskIsNotDecidingIt) {
  const auto definition = world_.Active(world_.Approve("legal", {"li"}));
  world_.Start("an", definition);
  // Everybody here sees everything.
  const auto said = world_.Say("cai", world_.TaskOf("li"), true);
  EXPECT_EQ(Reason(said.status()), "NOT_YOUR_TASK");
  EXPECT_EQ(world_.Tasks("li").size(), 1u);
}

TEST_F(ProcessTest, SecondDecisionIsToldAndARepeatedOneIsAnsweredAsBefore) {
  const auto definition = world_.Active(world_.Approve("legal", {"li"}));
  world_.Start("an", definition);
  const std::string task = world_.TaskOf("li");
  const std::string id = world_.NewId();
  ASSERT_THAT(world_.Say("li", task, true, id), IsOk());
  EXPECT_THAT(world_.Say("li", task, true, id), IsOk());
  EXPECT_FALSE(world_.Say("li", task, false).ok());
  EXPECT_EQ(world_.Facts("approval.approved"), 1);
  EXPECT_EQ(world_.Facts("approval.rejected"), 0);
}

TEST_F(ProcessTest, OfSeveralAnyOneDecidesAndTheOthersHaveNothingLeft) {
  const auto definition =
      world_.Active(world_.Approve("legal", {"li", "cai"}, "quorum { mode: ANY }"));
  const auto started = world_.Start("an", definition);
  EXPECT_EQ(world_.Tasks("li").size(), 1u);
  ASSERT_THAT(world_.ApproveAs("cai"), IsOk());
  EXPECT_THAT(world_.Tasks("li"), IsEmpty());
  EXPECT_EQ(world_.Tasks("li", "CANCELLED").size(), 1u);
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
}

TEST_F(ProcessTest, WhatRunsKeepsTheRevisionThatItWasStartedWith) {
  ProcessDefinition definition = world_.Define(world_.Approve("legal", {"li"}));
  ASSERT_THAT(world_.Publish(definition.name()), IsOk());
  const auto before = world_.Start("an", definition.name());
  v1::UpdateProcessDefinitionRequest update;
  update.mutable_process_definition()->set_name(definition.name());
  world_.SetDraft(world_.Approve("finance", {"cai"}), update.mutable_process_definition());
  update.mutable_update_mask()->add_paths("draft");
  ASSERT_THAT(world_.service.catalog->Of<ProcessDefinition>().Update<ProcessDefinition>(
                  world_.As("admin"), update),
              IsOk());
  ASSERT_THAT(world_.Publish(definition.name()), IsOk());
  const auto after = world_.Start("an", definition.name());
  EXPECT_EQ(before.revision(), 1);
  EXPECT_EQ(after.revision(), 2);
  EXPECT_EQ(world_.Tasks("li").size(), 1u);
  EXPECT_EQ(world_.Tasks("cai").size(), 1u);
  v1::DiffProcessDefinitionRequest diff;
  diff.set_name(definition.name());
  diff.set_from_revision(1);
  const auto differences =
      world_.service.processes->definitions.DiffProcessDefinition(world_.As("admin"), diff);
  ASSERT_THAT(differences, IsOk());
  EXPECT_GT(differences->differences_size(), 0);
}

TEST_F(ProcessTest, NothingIsStartedByWhatIsNotPublishedOrIsRetired) {
  const ProcessDefinition draft = world_.Define(world_.Approve("legal", {"li"}));
  EXPECT_EQ(Reason(world_.TryStart("an", draft.name()).status()), "PROCESS_NOT_ACTIVE");
  ASSERT_THAT(world_.Publish(draft.name()), IsOk());
  const auto running = world_.Start("an", draft.name());
  v1::RetireProcessDefinitionRequest retire;
  retire.set_name(draft.name());
  ASSERT_THAT(
      world_.service.processes->definitions.RetireProcessDefinition(world_.As("admin"), retire),
      IsOk());
  EXPECT_EQ(Reason(world_.TryStart("an", draft.name()).status()), "PROCESS_NOT_ACTIVE");
  EXPECT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_EQ(world_.Instance(running.name()).state(), ProcessInstance::APPROVED);
}

TEST_F(ProcessTest, ModelWithErrorsIsNotPublishedAndTheNodeIsNamed) {
  const ProcessDefinition draft = world_.Define(
      " nodes { id: 'legal' display_name: 'legal' "
      "approve {} }");
  const auto published = world_.Publish(draft.name());
  EXPECT_EQ(Reason(published.status()), "PROCESS_INVALID");
  EXPECT_THAT(std::string(published.status().message()), ::testing::HasSubstr("legal"));
}

TEST_F(ProcessTest, InitiatorWithdrawsAndNobodyElse) {
  const auto definition = world_.Active(world_.Approve("legal", {"li"}));
  const auto started = world_.Start("an", definition);
  v1::WithdrawProcessInstanceRequest request;
  request.set_name(started.name());
  request.set_reason("写错了");
  auto& instances = world_.service.processes->instances;
  EXPECT_EQ(Reason(instances.WithdrawProcessInstance(world_.As("cai"), request).status()),
            "NOT_INITIATOR");
  const auto withdrawn = instances.WithdrawProcessInstance(world_.As("an"), request);
  ASSERT_THAT(withdrawn, IsOk());
  EXPECT_EQ(withdrawn->state(), ProcessInstance::WITHDRAWN);
  EXPECT_EQ(withdrawn->reason(), "写错了");
  EXPECT_THAT(world_.Tasks("li"), IsEmpty());
}

TEST_F(ProcessTest, TimeLimitPassesAloneOnceItIsOver) {
  const auto definition = world_.Active(
      world_.Approve("legal", {"li"}, "limits { after { seconds: 3600 } action: PASS }"));
  const auto started = world_.Start("an", definition);
  EXPECT_TRUE(world_.Tasks("li")[0].has_due_time());
  world_.service.Advance(absl::Minutes(59));
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::RUNNING);
  world_.service.Advance(absl::Minutes(2));
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
  EXPECT_EQ(world_.Tasks("li", "DONE")[0].outcome(), ProcessTask::PASSED_BY_ITSELF);
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM timers WHERE kind = 'process'"), 0);
}

TEST_F(ProcessTest, DraftAndReadMarkAreTheAssigneesAlone) {
  const auto definition = world_.Active(world_.Approve("legal", {"li"}));
  world_.Start("an", definition);
  v1::SaveProcessTaskDraftRequest draft;
  draft.set_name(world_.TaskOf("li"));
  draft.set_draft("先看看");
  auto& tasks = world_.service.processes->tasks;
  EXPECT_EQ(Reason(tasks.SaveProcessTaskDraft(world_.As("cai"), draft).status()), "NOT_YOUR_TASK");
  ASSERT_THAT(tasks.SaveProcessTaskDraft(world_.As("li"), draft), IsOk());
  v1::MarkProcessTasksReadRequest read;
  read.add_names(draft.name());
  ASSERT_THAT(tasks.MarkProcessTasksRead(world_.As("li"), read), IsOk());
  const ProcessTask task = world_.Tasks("li")[0];
  EXPECT_EQ(task.draft(), "先看看");
  EXPECT_TRUE(task.has_read_time());
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_EQ(world_.Tasks("li", "DONE")[0].draft(), "");
}

}  // namespace
}  // namespace guanxi::workflow
