// Who sees tickets of others and may not change them, on a real MariaDB.
#include <string>

#include "common/errors/errors.h"
#include "customer-svc/tickets/ticket_testing.h"

namespace guanxi::customer {
namespace {

using v1::ServiceTicket;

class TicketRightsTest : public TicketTestBase {
 protected:
  // Li reads all tickets, and does what `permission` says with his own.
  rpc::Call CallOfLi(const std::string& permission) {
    return CallAs("li", {{"*.read", access::v1::ALL}, {"serviceTickets.*", access::v1::SELF}},
                  permission);
  }
  absl::StatusOr<ServiceTicket> Escalate(const std::string& name) {
    v1::EscalateServiceTicketRequest request;
    request.set_name(name);
    request.set_reason("客户催促");
    return methods_.EscalateServiceTicket(CallOfLi("serviceTickets.update"), request);
  }
  absl::StatusOr<ServiceTicket> Dispatch(const std::string& name) {
    v1::DispatchServiceTicketRequest request;
    request.set_name(name);
    return methods_.DispatchServiceTicket(CallOfLi("serviceTickets.dispatch"), request);
  }
  std::string TicketOf(const std::string& who) {
    ServiceTicket ticket = Calls("无法登录后台");
    ticket.set_owner(User(who));
    return Create(ticket)->name();
  }
};

TEST_F(TicketRightsTest, WhatIsAnothersIsNeitherEscalatedNorDispatched) {
  const std::string name = TicketOf("wang");
  const std::string etag = Get(name).etag();
  EXPECT_EQ(Reason(Escalate(name).status()), "ROW_READ_ONLY");
  v1::TicketRule classify;
  classify.set_display_name("全部");
  classify.set_type(ServiceTicket::OTHER);
  ASSERT_THAT(CreateRule(classify), IsOk());
  EXPECT_EQ(Reason(Dispatch(name).status()), "ROW_READ_ONLY");
  EXPECT_EQ(Get(name).etag(), etag);
}

// Whomever the caller may give something.
TEST_F(TicketRightsTest, OnesOwnGoesWhereTheRuleSays) {
  v1::TicketRule rule;
  rule.set_display_name("一线");
  rule.add_assignees(User("li"));
  rule.set_escalate_to(User("boss"));
  ASSERT_THAT(CreateRule(rule), IsOk());
  const auto escalated = Escalate(New().name());
  ASSERT_THAT(escalated, IsOk());
  EXPECT_EQ(escalated->owner(), User("boss"));
  EXPECT_THAT(Dispatch(TicketOf("li")), IsOk());
}

}  // namespace
}  // namespace guanxi::customer
