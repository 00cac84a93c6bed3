// What the actions of a rule name must be there: when it is saved, and of a channel when it posts.
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy_store.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/customer/v1/tag_service.pb.h"
#include "guanxi/workflow/v1/automation_rule_service.pb.h"
#include "guanxi/workflow/v1/channel_service.pb.h"
#include "workflow-svc/rules/rule_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using v1::AutomationRule;
using v1::Channel;
using v1::RuleExecution;

std::string User(const std::string& name) { return "users/" + DeriveUuid("user", name).ToString(); }
std::string Absent(const std::string& collection) {
  return collection + "/0190a000-0000-7000-8000-0000000000ff";
}

// Alice may do everything, ben make rules and not read channels; carl is disabled.
absl::StatusOr<access::v1::GetPolicySnapshotResponse> Company(const Uuid& tenant, int64_t) {
  access::v1::GetPolicySnapshotResponse response;
  access::v1::PolicySnapshot& snapshot = *response.mutable_snapshot();
  snapshot.set_tenant(tenant.ToString());
  snapshot.set_version(1);
  for (const char* const pattern : {"*", "automationRules.*"}) {
    auto* const role = snapshot.add_roles();
    role->set_name("roles/" + DeriveUuid("role", pattern).ToString());
    auto* const permission = role->add_permissions();
    permission->set_pattern(pattern);
    permission->set_scope(access::v1::ALL);
  }
  for (const char* const name : {"alice", "ben", "carl"}) {
    auto* const user = snapshot.add_users();
    user->set_name(User(name));
    user->set_active(std::string(name) != "carl");
    user->add_roles(snapshot.roles(std::string(name) == "ben" ? 1 : 0).name());
  }
  return response;
}

class RuleNamesTest : public ::testing::Test {
 protected:
  RuleNamesTest()
      : store_(Company, policy::PolicyStore::Options()), rights_(&store_), world_(&rights_) {}

  rpc::Call CallOf(const std::string& name) {
    rpc::Call call = world_.service.call();
    call.principal.subject = User(name);
    EXPECT_THAT(rights_.Decide("automationRules.update", absl::InfiniteFuture(), &call.principal),
                IsOk());
    return call;
  }
  absl::StatusOr<AutomationRule> Save(AutomationRule rule, const std::string& as = "alice") {
    v1::CreateAutomationRuleRequest request;
    rule.set_owner(User(as));
    *request.mutable_automation_rule() = std::move(rule);
    return world_.service.catalog->Of<AutomationRule>().Create<AutomationRule>(CallOf(as), request);
  }
  // The paths that a save is refused for.
  std::vector<std::string> Refused(const AutomationRule& rule, const std::string& as = "alice") {
    std::vector<std::string> paths;
    for (const FieldViolation& each : FieldViolations(Save(rule, as).status())) {
      paths.push_back(each.path);
    }
    return paths;
  }
  AutomationRule WithoutActions() const {
    AutomationRule rule = UrgentRule(world_.me());
    rule.clear_actions();
    return rule;
  }
  AutomationRule Posting(const std::string& channel) const {
    AutomationRule rule = WithoutActions();
    auto* const post = rule.add_actions()->mutable_webhook();
    post->set_channel(channel);
    post->set_title("跟进");
    return rule;
  }
  Channel CreateChannel() {
    v1::CreateChannelRequest request;
    request.mutable_channel()->set_display_name("群");
    request.mutable_channel()->set_kind(Channel::WEBHOOK);
    request.mutable_channel()->set_owner(world_.me());
    return world_.service.catalog->Of<Channel>()
        .Create<Channel>(world_.service.call(), request)
        .value();
  }

  policy::PolicyStore store_;
  const policy::Authorizer rights_;
  RuleWorld world_;
};

TEST_F(RuleNamesTest, PeopleAreActive) {
  AutomationRule rule = WithoutActions();
  auto* const todo = rule.add_actions()->mutable_todo();
  todo->set_title("跟进");
  todo->mutable_assignee()->set_user(User("carl"));
  todo->add_collaborators()->set_user(User("ben"));
  todo->add_collaborators()->set_user(Absent("users"));
  auto* const told = rule.add_actions()->mutable_notification();
  told->set_title("跟进");
  told->add_recipients()->set_user(Absent("users"));
  rule.add_actions()->mutable_assign()->mutable_to()->set_user(User("carl"));
  EXPECT_THAT(Refused(rule),
              ElementsAre("automation_rule.actions[0].todo.assignee.user",
                          "automation_rule.actions[0].todo.collaborators[1].user",
                          "automation_rule.actions[1].notification.recipients[0].user",
                          "automation_rule.actions[2].assign.to.user"));
}

