// Rules that start processes: once for a firing, as their owner, out of the record.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/resource/methods.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/automation_rule_service.pb.h"
#include "guanxi/workflow/v1/process_definition_service.pb.h"
#include "guanxi/workflow/v1/process_instance_service.pb.h"
#include "workflow-svc/rules/firing_store.h"
#include "workflow-svc/rules/record_access.h"
#include "workflow-svc/rules/rule_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::ActionOutcome;
using v1::AutomationRule;
using v1::ProcessDefinition;
using v1::ProcessInstance;
using v1::RuleExecution;

class RuleProcessTest : public ::testing::Test {
 protected:
  // One that somebody else approves, of what, and who may work on that.
  std::string Define() {
    v1::CreateProcessDefinitionRequest request;
    ProcessDefinition& definition = *request.mutable_process_definition();
    definition.set_display_name("催办");
    const std::string draft = absl::StrCat(
        R"(title: "{{what}}"
           fields { id: "what" display_name: "何事" type: TEXT }
           fields { id: "who" display_name: "何人" type: USER repeated: true }
           nodes { id: "start" display_name: "发起" start {} }
           nodes { id: "look" display_name: "看" approve { people { user: "users/)",
        DeriveUuid("person", "boss").ToString(), R"(" } } })");
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(draft, definition.mutable_draft()));
    const auto made = world_.service.catalog->Of<ProcessDefinition>().Create<ProcessDefinition>(
        world_.service.call(), request);
    EXPECT_THAT(made, IsOk());
    return made->name();
  }
  std::string Published() {
    v1::PublishProcessDefinitionRequest request;
    request.set_name(Define());
    EXPECT_THAT(world_.service.processes->definitions.PublishProcessDefinition(
                    world_.service.call(), request),
                IsOk());
    return request.name();
  }
  void Retire(const std::string& definition) {
    v1::RetireProcessDefinitionRequest request;
    request.set_name(definition);
    EXPECT_THAT(world_.service.processes->definitions.RetireProcessDefinition(world_.service.call(),
                                                                              request),
                IsOk());
  }
  AutomationRule Starting(const std::string& definition) const {
    AutomationRule rule = UrgentRule(world_.me());
    rule.clear_actions();
    auto* const start = rule.add_actions()->mutable_start_process();
    start->set_definition(definition);
    auto* field = start->add_content();
    field->set_field("what");
    field->set_value("催办：{{title}}");
    field = start->add_content();
    field->set_field("who");
    field->set_from_field("collaborators");
    return rule;
  }
  // The paths for which a rule is refused.
  std::vector<std::string> Refused(const AutomationRule& rule) {
    v1::CreateAutomationRuleRequest request;
    *request.mutable_automation_rule() = rule;
    std::vector<std::string> paths;
    for (const FieldViolation& each :
         FieldViolations(world_.service.catalog->Of<AutomationRule>()
                             .Create<AutomationRule>(world_.service.call(), request)
                             .status())) {
      paths.push_back(each.path);
    }
    return paths;
  }
  std::vector<ProcessInstance> Instances() {
    const auto page =
        world_.service.catalog->Of<ProcessInstance>().List<v1::ListProcessInstancesResponse>(
            world_.service.call(), v1::ListProcessInstancesRequest());
    EXPECT_THAT(page, IsOk());
    return {page->process_instances().begin(), page->process_instances().end()};
  }

  RuleWorld world_;
};

TEST_F(RuleProcessTest, AnEventStartsOneAsTheRulesOwner) {
  const AutomationRule rule = world_.Enabled(Starting(Published()));
  const auto event = world_.BecameUrgent("年框");
  ASSERT_THAT(world_.Apply({event}), IsOk());
  EXPECT_THAT(Instances(), IsEmpty());  // written down, not done
  world_.Work();
  const auto started = Instances();
  ASSERT_THAT(started, SizeIs(1));
  EXPECT_EQ(started[0].title(), "催办：年框");
  EXPECT_EQ(started[0].initiator(), world_.me());
  EXPECT_EQ(started[0].state(), ProcessInstance::RUNNING);
  const auto executions = world_.Executions(rule.name());
  ASSERT_THAT(executions, SizeIs(1));
  EXPECT_EQ(executions[0].outcome(), RuleExecution::DONE);
  EXPECT_EQ(executions[0].actions(0).made(), started[0].name());
  ASSERT_THAT(world_.Apply({event}), IsOk());
  world_.Work();
  EXPECT_THAT(Instances(), SizeIs(1));
}

