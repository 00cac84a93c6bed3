// Records that come into the sight of a rule's owner.
#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/rules/time/rule_time_testing.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using v1::RuleExecution;

constexpr absl::Duration kDay = absl::Hours(24);
constexpr char kSilentVip[] =
    "trigger {time {field: 'create_time' offset {count: 15 unit: DAY}}} condition: 'grade = VIP'";
constexpr char kSilentVipInTime[] =
    "trigger {time {field: 'create_time' offset {count: 15 unit: DAY} skip_if_late: true}} "
    "condition: 'grade = VIP'";

// What is made and not heard of lies out of sight: neither reading all nor an event has armed
// anything for it.
class SightRulesTest : public RuleTimeTest {
 protected:
  Customer CreateUnseen(Customer::Grade grade) {
    Customer customer;
    customer.set_grade(grade);
    return Create(customer);
  }
  void HandOver(const Customer& customer) {
    Hear(customer, customer, {"owner"});
    Run();
  }
};

TEST_F(SightRulesTest, WhatIsHandedOverIsRemindedOfWhenItIsDue) {
  CreateEnabled(kSilentVip);
  const Customer customer = CreateUnseen(Customer::VIP);
  Run(5 * kDay);
  EXPECT_EQ(Timers("rule"), 0);
  HandOver(customer);
  EXPECT_EQ(Timers("rule"), 1);
  HandOver(customer);
  EXPECT_EQ(Timers("rule"), 1);
  Run(10 * kDay - absl::Seconds(1));
  EXPECT_EQ(Firings(), 0);
  Run(absl::Seconds(1));
  EXPECT_EQ(Firings(), 1);
  HandOver(customer);
  EXPECT_EQ(Firings(), 1);
}

TEST_F(SightRulesTest, WhatIsHandedOverLateFiresAtOnceUnlessItIsToBeSkipped) {
  CreateEnabled(kSilentVip);
  CreateEnabled(kSilentVipInTime);
  const Customer customer = CreateUnseen(Customer::VIP);
  Run(20 * kDay);
  HandOver(customer);
  EXPECT_EQ(Firings(), 1);
}

// It was known in time, and waits for its condition.
TEST_F(SightRulesTest, WhatWaitsForItsConditionIsNotLateByBeingHandedOver) {
  CreateEnabled(kSilentVipInTime);
  const Customer before = CreateUnseen(Customer::LOW);
  HearOfNew(before);
  Run(15 * kDay);
  EXPECT_EQ(NotFired(RuleExecution::CONDITION_FALSE), 1);
  Run(kDay);
  HandOver(before);
  EXPECT_EQ(NotFired(RuleExecution::TOO_LATE), 0);
  Customer after = before;
  after.set_grade(Customer::VIP);
  Hear(before, Update(after, "grade"), {"grade"});
  Run();
  EXPECT_EQ(Firings(), 1);
}

// The gateway knows it first: it gives no token for him.
TEST_F(SightRulesTest, WhoseOwnerHasLeftIsRemindedOfToTheOwnerOfTheRule) {
  CreateEnabled("trigger {time {field: 'create_time' offset {count: 15 unit: DAY}}}");
  Customer customer;
  customer.set_owner("users/" + DeriveUuid("user", "ben").ToString());
  customer = Create(customer);
  HearOfNew(customer);
  refused_.insert(customer.owner());
  Run(15 * kDay);
  ASSERT_EQ(Firings(), 1);
  EXPECT_THAT(rules_->worker.Turn(), IsOkAndHolds(true));
  v1::ListTodosRequest request;
  const auto todos = service_.catalog->Of<v1::Todo>().List<v1::ListTodosResponse>(call(), request);
  ASSERT_THAT(todos, IsOk());
  ASSERT_EQ(todos->todos_size(), 1);
  EXPECT_EQ(todos->todos(0).owner(), call().principal.subject);
}

// That this service has no account is no reason to take anybody for gone: it passes.
TEST_F(SightRulesTest, WhereNobodyGetsATokenItIsTriedAgain) {
  CreateEnabled("trigger {time {field: 'create_time' offset {count: 15 unit: DAY}}}");
  HearOfNew(CreateUnseen(Customer::VIP));
  refused_ = {"", call().principal.subject};
  Run(15 * kDay);
  EXPECT_EQ(Firings(), 0);
  EXPECT_EQ(NotFired(RuleExecution::OWNER_GONE), 0);
  refused_.clear();
  Run(absl::Hours(1));
  EXPECT_EQ(Firings(), 1);
}

}  // namespace
}  // namespace guanxi::workflow
