// Records that come into the sight of a rule's owner.
#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
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

}  // namespace
}  // namespace guanxi::workflow
