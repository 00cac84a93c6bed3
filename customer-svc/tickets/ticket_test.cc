// What becomes of tickets, on a real MariaDB.
#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "customer-svc/tickets/ticket_testing.h"
#include "gmock/gmock.h"
#include "guanxi/customer/v1/contact_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using v1::ServiceTicket;
using v1::TicketEvent;

class TicketTest : public TicketTestBase {
 protected:
  absl::StatusOr<ServiceTicket> Merge(const std::string& name,
                                      const std::vector<std::string>& others) {
    v1::MergeServiceTicketsRequest request;
    request.set_name(name);
    for (const std::string& other : others) request.add_others(other);
    return methods_.MergeServiceTickets(service_.call(), request);
  }
  absl::StatusOr<ServiceTicket> Escalate(const std::string& name, const std::string& owner = "") {
    v1::EscalateServiceTicketRequest request;
    request.set_name(name);
    request.set_reason("客户催促");
    request.set_owner(owner);
    return methods_.EscalateServiceTicket(service_.call(), request);
  }
};

TEST_F(TicketTest, FromTheCallToTheClosing) {
  const std::string name = New().name();
  ASSERT_THAT(Say(name, TicketEvent::ANSWER, /*automatic=*/true), IsOk());
  EXPECT_FALSE(Get(name).has_first_response_time());
  service_.clock.Advance(absl::Minutes(10));
  ASSERT_THAT(Say(name, TicketEvent::ANSWER), IsOk());
  const ServiceTicket answered = Get(name);
  EXPECT_EQ(answered.state(), ServiceTicket::OPEN);
  EXPECT_EQ(answered.first_response_time().seconds() - answered.create_time().seconds(), 600);
  v1::WaitForCustomerRequest wait;
  wait.set_name(name);
  EXPECT_EQ(methods_.WaitForCustomer(service_.call(), wait)->state(), ServiceTicket::WAITING);
  ASSERT_THAT(Say(name, TicketEvent::CUSTOMER_MESSAGE), IsOk());
  EXPECT_EQ(Get(name).state(), ServiceTicket::OPEN);
  const auto resolved = Resolve(name);
  ASSERT_THAT(resolved, IsOk());
  EXPECT_TRUE(resolved->first_contact_resolved());
  EXPECT_EQ(resolved->solution(), "密码已重置");
  v1::CloseServiceTicketRequest close;
  close.set_name(name);
  EXPECT_EQ(methods_.CloseServiceTicket(service_.call(), close)->state(), ServiceTicket::CLOSED);
  service_.clock.Advance(absl::Hours(24));
  const auto reopened = Reopen(name);
  ASSERT_THAT(reopened, IsOk());
  EXPECT_FALSE(reopened->first_contact_resolved());
  EXPECT_EQ(reopened->reopen_count(), 1);
}

TEST_F(TicketTest, AMoveThatIsNotAllowedChangesNothing) {
  const ServiceTicket ticket = New();
  EXPECT_EQ(Reason(Reopen(ticket.name()).status()), "TICKET_STATE");
  EXPECT_EQ(Get(ticket.name()).etag(), ticket.etag());
  v1::StartServiceTicketRequest start;
  start.set_name(ticket.name());
  start.set_etag("\"99\"");
  EXPECT_EQ(Reason(methods_.StartServiceTicket(service_.call(), start).status()), "STALE_ETAG");
  start.set_etag(ticket.etag());
  EXPECT_EQ(methods_.StartServiceTicket(service_.call(), start)->state(), ServiceTicket::OPEN);
}

TEST_F(TicketTest, AnUpdateDoesNotMoveIt) {
  ServiceTicket ticket = New();
  v1::UpdateServiceTicketRequest request;
  *request.mutable_service_ticket() = ticket;
  request.mutable_service_ticket()->set_state(ServiceTicket::CLOSED);
  request.mutable_service_ticket()->set_title("后台打不开");
  request.mutable_update_mask()->add_paths("title");
  const auto updated = Tickets().Update<ServiceTicket>(service_.call(), request);
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->title(), "后台打不开");
  EXPECT_EQ(updated->state(), ServiceTicket::NEW);
}

TEST_F(TicketTest, WhatIsSentAgainMakesNoSecond) {
  ServiceTicket mail = Calls("无法登录后台");
  mail.set_channel(ServiceTicket::EMAIL);
  (*mail.mutable_external_ids())["mail"] = "<1@example.com>";
  ASSERT_THAT(Create(mail), IsOk());
  EXPECT_EQ(Reason(Create(mail).status()), "EXTERNAL_ID_ALREADY_EXISTS");
}