// As by a worker that is killed between the call and the end of the firing.
TEST_F(RuleProcessTest, WhatIsRepeatedStartsNoSecond) {
  world_.Enabled(Starting(Published()));
  ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
  rules::StoredCall call;
  ASSERT_THAT(world_.service.database->ReadWrite(
                  {db::Lane::kJob},
                  [&](db::Transaction& tx) -> absl::Status {
                    const auto due = DueFirings(tx, world_.service.clock.Now(), 1);
                    if (!due.ok()) return due.status();
                    call = due->at(0).firing.steps(0).calls().calls(0);
                    return absl::OkStatus();
                  }),
              IsOk());
  v1::StartProcessInstanceRequest request;
  ASSERT_TRUE(request.ParseFromString(call.request()));
  const Acting acting{world_.service.call().principal.tenant, world_.me(), Uuid(), 0};
  ASSERT_THAT(world_.part->access.Call(acting, call.method(), call.permission(), request).status(),
              IsOk());
  world_.Work();
  EXPECT_THAT(Instances(), SizeIs(1));
  // Nor once it is forgotten that it was asked for: the id is taken.
  request.set_request_id(world_.ids.Next().ToString());
  EXPECT_THAT(world_.part->access.Call(acting, call.method(), call.permission(), request).status(),
              HasReason("PROCESS_INSTANCE_ALREADY_EXISTS"));
  request.set_process_instance_id("1");
  EXPECT_THAT(world_.part->access.Call(acting, call.method(), call.permission(), request).status(),
              HasReason("INVALID_FIELD"));
}

TEST_F(RuleProcessTest, OfWhatIsRetiredTheActionFails) {
  const std::string definition = Published();
  const AutomationRule rule = world_.Enabled(Starting(definition));
  Retire(definition);
  ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
  world_.Work();
  EXPECT_THAT(Instances(), IsEmpty());
  const auto executions = world_.Executions(rule.name());
  ASSERT_THAT(executions, SizeIs(1));
  EXPECT_EQ(executions[0].outcome(), RuleExecution::FAILED);
  EXPECT_EQ(executions[0].actions(0).state(), ActionOutcome::FAILED);
  EXPECT_EQ(executions[0].actions(0).reason(), "PROCESS_NOT_ACTIVE");
}

TEST_F(RuleProcessTest, WhatIsNamedMustBeThereWhenItIsSaved) {
  EXPECT_THAT(Refused(Starting("processDefinitions/0190a000-0000-7000-8000-0000000000ff")),
              ElementsAre("automation_rule.actions[0].start_process.definition"));
  EXPECT_THAT(Refused(Starting(Define())),
              ElementsAre("automation_rule.actions[0].start_process.definition"));
  AutomationRule rule = Starting(Published());
  rule.mutable_actions(0)->mutable_start_process()->mutable_content(1)->set_field("whom");
  EXPECT_THAT(Refused(rule),
              ElementsAre("automation_rule.actions[0].start_process.content[1].field"));
}

// Else nobody could change anything else about it.
TEST_F(RuleProcessTest, WhatWasNamedBeforeMayBeRetired) {
  const std::string definition = Published();
  const AutomationRule rule = world_.Enabled(Starting(definition));
  Retire(definition);
  v1::UpdateAutomationRuleRequest request;
  request.mutable_automation_rule()->set_name(rule.name());
  request.mutable_automation_rule()->set_description("催办");
  request.mutable_update_mask()->add_paths("description");
  const resource::Methods& rules = world_.service.catalog->Of<AutomationRule>();
  EXPECT_THAT(rules.Update<AutomationRule>(world_.service.call(), request).status(), IsOk());
  *request.mutable_automation_rule()->mutable_actions() = rule.actions();
  auto* const start =
      request.mutable_automation_rule()->mutable_actions(0)->mutable_start_process();
  start->mutable_content()->RemoveLast();
  request.mutable_update_mask()->add_paths("actions");
  EXPECT_THAT(rules.Update<AutomationRule>(world_.service.call(), request).status(),
              HasReason("INVALID_FIELD"));
}

}  // namespace
}  // namespace guanxi::workflow
