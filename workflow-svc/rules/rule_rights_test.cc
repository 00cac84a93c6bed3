// A rule sees and does what its owner may, by the policy that is in force when it looks.
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/policy/authorizer.h"
#include "common/policy/field_view.h"
#include "common/policy/policy_store.h"
#include "common/policy/rights.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "workflow-svc/rules/rule_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::SizeIs;
using v1::AutomationRule;
using v1::RuleExecution;
using v1::Todo;

std::string User(const std::string& name) { return "users/" + DeriveUuid("user", name).ToString(); }

// The snapshot of a company of alice, who owns the rule, and ben.
access::v1::PolicySnapshot Company(const std::string& alices_role, bool alice_is_active) {
  access::v1::PolicySnapshot snapshot;
  snapshot.set_version(1);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "name: 'roles/0190a000-0000-7000-8000-000000000021' " + alices_role, snapshot.add_roles()));
  for (const char* const name : {"alice", "ben"}) {
    auto* const user = snapshot.add_users();
    user->set_name(User(name));
    user->set_active(alice_is_active || std::string(name) != "alice");
    user->add_roles(snapshot.roles(0).name());
  }
  return snapshot;
}

// The rights of one test.
struct Rights {
  explicit Rights(const std::string& alices_role, bool alice_is_active = true)
      : store(
            [snapshot = Company(alices_role, alice_is_active)](const Uuid& tenant, int64_t) {
              access::v1::GetPolicySnapshotResponse response;
              *response.mutable_snapshot() = snapshot;
              response.mutable_snapshot()->set_tenant(tenant.ToString());
              return absl::StatusOr<access::v1::GetPolicySnapshotResponse>(response);
            },
            policy::PolicyStore::Options()),
        authorizer(&store),
        world(&authorizer) {}

  // What becomes of a rule of alice's about a change of a to-do of `owner`, which becomes urgent;
  // by another condition than that, if one is stated.
  RuleExecution RunOn(const std::string& owner, const std::string& condition = "") {
    AutomationRule made = UrgentRule(world.me());
    made.mutable_trigger()->mutable_record()->clear_fields();
    if (!condition.empty()) made.set_condition(condition);
    rule = world.Enabled(made);
    BecomeUrgent(owner);
    const auto executions = world.Executions(rule.name());
    return executions.empty() ? RuleExecution() : executions[0];
  }
  void BecomeUrgent(const std::string& owner) {
    Todo todo;
    todo.set_title("旧");
    todo.set_priority(Todo::URGENT);
    todo.set_owner(owner);
    const Todo stored = world.service.CreateTodo(todo);
    Todo before = stored;
    before.set_priority(Todo::LOW);
    event::v1::LogEvent event = world.Updated(before, stored);
    event.set_depth(depth);
    EXPECT_THAT(world.Apply({event}), IsOk());
    world.Work();
  }

  policy::PolicyStore store;
  const policy::Authorizer authorizer;
  RuleWorld world;
  AutomationRule rule;
  int depth = 0;  // of the events
};

constexpr char kOwn[] = "permissions {pattern: 'todos.*' scope: SELF}";

TEST(RuleRightsTest, ItSeesTheRecordsOfItsOwner) {
  Rights rights(kOwn);
  EXPECT_EQ(rights.RunOn(User("alice")).outcome(), RuleExecution::DONE);
}

// Nor does the run log tell that there are such, or when they change; not even in a deep chain.
TEST(RuleRightsTest, ItDoesNotSeeThoseOfOthers) {
  for (const int depth : {0, 8}) {
    Rights rights(kOwn);
    rights.depth = depth;
    rights.RunOn(User("ben"));
    EXPECT_THAT(rights.world.Executions(rights.rule.name()), SizeIs(0));
    rights.BecomeUrgent(User("alice"));
    EXPECT_THAT(rights.world.Executions(rights.rule.name()), SizeIs(1));
  }
}

TEST(RuleRightsTest, AFieldThatIsHiddenFromItsOwnerIsNotSet) {
  Rights rights(
      "permissions {pattern: '*' scope: ALL} "
      "field_policies {resource_type: 'guanxi.dev/Todo' path: 'priority' access: HIDDEN}");
  EXPECT_EQ(rights.RunOn(User("alice")).reason(), RuleExecution::CONDITION_UNKNOWN);
}

