// Processes within others: what they write to the record, and what becomes of those that cannot be
// started.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::HasSubstr;
using v1::ProcessInstance;

constexpr char kAmount[] =
    " fields { id: 'amount' display_name: 'amount' type: MONEY subject_path: 'amount' }";
constexpr char kSubject[] = "contracts/018f0000-0000-7000-8000-000000000001";

std::string Within(const std::string& definition, bool waits) {
  return absl::StrCat(" nodes { id: 's' display_name: 's' sub_process { definition: '", definition,
                      "' wait: ", waits ? "true" : "false", " } }");
}

class ProcessWithinRecordTest : public ::testing::Test {
 protected:
  // Bai decides, and may write the amount.
  std::string Inner() {
    return world_.Active(
        absl::StrCat(" nodes { id: 'board' display_name: 'board' approve { people { user: '",
                     world_.User("bai"), "' } } field_rights { field: 'amount' right: WRITE } }",
                     kAmount),
        ProcessWorld::kSubjectType);
  }
  // Behind it Cai decides about more than 100 CNY.
  std::string Outer(const std::string& inner, bool waits) {
    return world_.Active(
        absl::StrCat(Within(inner, waits),
                     " nodes { id: 'f' display_name: 'f' condition { branches { id: 'x' "
                     "condition: 'amount > \"100 CNY\"' ",
                     world_.Approve("finance", {"cai"}),
                     " } branches { id: 'y' is_default: true } } }", world_.Approve("last", {"li"}),
                     kAmount),
        ProcessWorld::kSubjectType);
  }
  ProcessInstance Ask(const std::string& definition) {
    v1::CreateApprovalPolicyRequest policy;
    policy.mutable_approval_policy()->set_display_name("all");
    policy.mutable_approval_policy()->set_subject_type(ProcessWorld::kSubjectType);
    policy.mutable_approval_policy()->set_definition(definition);
    policy.mutable_approval_policy()->set_enabled(true);
    EXPECT_THAT(world_.service.catalog->Of<v1::ApprovalPolicy>().Create<v1::ApprovalPolicy>(
                    world_.As("admin"), policy),
                IsOk());
    v1::RequestApprovalRequest request;
    request.set_subject(kSubject);
    request.set_subject_type(ProcessWorld::kSubjectType);
    (*request.mutable_snapshot())["amount"].add_values("50 CNY");
    request.set_request_id(world_.NewId());
    return world_.service.processes->instances.RequestApproval(world_.ActingFor("an"), request)
        .value();
  }
  absl::StatusOr<v1::ProcessTask> ApproveWith(const std::string& letter,
                                              const std::string& amount) {
    v1::ApproveProcessTaskRequest request;
    request.set_name(world_.TaskOf(letter));
    (*request.mutable_content())["amount"].add_values(amount);
    return world_.service.processes->tasks.ApproveProcessTask(world_.As(letter), request);
  }
  // How often the instance has told that something was written to its record.
  int64_t Writes(const std::string& instance) {
    const std::string id = absl::StrReplaceAll(instance, {{"processInstances/", ""}, {"-", ""}});
    return world_.service.Number(
        absl::StrCat("SELECT COUNT(*) FROM changes WHERE kind = 6 AND changed_fields = "
                     "'approval.subject_written' AND resource_id = UNHEX('",
                     id, "')"));
  }
  void Retire(const std::string& definition) {
    v1::RetireProcessDefinitionRequest request;
    request.set_name(definition);
    ASSERT_THAT(
        world_.service.processes->definitions.RetireProcessDefinition(world_.As("admin"), request),
        IsOk());
  }
  absl::Status Retry(const std::string& instance) {
    v1::RetryProcessInstanceRequest request;
    request.set_name(instance);
    return world_.service.processes->instances.RetryProcessInstance(world_.As("admin"), request)
        .status();
  }

  ProcessWorld world_;
};

TEST_F(ProcessWithinRecordTest, WhatIsWrittenWithinIsOfTheApprovalThatTheRecordKnows) {
  const ProcessInstance asked = Ask(Outer(Inner(), /*waits=*/true));
  ASSERT_THAT(ApproveWith("bai", "200 CNY"), IsOk());
  EXPECT_EQ(world_.Facts("approval.subject_written"), 0);
  world_.service.Advance(absl::Minutes(1));
  EXPECT_EQ(Writes(asked.name()), 1);
  EXPECT_EQ(world_.Facts("approval.subject_written"), 1);
  // Whoever waited goes on by what there is now.
  EXPECT_EQ(world_.Tasks("cai").size(), 1u);
  v1::GetProcessFormRequest look;
  look.set_name(asked.name());
  const auto form = world_.service.processes->instances.GetProcessForm(world_.As("an"), look);
  ASSERT_THAT(form, IsOk());
  EXPECT_EQ(form->fields(0).value().values(0), "200 CNY");
}

TEST_F(ProcessWithinRecordTest, WhatNobodyWaitsForWritesNothing) {
  const ProcessInstance asked = Ask(Outer(Inner(), /*waits=*/false));
  EXPECT_EQ(Reason(ApproveWith("bai", "200 CNY").status()), "FIELD_NOT_WRITABLE");
  ASSERT_THAT(world_.ApproveAs("bai"), IsOk());
  world_.service.Advance(absl::Minutes(1));
  EXPECT_EQ(Writes(asked.name()), 0);
  EXPECT_EQ(world_.Instance(asked.name()).state(), ProcessInstance::RUNNING);
}

TEST_F(ProcessWithinRecordTest, OneThatIsRetiredStopsTheProcessAndNotWhoDecides) {
  const std::string inner = world_.Active(world_.Approve("board", {"bai"}));
  const std::string outer =
      world_.Active(world_.Approve("legal", {"li"}) + Within(inner, /*waits=*/true));
  const ProcessInstance started = world_.Start("an", outer);
  ASSERT_NO_FATAL_FAILURE(Retire(inner));
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  ProcessInstance stopped = world_.Instance(started.name());
  EXPECT_EQ(stopped.state(), ProcessInstance::STOPPED);
  EXPECT_THAT(stopped.incident(), HasSubstr("PROCESS_NOT_ACTIVE"));
  ASSERT_THAT(world_.Publish(inner), IsOk());
  ASSERT_THAT(Retry(started.name()), IsOk());
  EXPECT_EQ(world_.Tasks("bai").size(), 1u);
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::RUNNING);
}

TEST_F(ProcessWithinRecordTest, ALimitThatComesToOneThatIsRetiredActsOnce) {
  const std::string inner = world_.Active(world_.Approve("board", {"bai"}));
  const std::string outer = world_.Active(
      world_.Approve("legal", {"li"}, "limits { after { seconds: 3600 } action: PASS }") +
      Within(inner, /*waits=*/false));
  const ProcessInstance started = world_.Start("an", outer);
  ASSERT_NO_FATAL_FAILURE(Retire(inner));
  world_.service.Advance(absl::Hours(2));
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM timers"), 0);
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::STOPPED);
  EXPECT_TRUE(world_.Tasks("li").empty());
  v1::PreviewProcessRequest look;
  look.set_definition(outer);
  const auto preview = world_.service.processes->instances.PreviewProcess(world_.As("an"), look);
  ASSERT_THAT(preview, IsOk());
  EXPECT_EQ(preview->stop(), "PROCESS_NOT_ACTIVE");
}

}  // namespace
}  // namespace guanxi::workflow
