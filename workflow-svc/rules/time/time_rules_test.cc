// Time-relative rules from the change of a record to what fires.
#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/rules/time/rule_time_testing.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;

constexpr absl::Duration kDay = absl::Hours(24);
// The silent VIP of the books, by when the customer was made.
constexpr char kSilentVip[] =
    "trigger {time {field: 'create_time' offset {count: 15 unit: DAY}}} condition: 'grade = VIP'";
// 30 days ahead of a date.
constexpr char kAhead[] =
    "trigger {time {field: 'organization.establish_date' offset {count: -30 unit: DAY} "
    "minute_of_day: 540}}";
constexpr char kAheadOrNever[] =
    "trigger {time {field: 'organization.establish_date' offset {count: -30 unit: DAY} "
    "minute_of_day: 540 skip_if_late: true}}";

Customer Graded(Customer::Grade grade) {
  Customer customer;
  customer.set_grade(grade);
  return customer;
}

class TimeRulesTest : public RuleTimeTest {
 protected:
  // One whose date is so many days from now.
  Customer Dated(int days) {
    Customer customer;
    SetDate(days, &customer);
    return customer;
  }
  void SetDate(int days, Customer* customer) {
    const absl::CivilDay day = absl::ToCivilDay(now(), absl::UTCTimeZone()) + days;
    auto* const date = customer->mutable_organization()->mutable_establish_date();
    date->set_year(static_cast<int>(day.year()));
    date->set_month(day.month());
    date->set_day(day.day());
  }
};

TEST_F(TimeRulesTest, FiresOnceWhenTheTimeHasCome) {
  Create(Graded(Customer::VIP));
  Create(Graded(Customer::LOW));
  CreateEnabled(kSilentVip);
  EXPECT_EQ(Timers("rule"), 2);  // found by reading all records
  EXPECT_EQ(Timers("rule_backfill"), 0);
  Run(15 * kDay - absl::Seconds(1));
  EXPECT_EQ(Firings(), 0);
  Run(absl::Seconds(1));
  EXPECT_EQ(Firings(), 1);
  EXPECT_EQ(NotFired(v1::RuleExecution::CONDITION_FALSE), 1);
  Run(100 * kDay);
  EXPECT_EQ(Firings(), 1);
}

TEST_F(TimeRulesTest, WhatIsDueIsLookedAtWheneverTheConditionMayHold) {
  CreateEnabled(kSilentVip);
  const Customer before = Create(Graded(Customer::LOW));
  HearOfNew(before);
  Run(10 * kDay);
  Customer after = before;
  after.set_grade(Customer::VIP);
  // Not due yet: the timer that waits will see it.
  Hear(before, Update(after, "grade"), {"grade"});
  Run();
  EXPECT_EQ(Firings(), 0);
  Hear(after, Update(before, "grade"), {"grade"});
  Run(5 * kDay);
  EXPECT_EQ(Firings(), 0);
  EXPECT_EQ(Timers("rule"), 0);
  // Silent for 15 days, VIP on day 20.
  Run(5 * kDay);
  Hear(before, Update(after, "grade"), {"grade"});
  Run();
  EXPECT_EQ(Firings(), 1);
  Hear(after, Update(before, "grade"), {"grade"});
  Hear(before, Update(after, "grade"), {"grade"});
  Run();
  EXPECT_EQ(Firings(), 1);
}

TEST_F(TimeRulesTest, AnotherValueRemindsAgainAndNothingTwice) {
  CreateEnabled(kAhead);
  Customer customer = Create(Dated(40));
  HearOfNew(customer);
  Run(11 * kDay);
  EXPECT_EQ(Firings(), 1);
  Customer longer = customer;
  SetDate(60, &longer);
  longer = Update(longer, "organization.establish_date");
  Hear(customer, longer, {"organization"});
  Run();
  EXPECT_EQ(Firings(), 1);
  // Back again, and forth.
  Customer back = Update(customer, "organization.establish_date");
  Hear(longer, back, {"organization"});
  Run();
  EXPECT_EQ(Firings(), 1);
  Hear(back, Update(longer, "organization.establish_date"), {"organization"});
  Run(31 * kDay);
  EXPECT_EQ(Firings(), 2);
}

TEST_F(TimeRulesTest, WhatIsMadeTooLateFiresOnceAtOnceUnlessItIsToBeSkipped) {
  CreateEnabled(kAhead);
  CreateEnabled(kAheadOrNever);
  HearOfNew(Create(Dated(20)));
  Run();
  EXPECT_EQ(Firings(), 1);
  EXPECT_EQ(NotFired(v1::RuleExecution::TOO_LATE), 1);
  Run(40 * kDay);
  EXPECT_EQ(Firings(), 1);
}

TEST_F(TimeRulesTest, WhatIsPastIsNotRemindedOf) {
  Create(Dated(-3));
  CreateEnabled(kAhead);
  Run(40 * kDay);
  EXPECT_EQ(Firings(), 0);
}

TEST_F(TimeRulesTest, TimersOfRulesThatDoNotWorkGo) {
  for (int i = 0; i < 3; ++i) Create(Graded(Customer::VIP));
  const std::string rule = CreateEnabled(kSilentVip);
  EXPECT_EQ(Timers("rule"), 3);
  Pause(rule);
  Run();
  EXPECT_EQ(Timers("rule") + Timers("rule_disarm"), 0);
  Run(20 * kDay);
  EXPECT_EQ(Firings(), 0);
  Enable(rule);
  Run();
  EXPECT_EQ(Firings(), 3);  // they came due while nobody looked
}

TEST_F(TimeRulesTest, TimersOfRecordsThatAreGoneGo) {
  CreateEnabled(kSilentVip);
  const Customer customer = Create(Graded(Customer::VIP));
  HearOfNew(customer);
  EXPECT_EQ(Timers("rule"), 1);
  HearOfDeletion(customer);
  EXPECT_EQ(Timers("rule"), 0);
}

TEST_F(TimeRulesTest, TodosAreRecordsToo) {
  v1::Todo todo;
  todo.mutable_due_time()->set_seconds(absl::ToUnixSeconds(now() + kDay));
  service_.CreateTodo(todo);
  CreateEnabled("resource_type: 'guanxi.dev/Todo' trigger {time {field: 'due_time'}}");
  EXPECT_EQ(Timers("rule"), 1);
  Run(kDay);
  EXPECT_EQ(Firings(), 1);
}

// The condition turns by itself, and so does that of a rule which goes by events.
TEST_F(TimeRulesTest, ConditionsOverTimeBecomeTimes) {
  CreateEnabled(
      "trigger {record {kinds: CREATED kinds: UPDATED}} "
      "condition: 'grade = VIP AND create_time < ago(\"15d\")'");
  HearOfNew(Create(Graded(Customer::VIP)));
  Run();
  EXPECT_EQ(Firings(), 0);
  EXPECT_EQ(Timers("rule"), 1);
  Run(15 * kDay + absl::Seconds(1));
  EXPECT_EQ(Firings(), 1);
  Run(100 * kDay);
  EXPECT_EQ(Firings(), 1);
}

}  // namespace
}  // namespace guanxi::workflow