// Nor does an event tell its owner what it was, or that it has changed.
TEST(RuleRightsTest, WhatIsHiddenFromItsOwnerWasNothingBefore) {
  const std::string hidden =
      "permissions {pattern: '*' scope: ALL} "
      "field_policies {resource_type: 'guanxi.dev/Todo' path: 'priority' access: HIDDEN}";
  const RuleExecution was = Rights(hidden).RunOn(User("alice"), "old.priority = LOW");
  EXPECT_EQ(was.reason(), RuleExecution::CONDITION_UNKNOWN);
  const RuleExecution is_told = Rights(hidden).RunOn(User("alice"), "changed(\"priority\")");
  EXPECT_EQ(is_told.reason(), RuleExecution::CONDITION_FALSE);
  const RuleExecution open =
      Rights("permissions {pattern: '*' scope: ALL}").RunOn(User("alice"), "old.priority = LOW");
  EXPECT_EQ(open.outcome(), RuleExecution::DONE);
}

// Not even the run log tells when it changed.
TEST(RuleRightsTest, AChangeOfWhatIsHiddenFromItsOwnerSetsNothingOff) {
  for (const bool is_hidden : {true, false}) {
    std::string role = "permissions {pattern: '*' scope: ALL} ";
    if (is_hidden) {
      role += "field_policies {resource_type: 'guanxi.dev/Todo' path: 'priority' access: HIDDEN}";
    }
    Rights rights(role);
    AutomationRule rule = UrgentRule(rights.world.me());
    rule.set_condition("state = OPEN");
    rule = rights.world.Enabled(rule);
    rights.BecomeUrgent(User("alice"));
    EXPECT_THAT(rights.world.TodosTitled("跟进"), SizeIs(is_hidden ? 0 : 1));
    EXPECT_THAT(rights.world.Executions(rule.name()), SizeIs(is_hidden ? 0 : 1));
  }
}

TEST(RuleRightsTest, WhatItsOwnerMayNotDoFails) {
  Rights rights("permissions {pattern: 'todos.read' scope: ALL}");
  const RuleExecution execution = rights.RunOn(User("alice"));
  EXPECT_EQ(execution.outcome(), RuleExecution::FAILED);
  ASSERT_EQ(execution.actions_size(), 1);
  EXPECT_EQ(execution.actions(0).code(), "PERMISSION_DENIED");
  EXPECT_EQ(execution.actions(0).reason(), "METHOD_NOT_ALLOWED");
}

TEST(RuleRightsTest, WhatIsHiddenOfARuleIsHiddenOfItsExecutions) {
  Rights rights(
      "permissions {pattern: '*' scope: ALL} field_policies {resource_type: "
      "'guanxi.dev/AutomationRule' path: 'condition' access: HIDDEN} field_policies "
      "{resource_type: 'guanxi.dev/AutomationRule' path: 'actions' access: MASKED}");
  Principal caller = rights.world.service.call().principal;
  caller.subject = User("ben");
  ASSERT_THAT(rights.authorizer.Decide("automationRules.read", absl::InfiniteFuture(), &caller),
              IsOk());
  const auto view = caller.rights->ViewOf(RuleExecution::descriptor());
  EXPECT_EQ(view->AccessTo("comparisons"), policy::FieldAccess::kHidden);
  EXPECT_EQ(view->AccessTo("actions"), policy::FieldAccess::kMasked);
  EXPECT_EQ(view->AccessTo("outcome"), policy::FieldAccess::kFull);
}

TEST(RuleRightsTest, AnOwnerWhoIsGonePausesIt) {
  Rights rights(kOwn, /*alice_is_active=*/false);
  const RuleExecution execution = rights.RunOn(User("alice"));
  EXPECT_EQ(execution.reason(), RuleExecution::OWNER_GONE);
  EXPECT_EQ(execution.subject() + execution.event_id(), "");
  EXPECT_EQ(rights.world.Get(rights.rule.name()).pause_reason(), AutomationRule::OWNER_GONE);
}

}  // namespace
}  // namespace guanxi::workflow
