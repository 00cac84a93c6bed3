// Whom a rule means may have left: what becomes of him stops neither it nor others.
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy_store.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "workflow-svc/rules/rule_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using v1::ActionOutcome;
using v1::AutomationRule;
using v1::RuleExecution;
using v1::Todo;

std::string User(const std::string& name) { return "users/" + DeriveUuid("user", name).ToString(); }

// Alice, who owns the rules, and ben; carl is disabled, and nobody else is there.
absl::StatusOr<access::v1::GetPolicySnapshotResponse> Company(const Uuid& tenant, int64_t) {
  access::v1::GetPolicySnapshotResponse response;
  access::v1::PolicySnapshot& snapshot = *response.mutable_snapshot();
  snapshot.set_tenant(tenant.ToString());
  snapshot.set_version(1);
  auto* const role = snapshot.add_roles();
  role->set_name("roles/0190a000-0000-7000-8000-000000000021");
  auto* const permission = role->add_permissions();
  permission->set_pattern("*");
  permission->set_scope(access::v1::ALL);
  for (const char* const name : {"alice", "ben", "carl"}) {
    auto* const user = snapshot.add_users();
    user->set_name(User(name));
    user->set_active(std::string(name) != "carl");
    user->add_roles(role->name());
  }
  return response;
}

class RuleLeaversTest : public ::testing::TestWithParam<std::string> {
 protected:
  RuleLeaversTest()
      : store_(Company, policy::PolicyStore::Options()), rights_(&store_), world_(&rights_) {
    rule_ = UrgentRule(world_.me());
    rule_.clear_actions();
  }

  // Who is meant: disabled, or never there, as somebody who was deleted is not.
  static std::string Leaver() { return User(GetParam()); }

  // What becomes of the rule when a to-do of `owner` becomes urgent. Another rule at the same
  // to-do, and the next event of it, go on.
  RuleExecution Run(const std::string& owner) {
    AutomationRule other = UrgentRule(world_.me());
    other.mutable_actions(0)->mutable_todo()->set_title("另一条");
    other = world_.Enabled(other);
    rule_ = world_.Enabled(rule_);
    Todo todo;
    todo.set_title("旧");
    todo.set_priority(Todo::URGENT);
    todo.set_owner(owner);
    const Todo stored = world_.service.CreateTodo(todo);
    Todo before = stored;
    before.set_priority(Todo::LOW);
    for (int i = 0; i < 2; ++i) {
      EXPECT_THAT(world_.Apply({world_.Updated(before, stored)}), IsOk());
      world_.Work();
      EXPECT_THAT(world_.Executions(other.name()), SizeIs(i + 1));
    }
    EXPECT_EQ(world_.Executions(other.name())[0].outcome(), RuleExecution::DONE);
    const auto executions = world_.Executions(rule_.name());
    EXPECT_THAT(executions, SizeIs(2));
    return executions.empty() ? RuleExecution() : executions[0];
  }

  v1::TodoAction* AddTodo() {
    auto* const todo = rule_.add_actions()->mutable_todo();
    todo->set_title("跟进");
    return todo;
  }
  // What rules have told people.
  int64_t Told() const {
    return world_.service.Number(
        "SELECT COUNT(*) FROM notices WHERE INSTR(notice, 'automationRules/') > 0");
  }
  // That it was done, and that somebody had left.
  static void ExpectDone(const RuleExecution& execution, ActionOutcome::State state) {
    EXPECT_EQ(execution.outcome(), RuleExecution::DONE);
    ASSERT_EQ(execution.actions_size(), 1);
    EXPECT_EQ(execution.actions(0).state(), state);
    EXPECT_EQ(execution.actions(0).reason(), "USER_GONE");
  }

  policy::PolicyStore store_;
  const policy::Authorizer rights_;
  RuleWorld world_;
  AutomationRule rule_;
};

INSTANTIATE_TEST_SUITE_P(All, RuleLeaversTest, ::testing::Values("carl", "nobody"),
                         [](const auto& info) { return info.param; });

TEST_P(RuleLeaversTest, ForWhomIsNamedTheRulesOwnerStandsIn) {
  AddTodo()->mutable_assignee()->set_user(Leaver());
  ExpectDone(Run(User("ben")), ActionOutcome::DONE);
  EXPECT_EQ(world_.TodosTitled("跟进").at(0).owner(), world_.me());
}

TEST_P(RuleLeaversTest, ForTheRecordsOwnerTheRulesOwnerStandsIn) {
  AddTodo();
  ExpectDone(Run(Leaver()), ActionOutcome::DONE);
  EXPECT_EQ(world_.TodosTitled("跟进").at(0).owner(), world_.me());
}

TEST_P(RuleLeaversTest, OfThoseWhoWorkOnAToDoTheOthersDo) {
  auto* const todo = AddTodo();
  todo->mutable_assignee()->set_rule_owner(true);
  todo->add_collaborators()->set_user(Leaver());
  todo->add_collaborators()->set_user(User("ben"));
  ExpectDone(Run(User("ben")), ActionOutcome::DONE);
  EXPECT_THAT(world_.TodosTitled("跟进").at(0).collaborators(), ElementsAre(User("ben")));
}

TEST_P(RuleLeaversTest, WhoIsLeftIsTold) {
  auto* const told = rule_.add_actions()->mutable_notification();
  told->set_title("跟进");
  told->add_recipients()->set_user(Leaver());
  told->add_recipients()->set_user(User("ben"));
  ExpectDone(Run(User("ben")), ActionOutcome::DONE);
  EXPECT_EQ(Told(), 2);  // of two events
}

TEST_P(RuleLeaversTest, WhereNobodyIsLeftTheStepIsSkipped) {
  auto* const told = rule_.add_actions()->mutable_notification();
  told->set_title("跟进");
  told->add_recipients()->set_user(Leaver());
  ExpectDone(Run(User("ben")), ActionOutcome::SKIPPED);
  EXPECT_EQ(Told(), 0);
}

TEST_P(RuleLeaversTest, NothingIsGivenToHim) {
  rule_.add_actions()->mutable_assign()->mutable_to()->set_user(Leaver());
  const RuleExecution execution = Run(User("ben"));
  EXPECT_EQ(execution.outcome(), RuleExecution::FAILED);
  ASSERT_EQ(execution.actions_size(), 1);
  EXPECT_EQ(execution.actions(0).reason(), "USER_GONE");
}

}  // namespace
}  // namespace guanxi::workflow
