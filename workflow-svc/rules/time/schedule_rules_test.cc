// Schedules, thresholds and what is kept of firings.
#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/metadata/v1/field_definition.pb.h"
#include "workflow-svc/rules/time/firing_retention.h"
#include "workflow-svc/rules/time/rule_time_testing.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using v1::AutomationRule;

constexpr absl::Duration kDay = absl::Hours(24);

Customer Graded(Customer::Grade grade) {
  Customer customer;
  customer.set_grade(grade);
  return customer;
}

class ScheduleRulesTest : public RuleTimeTest {
 protected:
  int64_t Kept() const { return Number("SELECT COUNT(*) FROM rule_firings"); }
  absl::StatusOr<int64_t> Purge() { return PurgeRules(service_.database.get(), &service_.clock); }
};

// The test begins on a Monday, 2026-09-21, at 14:13 UTC.
TEST_F(ScheduleRulesTest, LooksAtWhatItsFilterFindsOnceAtEachTime) {
  service_.customer_server.service().CreateMany(45, [](int i, Customer* customer) {
    customer->set_grade(i % 3 == 0 ? Customer::LOW : Customer::VIP);
  });
  CreateEnabled("trigger {schedule {cron: '0 9 * * *' filter: 'grade = VIP'}}");
  EXPECT_EQ(Timers("rule_schedule"), 1);
  EXPECT_EQ(Firings(), 0);
  Run(kDay);
  EXPECT_EQ(Firings(), 30);
  Run();
  EXPECT_EQ(Firings(), 30);
  Run(kDay);
  EXPECT_EQ(Firings(), 60);
  // Of the times that it missed there is one.
  Run(5 * kDay);
  EXPECT_EQ(Firings(), 90);
  EXPECT_EQ(Timers("rule_schedule"), 1);
}

TEST_F(ScheduleRulesTest, TheConditionIsCheckedOfEachRecord) {
  Create(Graded(Customer::VIP));
  Create(Graded(Customer::LOW));
  const std::string rule =
      CreateEnabled("trigger {schedule {cron: '0 9 * * TUE'}} condition: 'grade = LOW'");
  Run(kDay);
  EXPECT_EQ(Firings(), 1);
  EXPECT_EQ(NotFired(v1::RuleExecution::CONDITION_FALSE), 1);
  Pause(rule);
  Run(7 * kDay);
  EXPECT_EQ(Firings(), 1);
  EXPECT_EQ(Timers("rule_schedule"), 0);
}

// The filter is read by customer-svc's SQL, the condition here: they find the same.
TEST_F(ScheduleRulesTest, CustomFieldsAreReadByFilterAndConditionAlike) {
  using metadata::v1::FieldDefinition;
  customer::TestService& customers = service_.customer_server.service();
  metadata::v1::CreateFieldDefinitionRequest define;
  define.mutable_field_definition()->set_resource_type("guanxi.dev/Customer");
  define.mutable_field_definition()->set_key("score");
  define.mutable_field_definition()->set_display_name("评分");
  define.mutable_field_definition()->set_value_type(FieldDefinition::NUMBER);
  define.mutable_field_definition()->set_filterable(true);
  ASSERT_THAT(customers.definitions->Create<FieldDefinition>(customers.call(), define), IsOk());
  customers.CreateMany(40, [](int i, Customer* customer) {
    if (i % 4 != 0) (*customer->mutable_custom())["score"].set_number_value(i);
  });
  CreateEnabled("trigger {schedule {cron: '0 9 * * *' filter: 'custom.score >= 20'}}");
  CreateEnabled("trigger {schedule {cron: '0 9 * * *'}} condition: 'custom.score >= 20'");
  Run(kDay);
  EXPECT_EQ(Firings(), 30);
  EXPECT_EQ(NotFired(v1::RuleExecution::CONDITION_FALSE), 15);
  EXPECT_EQ(NotFired(v1::RuleExecution::CONDITION_UNKNOWN), 10);
}

TEST_F(ScheduleRulesTest, ScheduleThatComesTooOftenIsRefused) {
  AutomationRule rule;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "resource_type: 'guanxi.dev/Customer' trigger {schedule {cron: '* * * * *'}} "
      "actions {todo {title: 'x'}} fire_policy: ONCE_PER_WINDOW",
      &rule));
  Violations violations;
  EXPECT_EQ(CompiledRule::Compile(rule, &violations), nullptr);
  EXPECT_THAT(violations.ToStatus().ToString(), ::testing::HasSubstr("trigger.schedule.cron"));
}

