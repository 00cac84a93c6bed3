// Rules about what lies under a customer: its contacts and interactions, as customer-svc has them.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/interaction_service.pb.h"
#include "guanxi/customer/v1/risk_signal_service.pb.h"
#include "workflow-svc/rules/rule_world.h"
#include "workflow-svc/rules/rules_testing.h"
#include "workflow-svc/rules/time/threshold_counts.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Contact;
using customer::v1::Customer;
using customer::v1::Interaction;
using customer::v1::RiskSignal;
using event::v1::LogEvent;
using metadata::v1::Change;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using v1::AutomationRule;
using v1::RecordTrigger;
using v1::RuleExecution;

class ChildEventsTest : public ::testing::Test {
 protected:
  customer::TestService& customers() { return world_.service.customer_server.service(); }
  std::string MakeCustomer(Customer::Grade grade) {
    Customer customer = customer::TestService::Company("云帆");
    customer.set_grade(grade);
    return customers().Create(customer).name();
  }
  // The name of a call with the customer, from which it came in.
  std::string Record(const std::string& customer) {
    customer::v1::CreateInteractionRequest request;
    request.set_parent(customer);
    Interaction& interaction = *request.mutable_interaction();
    interaction.set_channel(Interaction::CALL);
    interaction.set_direction(Interaction::INBOUND);
    interaction.mutable_occur_time()->set_seconds(1790000000);
    return customers()
        .catalog->Of<Interaction>()
        .Create<Interaction>(customers().call(), request)
        .value()
        .name();
  }
  std::string MakeContact(const std::string& customer) {
    customer::v1::CreateContactRequest request;
    request.set_parent(customer);
    request.mutable_contact()->set_display_name("李明");
    return customers().contacts->Create<Contact>(customers().call(), request).value().name();
  }
  std::string MakeSignal(const std::string& customer, type::v1::RiskSeverity severity) {
    customer::v1::CreateRiskSignalRequest request;
    request.set_parent(customer);
    RiskSignal& signal = *request.mutable_risk_signal();
    signal.set_kind(RiskSignal::LAWSUIT);
    signal.set_severity(severity);
    signal.set_state(RiskSignal::OPEN);
    signal.set_title("被执行");
    signal.mutable_occur_time()->set_seconds(1780000000);
    return customers()
        .catalog->Of<RiskSignal>()
        .Create<RiskSignal>(customers().call(), request)
        .value()
        .name();
  }
  // A rule of the world's owner.
  AutomationRule Enabled(AutomationRule rule, const std::string& condition) {
    rule.clear_name();
    rule.clear_state();
    rule.set_owner(world_.me());
    rule.set_condition(condition);
    return world_.Enabled(std::move(rule));
  }
  void Hear(const std::vector<LogEvent>& events) {
    ASSERT_THAT(world_.Apply(events), IsOk());
    world_.Work();
  }
  std::vector<std::string> Subjects() {
    std::vector<std::string> subjects;
    for (const v1::Todo& todo : world_.TodosTitled("跟进")) subjects.push_back(todo.subject());
    return subjects;
  }

  RuleWorld world_;
};

TEST_F(ChildEventsTest, AnInteractionOfAVipSetsOffWhatReadsItsCustomer) {
  Enabled(RuleAbout("guanxi.dev/Interaction", {RecordTrigger::CREATED}),
          "channel = CALL AND parent.grade = VIP");
  const std::string of_vip = Record(MakeCustomer(Customer::VIP));
  const std::string of_other = Record(MakeCustomer(Customer::LOW));
  Hear({world_.Happened(of_other, Change::CREATED), world_.Happened(of_vip, Change::CREATED)});
  EXPECT_EQ(Subjects(), std::vector<std::string>{of_vip});
}

TEST_F(ChildEventsTest, ARiskSignalSetsOffRulesByItsGravity) {
  Enabled(RuleAbout("guanxi.dev/RiskSignal", {RecordTrigger::CREATED}),
          "severity = RISK_HIGH AND parent.grade = VIP");
  const std::string customer = MakeCustomer(Customer::VIP);
  const std::string grave = MakeSignal(customer, type::v1::RISK_HIGH);
  const std::string slight = MakeSignal(customer, type::v1::RISK_LOW);
  Hear({world_.Happened(slight, Change::CREATED), world_.Happened(grave, Change::CREATED)});
  // What to-dos are not about themselves is about its customer.
  EXPECT_EQ(Subjects(), std::vector<std::string>{customer});
}

// So what people know of silence and broken contracts becomes a signal, too.
TEST_F(ChildEventsTest, ARuleStatesARiskSignal) {
  AutomationRule rule = RuleAbout("guanxi.dev/Customer", {RecordTrigger::CREATED});
  rule.clear_actions();
  auto* const create = rule.add_actions()->mutable_create();
  create->set_resource_type("guanxi.dev/RiskSignal");
  create->set_parent_field("name");
  for (const auto& [field, value] : std::map<std::string, std::string>{{"kind", "CHURN"},
                                                                       {"severity", "RISK_MEDIUM"},
                                                                       {"state", "OPEN"},
                                                                       {"title", "没有联系"}}) {
    auto* const one = create->add_fields();
    one->set_field(field);
    one->set_value(value);
  }
  Enabled(std::move(rule), "grade = VIP");
  const std::string customer = MakeCustomer(Customer::VIP);
  Hear({world_.Happened(customer, Change::CREATED)});
  customer::v1::GetCustomerRequest request;
  request.set_name(customer);
  const auto now = customers().customers->Get<Customer>(customers().call(), request);
  ASSERT_THAT(now, IsOk());
  EXPECT_EQ(now->risk_severity(), type::v1::RISK_MEDIUM);
  EXPECT_EQ(now->risk_signal_count(), 1);
}

