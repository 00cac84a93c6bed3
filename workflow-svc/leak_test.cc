// The hunt for leaks in all resources of this service and its own methods.
#include <iostream>
#include <set>
#include <string>

#include "common/resource/contract/leak_hunt.h"
#include "common/resource/contract/viewers.h"
#include "common/testing/log_capture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/contract_stage.h"

namespace guanxi::workflow {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

// What compares or works with fields that these callers do not see: whatever it answered, why it
// refused, or that nothing changed, would tell them.
const std::set<std::string> kRefused = {
    "guanxi.workflow.v1.AutomationRuleService.BacktestAutomationRule",
    "guanxi.workflow.v1.AutomationRuleService.EnableAutomationRule",
    "guanxi.workflow.v1.AutomationRuleService.PauseAutomationRule",
    "guanxi.workflow.v1.AutomationRuleService.RunAutomationRule",
    "guanxi.workflow.v1.AutomationRuleService.TestAutomationRule",
    "guanxi.workflow.v1.ChannelService.ResumeChannel",
    "guanxi.workflow.v1.ChannelService.SetChannelCredentials",
    "guanxi.workflow.v1.ChannelService.TestChannel",
    "guanxi.workflow.v1.NotificationService.CountUnreadNotifications",
    "guanxi.workflow.v1.NotificationService.MarkNotificationsRead",
    "guanxi.workflow.v1.ProcessCommentService.AddProcessComment",
    "guanxi.workflow.v1.ProcessDefinitionService.CopyProcessDefinition",
    "guanxi.workflow.v1.ProcessDefinitionService.DiffProcessDefinition",
    "guanxi.workflow.v1.ProcessDefinitionService.PublishProcessDefinition",
    "guanxi.workflow.v1.ProcessDefinitionService.RetireProcessDefinition",
    "guanxi.workflow.v1.ProcessDefinitionService.SimulateProcessDefinition",
    "guanxi.workflow.v1.ProcessDefinitionService.ValidateProcessDefinition",
    "guanxi.workflow.v1.ProcessInstanceService.DrawProcessInstance",
    "guanxi.workflow.v1.ProcessInstanceService.GetApprovalLock",
    "guanxi.workflow.v1.ProcessInstanceService.GetProcessForm",
    "guanxi.workflow.v1.ProcessInstanceService.GetProcessTrail",
    "guanxi.workflow.v1.ProcessInstanceService.PreviewProcess",
    "guanxi.workflow.v1.ProcessInstanceService.PreviewProcessInstance",
    "guanxi.workflow.v1.ProcessInstanceService.ReportSubjectChange",
    "guanxi.workflow.v1.ProcessInstanceService.RequestApproval",
    "guanxi.workflow.v1.ProcessInstanceService.RetryProcessInstance",
    "guanxi.workflow.v1.ProcessInstanceService.StartProcessInstance",
    "guanxi.workflow.v1.ProcessInstanceService.TerminateProcessInstance",
    "guanxi.workflow.v1.ProcessInstanceService.UrgeProcessInstance",
    "guanxi.workflow.v1.ProcessInstanceService.WithdrawProcessInstance",
    "guanxi.workflow.v1.ProcessTaskService.AddProcessTaskSigners",
    "guanxi.workflow.v1.ProcessTaskService.ApproveProcessTask",
    "guanxi.workflow.v1.ProcessTaskService.BatchDecideProcessTasks",
    "guanxi.workflow.v1.ProcessTaskService.ClaimProcessTask",
    "guanxi.workflow.v1.ProcessTaskService.CountProcessTasks",
    "guanxi.workflow.v1.ProcessTaskService.DelegateProcessTask",
    "guanxi.workflow.v1.ProcessTaskService.GiveBackProcessTask",
    "guanxi.workflow.v1.ProcessTaskService.HandOverProcessTasks",
    "guanxi.workflow.v1.ProcessTaskService.MarkProcessTasksRead",
    "guanxi.workflow.v1.ProcessTaskService.RejectProcessTask",
    "guanxi.workflow.v1.ProcessTaskService.RemoveProcessTaskSigner",
    "guanxi.workflow.v1.ProcessTaskService.ReturnProcessTask",
    "guanxi.workflow.v1.ProcessTaskService.SaveProcessTaskDraft",
    "guanxi.workflow.v1.ProcessTaskService.TakeBackProcessTask",
    "guanxi.workflow.v1.ProcessTaskService.TransferProcessTask",
    "guanxi.workflow.v1.ProcessTaskService.UnclaimProcessTask",
    "guanxi.workflow.v1.SlaClockService.PauseSlaClock",
    "guanxi.workflow.v1.SlaClockService.ResumeSlaClock",
    "guanxi.workflow.v1.SlaClockService.StartSlaClock",
    "guanxi.workflow.v1.SlaClockService.StopSlaClock",
    "guanxi.workflow.v1.TodoService.CompleteTodo",
    "guanxi.workflow.v1.TodoService.ReassignTodo",
    "guanxi.workflow.v1.TodoService.ReopenTodo",
    "guanxi.workflow.v1.TodoService.SnoozeTodo",
    "guanxi.workflow.v1.TodoService.WakeTodo",
    "guanxi.workflow.v1.WorkCalendarService.AddWorkTime",
    "guanxi.workflow.v1.WorkCalendarService.MeasureWorkTime"};

// That leaks would be found is shown by common/resource/contract:leak_test.
TEST(LeakTest, ThereIsNone) {
  LogCapture log;
  contract::HouseOptions options;
  options.policies = contract::PoliciesOf(ContractResources());
  options.has_operations = true;
  const ContractStage stage(options);
  std::set<std::string> unanswered;
  for (const char* viewer : {contract::kBlind, contract::kHalf}) {
    contract::Findings findings;
    contract::LeakHunt hunt(
        {&stage.own->world, {"guanxi.workflow.v1"}, {}, [&] { return log.Lines(""); }}, viewer,
        &findings);
    hunt.Run();
    EXPECT_THAT(findings.all(), IsEmpty()) << viewer;
    std::cout << viewer << ": " << hunt.calls() << " calls" << std::endl;
    unanswered = hunt.Unanswered();
    for (const std::string& method : unanswered) {
      std::cout << method << ": " << hunt.LastError(method) << std::endl;
    }
    for (const std::string& method : kRefused) {
      EXPECT_THAT(hunt.LastError(method), HasSubstr("the caller may not see")) << method;
    }
  }
  // Operations are those of who has started them, and nobody could start one.
  unanswered.erase("guanxi.workflow.v1.AutomationRuleService.GetRuleBacktest");
  EXPECT_THAT(unanswered, UnorderedElementsAreArray(kRefused));
}

}  // namespace
}  // namespace guanxi::workflow
