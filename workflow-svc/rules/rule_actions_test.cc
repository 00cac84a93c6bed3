// What actions make of records: given to others, made below others.
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "workflow-svc/rules/record_access.h"
#include "workflow-svc/rules/record_kind.h"
#include "workflow-svc/rules/rule_world.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Contact;
using ::testing::SizeIs;
using v1::ActionOutcome;
using v1::AutomationRule;
using v1::RuleExecution;
using v1::Todo;

class RuleActionsTest : public ::testing::Test {
 protected:
  RuleActionsTest() : rule_(UrgentRule(world_.me())) { rule_.clear_actions(); }

  // What comes of the rule, whose one action is done, for a to-do about a customer.
  ActionOutcome Done(const std::string& customer) {
    rule_ = world_.Enabled(rule_);
    Todo todo;
    todo.set_title("王芳");
    todo.set_priority(Todo::URGENT);
    todo.set_owner(world_.me());
    todo.set_subject(customer);
    const Todo stored = world_.service.CreateTodo(todo);
    Todo before = stored;
    before.set_priority(Todo::LOW);
    EXPECT_THAT(world_.Apply({world_.Updated(before, stored)}), IsOk());
    world_.Work();
    const auto executions = world_.Executions(rule_.name());
    EXPECT_THAT(executions, SizeIs(1));
    if (executions.empty()) return ActionOutcome();
    EXPECT_EQ(executions[0].outcome(), RuleExecution::DONE);
    return executions[0].actions(0);
  }

  RuleWorld world_;
  AutomationRule rule_;
};

TEST_F(RuleActionsTest, ARecordIsGivenToWhoIsMeant) {
  const std::string chen = absl::StrCat("users/", DeriveUuid("person", "chen").ToString());
  rule_.add_actions()->mutable_assign()->mutable_to()->set_user(chen);
  const ActionOutcome outcome = Done("");
  const Todo given = world_.TodosTitled("王芳").at(0);
  EXPECT_EQ(given.owner(), chen);
  EXPECT_EQ(outcome.made(), given.name());
}

TEST_F(RuleActionsTest, AContactIsMadeUnderTheCustomer) {
  auto* const create = rule_.add_actions()->mutable_create();
  create->set_resource_type("guanxi.dev/Contact");
  create->set_parent_field("parent.name");
  auto* const field = create->add_fields();
  field->set_field("display_name");
  field->set_value("{{title}}");
  const std::string customer = world_.service.CreateCustomer();
  const ActionOutcome outcome = Done(customer);
  EXPECT_TRUE(absl::StartsWith(outcome.made(), customer + "/contacts/")) << outcome.made();
  const RecordKind* const contacts = FindRecordKindOf(outcome.made());
  ASSERT_NE(contacts, nullptr);
  const Acting acting{world_.service.call().principal.tenant, world_.me(), Uuid(), 0};
  const auto made = world_.part->access.Read(acting, *contacts, outcome.made());
  ASSERT_THAT(made, IsOk());
  ASSERT_NE(*made, nullptr);
  EXPECT_EQ(static_cast<const Contact&>(**made).display_name(), "王芳");
}

}  // namespace
}  // namespace guanxi::workflow
