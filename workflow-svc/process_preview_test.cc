// What is foreseen, drawn, simulated and copied of processes, by the methods that people call.
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::ProcessDefinition;

constexpr char kSubject[] = "contracts/018f0000-0000-7000-8000-000000000001";

class ProcessPreviewTest : public ::testing::Test {
 protected:
  // Legal, and from an amount on the board.
  std::string Nodes(int from) const {
    return absl::StrCat(
        world_.Approve("legal", {"li"}),
        " nodes { id: 'size' display_name: 'size' condition { branches { id: 'large' condition: "
        "'amount >= ",
        from, "' ", world_.Approve("board", {"cai"}),
        " } branches { id: 'small' is_default: true } } }"
        " fields { id: 'amount' display_name: 'amount' type: NUMBER ",
        of_record_ ? "subject_path: 'amount'" : "", " }");
  }
  absl::StatusOr<v1::ProcessPreview> Foresee(const std::string& definition,
                                             const std::string& amount) {
    v1::PreviewProcessRequest request;
    request.set_definition(definition);
    if (!amount.empty()) (*request.mutable_content())["amount"].add_values(amount);
    return world_.service.processes->instances.PreviewProcess(world_.As("an"), request);
  }
  v1::ProcessPreview ForeseeOf(const std::string& instance) {
    v1::PreviewProcessInstanceRequest request;
    request.set_name(instance);
    const auto preview =
        world_.service.processes->instances.PreviewProcessInstance(world_.As("an"), request);
    EXPECT_THAT(preview, IsOk());
    return *preview;
  }
  // Whom it would ask.
  static std::vector<std::string> Asked(const v1::ProcessPreview& preview) {
    std::vector<std::string> people;
    for (const auto& step : preview.steps()) {
      people.insert(people.end(), step.people().begin(), step.people().end());
    }
    return people;
  }
  std::string StartWith(const std::string& definition, const std::string& amount) {
    v1::StartProcessInstanceRequest request;
    request.set_definition(definition);
    (*request.mutable_content())["amount"].add_values(amount);
    const auto started =
        world_.service.processes->instances.StartProcessInstance(world_.As("an"), request);
    EXPECT_THAT(started, IsOk());
    return started->name();
  }
  // Approves a contract of an amount by the definition.
  std::string AskFor(const std::string& definition, const std::string& amount) {
    v1::CreateApprovalPolicyRequest create;
    auto& policy = *create.mutable_approval_policy();
    policy.set_display_name("contracts");
    policy.set_subject_type(ProcessWorld::kSubjectType);
    policy.set_definition(definition);
    policy.set_enabled(true);
    EXPECT_THAT(world_.service.catalog->Of<v1::ApprovalPolicy>().Create<v1::ApprovalPolicy>(
                    world_.As("admin"), create),
                IsOk());
    v1::RequestApprovalRequest request;
    request.set_subject(kSubject);
    request.set_subject_type(ProcessWorld::kSubjectType);
    (*request.mutable_snapshot())["amount"].add_values(amount);
    request.set_request_id(world_.NewId());
    const auto asked =
        world_.service.processes->instances.RequestApproval(world_.ActingFor("an"), request);
    EXPECT_THAT(asked, IsOk());
    return asked->name();
  }

  ProcessWorld world_;
  bool of_record_ = false;
};

TEST_F(ProcessPreviewTest, BeforeTheStartAndFromATaskItIsTheWayThatIsThenWalked) {
  const std::string definition = world_.Active(Nodes(100));
  const auto large = Foresee(definition, "100");
  ASSERT_THAT(large, IsOk());
  EXPECT_THAT(Asked(*large), ElementsAre(world_.User("li"), world_.User("cai")));
  EXPECT_EQ(large->outcome(), "APPROVED");
  EXPECT_THAT(Asked(*Foresee(definition, "99")), ElementsAre(world_.User("li")));
  // Nothing was started.
  EXPECT_THAT(world_.Tasks("li"), IsEmpty());
  const std::string instance = StartWith(definition, "100");
  EXPECT_TRUE(MessageDifferencer::Equals(ForeseeOf(instance), *large));
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(ForeseeOf(instance), *large));
  ASSERT_THAT(world_.ApproveAs("cai"), IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(ForeseeOf(instance), *large));
}