TEST_F(TicketTest, AContactIsOneOfTheCustomers) {
  v1::CreateContactRequest request;
  request.set_parent(service_.Create(TestService::Company("华东仪器")).name());
  request.mutable_contact()->set_display_name("王芳");
  const auto contact = service_.contacts->Create<v1::Contact>(service_.call(), request);
  ASSERT_THAT(contact, IsOk());
  ServiceTicket ticket = Calls("无法登录后台");
  ticket.set_contact(contact->name());
  EXPECT_EQ(FieldViolations(Create(ticket).status())[0].path, "service_ticket.contact");
  ticket.set_customer(request.parent());
  EXPECT_THAT(Create(ticket), IsOk());
}

TEST_F(TicketTest, MergedTicketsGoOnAsOne) {
  const std::string name = New().name();
  ServiceTicket mine = Calls("还是登不上");
  mine.set_owner(User("li"));
  const std::string other = Create(mine)->name();
  ServiceTicket nobodys = Calls("登录");
  nobodys.clear_customer();
  const std::string third = Create(nobodys)->name();
  const auto merged = Merge(name, {other, third});
  ASSERT_THAT(merged, IsOk());
  EXPECT_THAT(merged->collaborators(), ElementsAre(User("li")));
  EXPECT_EQ(Get(other).state(), ServiceTicket::MERGED);
  EXPECT_EQ(Get(third).merged_into(), name);
  EXPECT_EQ(Reason(Say(other, TicketEvent::ANSWER)), "TICKET_STATE");
  v1::ListServiceTicketsRequest list;
  list.set_filter(absl::StrCat("merged_into = \"", name, "\""));
  EXPECT_EQ(
      Tickets().List<v1::ListServiceTicketsResponse>(service_.call(), list)->service_tickets_size(),
      2);
}

TEST_F(TicketTest, AMergeIsWholeOrNotAtAll) {
  const std::string name = New().name();
  const std::string good = New().name();
  ServiceTicket foreign = Calls("别家的");
  foreign.set_customer(service_.Create(TestService::Company("华东仪器")).name());
  const std::string bad = Create(foreign)->name();
  EXPECT_EQ(FieldViolations(Merge(name, {good, bad}).status())[0].path, "others[1]");
  EXPECT_EQ(Get(good).state(), ServiceTicket::NEW);
  EXPECT_EQ(FieldViolations(Merge(name, {}).status())[0].path, "others");
  EXPECT_EQ(FieldViolations(Merge(name, {name}).status())[0].path, "others[0]");
  EXPECT_EQ(FieldViolations(Merge(name, {good, good}).status())[0].path, "others[1]");
  const std::string none = absl::StrCat("serviceTickets/", DeriveUuid("ticket", "none").ToString());
  EXPECT_EQ(Reason(Merge(name, {none}).status()), "SERVICE_TICKET_NOT_FOUND");
}

TEST_F(TicketTest, AnEscalationGoesWhereTheRuleSaysUnlessSomebodyIsNamed) {
  v1::TicketRule rule;
  rule.set_display_name("一线");
  rule.add_assignees(User("li"));
  rule.set_escalate_to(User("boss"));
  ASSERT_THAT(CreateRule(rule), IsOk());
  const std::string name = New().name();
  const auto once = Escalate(name);
  ASSERT_THAT(once, IsOk());
  EXPECT_EQ(once->owner(), User("boss"));
  EXPECT_EQ(once->priority(), ServiceTicket::HIGH);
  EXPECT_THAT(once->collaborators(), ElementsAre(User("li")));
  const auto twice = Escalate(name, User("wang"));
  ASSERT_THAT(twice, IsOk());
  EXPECT_EQ(twice->owner(), User("wang"));
  EXPECT_EQ(twice->escalation_level(), 2);
  EXPECT_EQ(twice->escalations(1).from_owner(), User("boss"));
}

TEST_F(TicketTest, WhoVisitedAndWhatCameOfItIsKept) {
  const std::string name = New().name();
  ASSERT_THAT(Resolve(name), IsOk());
  v1::RecordReturnVisitRequest request;
  request.set_name(name);
  request.set_outcome(v1::TicketReturnVisit::UNSATISFIED);
  request.set_note("还是慢");
  request.set_reopen(true);
  const auto visited = methods_.RecordReturnVisit(service_.call(), request);
  ASSERT_THAT(visited, IsOk());
  EXPECT_EQ(visited->state(), ServiceTicket::OPEN);
  EXPECT_EQ(visited->return_visit().visitor(), service_.call().principal.subject);
  EXPECT_EQ(visited->return_visit().note(), "还是慢");
}

TEST_F(TicketTest, AnotherTenantFindsNothing) {
  v1::StartServiceTicketRequest start;
  start.set_name(New().name());
  EXPECT_EQ(
      Reason(methods_.StartServiceTicket(service_.CallOf(service_.other_tenant), start).status()),
      "SERVICE_TICKET_NOT_FOUND");
}

}  // namespace
}  // namespace guanxi::customer
