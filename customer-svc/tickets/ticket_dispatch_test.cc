// What rules make of new tickets, and who gets them, on a real MariaDB.
#include "customer-svc/tickets/ticket_dispatch.h"

#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "customer-svc/tickets/ticket_testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using v1::ServiceTicket;
using v1::TicketRule;

using TicketDispatchTest = TicketTestBase;

TEST(ChooseCandidateTest, OfThoseWithTheFewestEachHasHisTurn) {
  const std::vector<TicketCandidate> all = {{"a", 2}, {"b", 1}, {"c", 1}};
  EXPECT_EQ(ChooseCandidate(TicketRule::LEAST_OPEN, all, 1), 1);
  EXPECT_EQ(ChooseCandidate(TicketRule::LEAST_OPEN, all, 2), 2);
  EXPECT_EQ(ChooseCandidate(TicketRule::LEAST_OPEN, all, 3), 1);
  EXPECT_EQ(ChooseCandidate(TicketRule::ROUND_ROBIN, all, 1), 0);
  EXPECT_EQ(ChooseCandidate(TicketRule::ROUND_ROBIN, all, 3), 2);
  EXPECT_EQ(ChooseCandidate(TicketRule::ROUND_ROBIN, {}, 1), -1);
}

TEST_F(TicketDispatchTest, WithoutRulesATicketIsNobodysAndNormal) {
  const ServiceTicket ticket = New();
  EXPECT_EQ(ticket.state(), ServiceTicket::NEW);
  EXPECT_EQ(ticket.priority(), ServiceTicket::NORMAL);
  EXPECT_EQ(ticket.type(), ServiceTicket::TYPE_UNSPECIFIED);
  EXPECT_EQ(ticket.owner(), "");
  EXPECT_EQ(ticket.first_contact_days(), 7);
}

TEST_F(TicketDispatchTest, OneRuleSaysWhatItIsAndTheNextOneWhoGetsIt) {
  TicketRule classify;
  classify.set_display_name("退货");
  classify.set_condition("title:\"退货\"");
  classify.set_order(1);
  classify.set_type(ServiceTicket::GOODS_RETURN);
  classify.set_category("售后");
  classify.set_priority(ServiceTicket::HIGH);
  ASSERT_THAT(CreateRule(classify), IsOk());
  TicketRule give = AddRule("type = GOODS_RETURN AND priority = HIGH", {User("li")}, 2);
  AddRule("", {User("wang")}, 3);
  const ServiceTicket ticket = New("我要退货");
  EXPECT_EQ(ticket.type(), ServiceTicket::GOODS_RETURN);
  EXPECT_EQ(ticket.category(), "售后");
  EXPECT_EQ(ticket.priority(), ServiceTicket::HIGH);
  EXPECT_EQ(ticket.owner(), User("li"));
  EXPECT_EQ(ticket.rule(), give.name());
  EXPECT_EQ(New("开发票").owner(), User("wang"));
}

TEST_F(TicketDispatchTest, WhatIsStatedStays) {
  TicketRule rule;
  rule.set_display_name("全部");
  rule.set_type(ServiceTicket::OTHER);
  rule.set_priority(ServiceTicket::LOW);
  rule.add_assignees(User("li"));
  ASSERT_THAT(CreateRule(rule), IsOk());
  ServiceTicket stated = Calls("投诉客服");
  stated.set_type(ServiceTicket::COMPLAINT);
  stated.set_priority(ServiceTicket::URGENT);
  stated.set_owner(User("wang"));
  const auto made = Create(stated);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->type(), ServiceTicket::COMPLAINT);
  EXPECT_EQ(made->priority(), ServiceTicket::URGENT);
  EXPECT_EQ(made->owner(), User("wang"));
  EXPECT_EQ(made->rule(), "");
}

TEST_F(TicketDispatchTest, WhoHasFewestGetsTheNextAndSolvedOnesDoNotCount) {
  AddRule("", {User("li"), User("wang")});
  const ServiceTicket first = New();
  const ServiceTicket second = New();
  EXPECT_NE(first.owner(), second.owner());
  ASSERT_THAT(Resolve(second.name()), IsOk());
  EXPECT_EQ(New().owner(), second.owner());
  ASSERT_THAT(Resolve(first.name()), IsOk());
  EXPECT_EQ(New().owner(), first.owner());
}

TEST_F(TicketDispatchTest, WhoHasEnoughIsPassedOverUntilHeHasRoom) {
  TicketRule rule;
  rule.set_display_name("一人一单");
  rule.add_assignees(User("li"));
  rule.set_most_open(1);
  rule.set_first_contact_days(3);
  ASSERT_THAT(CreateRule(rule), IsOk());
  const ServiceTicket first = New();
  EXPECT_EQ(first.owner(), User("li"));
  EXPECT_EQ(first.first_contact_days(), 3);
  const ServiceTicket second = New();
  EXPECT_EQ(second.owner(), "");
  v1::DispatchServiceTicketRequest request;
  request.set_name(second.name());
  EXPECT_EQ(methods_.DispatchServiceTicket(service_.call(), request)->owner(), "");
  ASSERT_THAT(Resolve(first.name()), IsOk());
  EXPECT_EQ(methods_.DispatchServiceTicket(service_.call(), request)->owner(), User("li"));
}

TEST_F(TicketDispatchTest, DisabledRulesAndThoseOfOtherTicketsAreNotAsked) {
  TicketRule rule;
  rule.set_display_name("停用");
  rule.set_disabled(true);
  rule.add_assignees(User("li"));
  ASSERT_THAT(CreateRule(rule), IsOk());
  AddRule("channel = EMAIL", {User("wang")});
  EXPECT_EQ(New().owner(), "");
}

TEST_F(TicketDispatchTest, RulesAreRefusedByWhatIsWrong) {
  TicketRule rule;
  rule.set_display_name("错误");
  rule.set_condition("colour = RED");
  EXPECT_EQ(FieldViolations(CreateRule(rule).status())[0].path, "ticket_rule.condition");
  rule.clear_condition();
  rule.add_assignees(User("li"));
  rule.add_assignees(User("li"));
  EXPECT_EQ(FieldViolations(CreateRule(rule).status())[0].path, "ticket_rule.assignees[1]");
  rule.clear_assignees();
  rule.set_escalate_to(User("li"));
  EXPECT_EQ(FieldViolations(CreateRule(rule).status())[0].path, "ticket_rule.escalate_to");
  rule.clear_escalate_to();
  rule.set_most_open(-1);
  rule.set_first_contact_days(91);
  std::vector<std::string> paths;
  for (const auto& one : FieldViolations(CreateRule(rule).status())) paths.push_back(one.path);
  EXPECT_THAT(paths, ElementsAre("ticket_rule.most_open", "ticket_rule.first_contact_days"));
}

}  // namespace
}  // namespace guanxi::customer