// A trial reads the record by a request of its own, whose field is another.
TEST_F(RuleNamesTest, TheSubjectOfATrialIsNamedAsTheSubject) {
  v1::TestAutomationRuleRequest request;
  *request.mutable_rule() = UrgentRule(world_.me());
  for (const char* const subject : {"todos/00000000-0000-0000-0000-000000000000", "todos/x", ""}) {
    request.set_subject(subject);
    const auto tried = world_.part->service.TestAutomationRule(CallOf("alice"), request);
    const auto faults = FieldViolations(tried.status());
    ASSERT_THAT(faults, SizeIs(1)) << subject << " " << tried.status();
    EXPECT_EQ(faults[0].path, "subject");
  }
}

TEST_F(RuleNamesTest, WhatIsMissingIsSaidOnce) {
  AutomationRule rule = WithoutActions();
  rule.clear_trigger();
  rule.clear_condition();
  EXPECT_THAT(Refused(rule), ElementsAre("automation_rule.trigger", "automation_rule.actions"));
}

TEST_F(RuleNamesTest, ChannelsAreThereForWhoMayReadThem) {
  const std::string at = "automation_rule.actions[0].webhook.channel";
  EXPECT_THAT(Refused(Posting(Absent("channels"))), ElementsAre(at));
  const std::string channel = CreateChannel().name();
  EXPECT_THAT(Refused(Posting(channel), "ben"), ElementsAre(at));
  EXPECT_THAT(Save(Posting(channel)), IsOk());
}

TEST_F(RuleNamesTest, TagsAreAskedForWhereTheyAre) {
  customer::TestService& customers = world_.service.customer_server.service();
  customer::v1::CreateTagRequest request;
  request.mutable_tag()->set_display_name("重点");
  request.mutable_tag()->set_kind(customer::v1::Tag::STATIC);
  const auto tag = customers.catalog->Of<customer::v1::Tag>().Create<customer::v1::Tag>(
      customers.call(), request);
  ASSERT_THAT(tag, IsOk());
  AutomationRule rule = WithoutActions();
  rule.set_resource_type("guanxi.dev/Customer");
  rule.mutable_trigger()->mutable_record()->clear_fields();
  rule.set_condition("grade = VIP");
  auto* const tags = rule.add_actions()->mutable_tags();
  tags->add_add(tag->name());
  EXPECT_THAT(Save(rule), IsOk());
  tags->add_remove(Absent("tags"));
  EXPECT_THAT(Refused(rule), ElementsAre("automation_rule.actions[0].tags.remove[0]"));
}

TEST_F(RuleNamesTest, WhatWasNamedBeforeMayHaveGone) {
  const Channel channel = CreateChannel();
  AutomationRule rule = Save(Posting(channel.name())).value();
  v1::DeleteChannelRequest gone;
  gone.set_name(channel.name());
  ASSERT_THAT(world_.service.catalog->Of<Channel>().Delete<Channel>(world_.service.call(), gone),
              IsOk());
  v1::UpdateAutomationRuleRequest request;
  *request.mutable_automation_rule() = rule;
  request.mutable_automation_rule()->set_description("为什么");
  EXPECT_THAT(
      world_.service.catalog->Of<AutomationRule>().Update<AutomationRule>(CallOf("alice"), request),
      IsOk());
}

// A posting to nobody is no deed that was done.
TEST_F(RuleNamesTest, APostingToAChannelThatIsGoneFails) {
  const Channel channel = CreateChannel();
  const AutomationRule rule = world_.Enabled(Posting(channel.name()));
  ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
  world_.Work();
  v1::DeleteChannelRequest gone;
  gone.set_name(channel.name());
  ASSERT_THAT(world_.service.catalog->Of<Channel>().Delete<Channel>(world_.service.call(), gone),
              IsOk());
  ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
  world_.Work();
  std::vector<std::string> reasons;
  for (const RuleExecution& each : world_.Executions(rule.name())) {
    ASSERT_EQ(each.actions_size(), 1);
    reasons.push_back(each.actions(0).reason());
  }
  EXPECT_THAT(reasons, ::testing::UnorderedElementsAre("", "CHANNEL_NOT_FOUND"));
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM notices"), 1);
}

}  // namespace
}  // namespace guanxi::workflow