TEST_F(ChildEventsTest, AContactSetsOffRulesByItsFields) {
  const AutomationRule rule = Enabled(
      RuleAbout("guanxi.dev/Contact", {RecordTrigger::UPDATED}, {"title"}), "parent.grade = VIP");
  const std::string contact = MakeContact(MakeCustomer(Customer::VIP));
  LogEvent event = world_.Happened(contact, Change::UPDATED);
  event.add_changed_fields("note");
  Hear({event});
  EXPECT_THAT(world_.Executions(rule.name()), IsEmpty());
  event = world_.Happened(contact, Change::UPDATED);
  event.add_changed_fields("title");
  Hear({event});
  EXPECT_EQ(Subjects(), std::vector<std::string>{contact});
}

TEST_F(ChildEventsTest, ADeletedContactSetsOffRulesToo) {
  const AutomationRule rule =
      Enabled(RuleAbout("guanxi.dev/Contact", {RecordTrigger::DELETED}), "");
  const std::string contact = MakeContact(MakeCustomer(Customer::VIP));
  customer::v1::DeleteContactRequest request;
  request.set_name(contact);
  ASSERT_THAT(customers().contacts->Delete<Contact>(customers().call(), request), IsOk());
  Hear({world_.Happened(contact, Change::DELETED)});
  const auto executions = world_.Executions(rule.name());
  ASSERT_THAT(executions, SizeIs(1));
  EXPECT_EQ(executions[0].subject(), contact);
  EXPECT_NE(executions[0].outcome(), RuleExecution::NOT_FIRED);
}

// A rule about the third interaction of one customer within a week.
AutomationRule ThreeInAWeek() {
  AutomationRule rule = RuleAbout("guanxi.dev/Interaction", {});
  auto* const threshold = rule.mutable_trigger()->mutable_threshold();
  threshold->mutable_event()->add_kinds(RecordTrigger::CREATED);
  threshold->set_count(3);
  threshold->mutable_period()->set_seconds(7 * 86400);
  threshold->set_per_parent(true);
  return rule;
}

TEST_F(ChildEventsTest, InteractionsOfOneCustomerAreCounted) {
  world_.part->events.SetCounter(CountInRows());
  Enabled(ThreeInAWeek(), "direction = INBOUND");
  const std::string busy = MakeCustomer(Customer::LOW), other = MakeCustomer(Customer::LOW);

  for (int i = 0; i < 2; ++i) {
    Hear({world_.Happened(Record(busy), Change::CREATED),
          world_.Happened(Record(other), Change::CREATED)});
  }
  EXPECT_THAT(Subjects(), IsEmpty());
  const std::string last = Record(busy);
  Hear({world_.Happened(last, Change::CREATED)});
  EXPECT_EQ(Subjects(), std::vector<std::string>{last});
}

// Of interactions none comes twice: the window is that of the customer for whom they count.
TEST_F(ChildEventsTest, WhatCountsForACustomerFiresOnceInAWindowForHim) {
  world_.part->events.SetCounter(CountInRows());
  AutomationRule rule = ThreeInAWeek();
  rule.set_fire_policy(AutomationRule::ONCE_PER_WINDOW);
  rule.set_window(AutomationRule::WEEK);
  const AutomationRule enabled = Enabled(std::move(rule), "direction = INBOUND");
  const std::string busy = MakeCustomer(Customer::LOW), other = MakeCustomer(Customer::LOW);
  std::vector<std::string> last;
  for (const std::string& customer : {busy, busy, other}) {
    std::vector<LogEvent> events;
    for (int i = 0; i < 3; ++i) {
      last.push_back(Record(customer));
      events.push_back(world_.Happened(last.back(), Change::CREATED));
    }
    Hear(events);
  }
  EXPECT_THAT(Subjects(), UnorderedElementsAre(last[2], last[8]));
  const auto executions = world_.Executions(enabled.name());
  EXPECT_EQ(std::count_if(executions.begin(), executions.end(),
                          [](const RuleExecution& one) {
                            return one.reason() == RuleExecution::ALREADY_FIRED;
                          }),
            1);
}

// One that was written before events told below what their records lie.
TEST_F(ChildEventsTest, AnEventThatDoesNotSayWhoseItIsSetsNothingOff) {
  const AutomationRule rule =
      Enabled(RuleAbout("guanxi.dev/Interaction", {RecordTrigger::CREATED}), "");
  LogEvent event = world_.Happened(Record(MakeCustomer(Customer::VIP)), Change::CREATED);
  event.clear_parent_ids();
  Hear({event});
  EXPECT_THAT(Subjects(), IsEmpty());
  EXPECT_THAT(world_.Executions(rule.name()), IsEmpty());
}

}  // namespace
}  // namespace guanxi::workflow