TEST_F(ScheduleRulesTest, TheThirdEventWithinAWeekReachesTheThreshold) {
  CreateEnabled(
      "trigger {threshold {event {kinds: UPDATED fields: 'note'} count: 3 period {seconds: "
      "604800}}}"
      " condition: 'grade = VIP'");
  const Customer vip = Create(Graded(Customer::VIP));
  const Customer low = Create(Graded(Customer::LOW));
  const auto hear = [&](const Customer& customer) { Hear(customer, customer, {"note"}); };
  for (int i = 0; i < 5; ++i) hear(low);
  hear(vip);
  Run(4 * kDay);
  hear(vip);
  Run(4 * kDay);
  hear(vip);  // the first one is over
  EXPECT_EQ(Firings(), 0);
  hear(vip);
  EXPECT_EQ(Firings(), 1);
  hear(vip);
  hear(vip);
  EXPECT_EQ(Firings(), 1);  // counting began anew
  hear(vip);
  EXPECT_EQ(Firings(), 2);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM rule_counts"), 1);
  service_.clock.Advance(8 * kDay);
  EXPECT_THAT(Purge(), IsOk());
  EXPECT_EQ(Number("SELECT COUNT(*) FROM rule_counts"), 0);
}

TEST_F(ScheduleRulesTest, FiringsAreKeptAsLongAsTheirWindowCanComeAgain) {
  Create(Graded(Customer::VIP));
  CreateEnabled("trigger {time {field: 'create_time' offset {count: 15 unit: DAY}}}");
  CreateEnabled("trigger {schedule {cron: '0 9 1 * *'}}");
  CreateEnabled("trigger {schedule {cron: '0 10 1 * *'}} fire_policy: ONCE");
  Run(16 * kDay);
  EXPECT_EQ(Kept(), 3);
  service_.clock.Advance(44 * kDay);
  EXPECT_THAT(Purge(), IsOk());
  EXPECT_EQ(Kept(), 3);
  service_.clock.Advance(2 * kDay);
  EXPECT_THAT(Purge(), IsOk());
  EXPECT_EQ(Kept(), 2);  // a time of the calendar does not come again
  service_.clock.Advance(2000 * kDay);
  EXPECT_THAT(Purge(), IsOk());
  EXPECT_EQ(Kept(), 2);  // the record holds the value still
}

TEST(RetentionTest, IsThatOfTheWindow) {
  const auto of = [](const char* text) {
    AutomationRule rule;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &rule)) << text;
    return RetentionOf(rule);
  };
  EXPECT_EQ(of("fire_policy: ONCE trigger {time {}}").own, std::nullopt);
  EXPECT_EQ(of("fire_policy: ONCE_PER_WINDOW trigger {time {yearly: true}}").own, kKeepYear);
  EXPECT_EQ(of("fire_policy: ONCE_PER_WINDOW trigger {time {}}").own, std::nullopt);
  EXPECT_EQ(of("fire_policy: ONCE_PER_WINDOW trigger {time {}}").others, kKeepWindow);
  EXPECT_EQ(of("fire_policy: ONCE_PER_WINDOW trigger {schedule {}}").own, kKeepEvent);
  EXPECT_EQ(of("fire_policy: ONCE_PER_WINDOW trigger {record {}}").own, kKeepWindow);
  EXPECT_EQ(of("fire_policy: EVERY_CHANGE trigger {record {}}").own, kKeepEvent);
}

TEST_F(ScheduleRulesTest, WhatBecameOfRulesGoesAfterItsTime) {
  Create(Graded(Customer::LOW));
  CreateEnabled("trigger {schedule {cron: '0 9 * * TUE'}} condition: 'grade = VIP'");
  Run(kDay);
  EXPECT_EQ(NotFired(v1::RuleExecution::CONDITION_FALSE), 1);
  service_.clock.Advance(7 * kDay - absl::Hours(1));
  EXPECT_THAT(Purge(), IsOkAndHolds(0));
  service_.clock.Advance(absl::Hours(2));
  EXPECT_THAT(Purge(), IsOkAndHolds(1));
  EXPECT_EQ(NotFired(v1::RuleExecution::CONDITION_FALSE), 0);
}

}  // namespace
}  // namespace guanxi::workflow
