// Trigger nodes: what they do, and that the process goes on once it is done.
#include <string>

#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/channel_service.pb.h"
#include "workflow-svc/approval/process_triggers.h"
#include "workflow-svc/process_world.h"
#include "workflow-svc/rules/record_access.h"

namespace guanxi::workflow {
namespace {

using v1::ProcessInstance;

constexpr char kTodoNode[] = R"(
  nodes { id: "do" display_name: "do" trigger { wait: true actions {
    todo { title: "签合同" assignee { rule_owner: true } } on_failure: STOP } } })";

class ProcessTriggerTest : public ::testing::Test {
 protected:
  ProcessTriggerTest()
      : access_(
            {{"customer-svc", world_.service.customer_server.target()}},
            [](const Uuid&, absl::string_view) { return std::string("a"); },
            &world_.service.authorizer, world_.service.catalog.get()),
        kind_(ProcessTriggerKind({world_.service.engine.get(), &world_.service.processes->runner,
                                  &world_.service.processes->staff, &access_})) {}

  // Fires the one trigger that is armed; it stays armed here.
  absl::Status Fire() {
    timers::Batch batch;
    batch.tenant = world_.service.call().principal.tenant;
    timers::ArmedTimer timer;
    GUANXI_RETURN_IF_ERROR(world_.service.database->ReadOnly({}, [&](db::Transaction& tx) {
      const auto rows = tx.Select({"test.trigger",
                                   "SELECT timer_key, payload FROM timers "
                                   "WHERE kind = 'process_trigger'",
                                   /*infrastructure=*/true},
                                  {});
      if (!rows.ok()) return rows.status();
      if (rows->size() != 1) return absl::NotFoundError("want one trigger");
      timer.key = std::string((*rows)[0].String(0));
      timer.payload = std::string((*rows)[0].String(1));
      return absl::OkStatus();
    }));
    batch.timers.push_back(timer);
    GUANXI_ASSIGN_OR_RETURN(batch.prepared, kind_.prepare(batch));
    return world_.service.engine->Write(
        events::WriterIn(batch.tenant, "services/workflow-svc"), {db::Lane::kJob},
        resource::WriteContext(),
        [&](resource::UnitOfWork& work) { return kind_.fire(work, batch); });
  }
  ProcessInstance Ask(const std::string& subject, const std::string& node = kTodoNode) {
    v1::CreateApprovalPolicyRequest create;
    auto& policy = *create.mutable_approval_policy();
    policy.set_display_name("all");
    policy.set_subject_type(ProcessWorld::kSubjectType);
    policy.set_definition(world_.Active(node, ProcessWorld::kSubjectType));
    policy.set_enabled(true);
    EXPECT_THAT(world_.service.catalog->Of<v1::ApprovalPolicy>().Create<v1::ApprovalPolicy>(
                    world_.As("admin"), create),
                IsOk());
    v1::RequestApprovalRequest request;
    request.set_subject(subject);
    request.set_subject_type(ProcessWorld::kSubjectType);
    request.set_request_id(world_.NewId());
    return world_.service.processes->instances.RequestApproval(world_.ActingFor("an"), request)
        .value();
  }
  int64_t Todos() const {
    return world_.service.Number("SELECT COUNT(*) FROM todos WHERE live = 1");
  }

  ProcessWorld world_;
  const RecordAccess access_;
  const timers::Kind kind_;
};

TEST_F(ProcessTriggerTest, DoesItOnceHoweverOftenItFiresAndGoesOn) {
  const ProcessInstance asked = Ask(world_.service.CreateCustomer());
  EXPECT_EQ(asked.state(), ProcessInstance::RUNNING);
  ASSERT_THAT(Fire(), IsOk());
  EXPECT_EQ(Todos(), 1);
  EXPECT_EQ(world_.Instance(asked.name()).state(), ProcessInstance::APPROVED);
  ASSERT_THAT(Fire(), IsOk());
  EXPECT_EQ(Todos(), 1);
}

// As what rules post: whoever is at the other end sees no more.
TEST_F(ProcessTriggerTest, WhatItPostsIsMasked) {
  v1::CreateChannelRequest create;
  create.mutable_channel()->set_display_name("群");
  create.mutable_channel()->set_kind(v1::Channel::WEBHOOK);
  create.mutable_channel()->set_owner(world_.service.call().principal.subject);
  const auto channel =
      world_.service.catalog->Of<v1::Channel>().Create<v1::Channel>(world_.service.call(), create);
  ASSERT_THAT(channel, IsOk());
  Ask(world_.service.CreateCustomer(),
      "nodes { id: \"do\" display_name: \"do\" trigger { wait: true actions { webhook { channel: "
      "\"" +
          channel->name() + "\" title: \"{{display_name}}\" } on_failure: STOP } } }");
  ASSERT_THAT(Fire(), IsOk());
  const std::string posted = "SELECT COUNT(*) FROM notices WHERE INSTR(notice, 'channels/') > 0";
  EXPECT_EQ(world_.service.Number(posted), 1);
  EXPECT_EQ(world_.service.Number(posted + " AND INSTR(notice, '灵动传媒') > 0"), 0);
}

TEST_F(ProcessTriggerTest, StopsWhereTheSubjectIsNotThere) {
  const ProcessInstance asked = Ask("customers/018f0000-0000-7000-8000-000000000001");
  ASSERT_THAT(Fire(), IsOk());
  EXPECT_EQ(Todos(), 0);
  EXPECT_EQ(world_.Instance(asked.name()).state(), ProcessInstance::STOPPED);
}

}  // namespace
}  // namespace guanxi::workflow