// Whoever thinks of submitting a record asks whom it would go to.
TEST_F(ProcessPreviewTest, WhatARecordIsSupposedToHaveSaysTheWay) {
  of_record_ = true;
  const std::string definition = world_.Active(Nodes(100), ProcessWorld::kSubjectType);
  const auto large = Foresee(definition, "250");
  ASSERT_THAT(large, IsOk());
  EXPECT_THAT(Asked(*large), ElementsAre(world_.User("li"), world_.User("cai")));
  EXPECT_EQ(Foresee(definition, "")->stop(), "CONDITION_UNKNOWN");
  const auto wrong = Foresee(definition, "much");
  EXPECT_EQ(Reason(wrong.status()), "INVALID_FIELD");
  EXPECT_THAT(std::string(wrong.status().message()), HasSubstr("content.amount"));
  EXPECT_TRUE(MessageDifferencer::Equals(ForeseeOf(AskFor(definition, "250")), *large));
}

TEST_F(ProcessPreviewTest, ADraftIsTriedOutOnWhatWasStarted) {
  const std::string definition = world_.Active(Nodes(100));
  const std::string small = StartWith(definition, "50");
  world_.service.Advance(absl::Seconds(1));
  const std::string large = StartWith(definition, "200");
  v1::UpdateProcessDefinitionRequest update;
  update.mutable_process_definition()->set_name(definition);
  world_.SetDraft(Nodes(50), update.mutable_process_definition());
  update.mutable_update_mask()->add_paths("draft");
  ASSERT_THAT(world_.service.catalog->Of<ProcessDefinition>().Update<ProcessDefinition>(
                  world_.As("admin"), update),
              IsOk());
  v1::SimulateProcessDefinitionRequest request;
  request.set_name(definition);
  auto& definitions = world_.service.processes->definitions;
  const auto tried = definitions.SimulateProcessDefinition(world_.As("admin"), request);
  ASSERT_THAT(tried, IsOk());
  ASSERT_EQ(tried->simulations_size(), 2);
  EXPECT_EQ(tried->simulations(0).instance(), large);
  EXPECT_FALSE(tried->simulations(0).differs());
  EXPECT_EQ(tried->simulations(1).instance(), small);
  EXPECT_TRUE(tried->simulations(1).differs());
  EXPECT_THAT(Asked(tried->simulations(1).before()), ElementsAre(world_.User("li")));
  EXPECT_THAT(Asked(tried->simulations(1).after()),
              ElementsAre(world_.User("li"), world_.User("cai")));
  // They go on by what they were started with.
  ASSERT_THAT(world_.Say("li", world_.Tasks("li")[0].name(), true), IsOk());
  EXPECT_EQ(world_.Instance(small).state(), v1::ProcessInstance::APPROVED);
}

TEST_F(ProcessPreviewTest, ACopyIsADraftOfItsOwn) {
  const std::string name = world_.Active(Nodes(100));
  v1::CopyProcessDefinitionRequest request;
  request.set_name(name);
  auto& definitions = world_.service.processes->definitions;
  EXPECT_EQ(Reason(definitions.CopyProcessDefinition(world_.As("admin"), request).status()),
            "INVALID_FIELD");
  request.set_display_name("新产品线的合同审批");
  const auto copy = definitions.CopyProcessDefinition(world_.As("admin"), request);
  ASSERT_THAT(copy, IsOk());
  EXPECT_NE(copy->name(), name);
  EXPECT_EQ(copy->display_name(), "新产品线的合同审批");
  EXPECT_EQ(copy->state(), ProcessDefinition::DRAFT);
  EXPECT_EQ(copy->revision(), 0);
  EXPECT_EQ(Reason(world_.TryStart("an", copy->name()).status()), "PROCESS_NOT_ACTIVE");
  v1::GetProcessDefinitionRequest get;
  get.set_name(name);
  const auto source = world_.service.catalog->Of<ProcessDefinition>().Get<ProcessDefinition>(
      world_.As("admin"), get);
  ASSERT_THAT(source, IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(copy->draft(), source->draft()));
  ASSERT_THAT(world_.Publish(copy->name()), IsOk());
  EXPECT_THAT(Asked(*Foresee(copy->name(), "99")), ElementsAre(world_.User("li")));
}

TEST_F(ProcessPreviewTest, WhereItStandsIsDrawn) {
  const std::string instance = StartWith(world_.Active(Nodes(100)), "100");
  v1::DrawProcessInstanceRequest request;
  request.set_name(instance);
  auto& instances = world_.service.processes->instances;
  const auto before = instances.DrawProcessInstance(world_.As("an"), request);
  ASSERT_THAT(before, IsOk());
  EXPECT_EQ(before->content_type(), "image/svg+xml");
  EXPECT_THAT(before->data(), HasSubstr("<svg"));
  for (const char* node : {"start", "legal", "board"}) EXPECT_THAT(before->data(), HasSubstr(node));
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_NE(instances.DrawProcessInstance(world_.As("an"), request)->data(), before->data());
}

}  // namespace
}  // namespace guanxi::workflow
