// What the tests of tickets and surveys share: a customer, and calls of the services.
#ifndef GUANXI_CUSTOMER_SVC_TICKETS_TICKET_TESTING_H_
#define GUANXI_CUSTOMER_SVC_TICKETS_TICKET_TESTING_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/policy/policy.h"
#include "common/resource/methods.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "customer-svc/tickets/ticket_service.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/customer/v1/service_ticket_service.pb.h"
#include "guanxi/customer/v1/ticket_event_service.pb.h"
#include "guanxi/customer/v1/ticket_rule_service.pb.h"

namespace guanxi::customer {

class TicketTestBase : public ::testing::Test {
 protected:
  using Ticket = v1::ServiceTicket;
  using Event = v1::TicketEvent;

  TicketTestBase()
      : methods_(service_.engine.get(), service_.resources->tickets.get()),
        customer_(service_.Create(TestService::Company("灵动传媒")).name()) {}

  static std::string User(const std::string& who) {
    return absl::StrCat("users/", DeriveUuid("user", who).ToString());
  }
  const resource::Methods& Tickets() { return service_.catalog->Of<Ticket>(); }

  // Of the customer, by phone.
  Ticket Calls(const std::string& title) const {
    Ticket ticket;
    ticket.set_title(title);
    ticket.set_channel(Ticket::PHONE);
    ticket.set_customer(customer_);
    return ticket;
  }
  absl::StatusOr<Ticket> Create(const Ticket& ticket) {
    v1::CreateServiceTicketRequest request;
    *request.mutable_service_ticket() = ticket;
    return Tickets().Create<Ticket>(service_.call(), request);
  }
  Ticket New(const std::string& title = "无法登录后台") { return Create(Calls(title)).value(); }
  Ticket Get(const std::string& name) {
    v1::GetServiceTicketRequest request;
    request.set_name(name);
    return Tickets().Get<Ticket>(service_.call(), request).value();
  }
  absl::Status Say(const std::string& ticket, Event::Kind kind, bool automatic = false) {
    v1::CreateTicketEventRequest request;
    request.set_parent(ticket);
    request.mutable_ticket_event()->set_kind(kind);
    request.mutable_ticket_event()->set_text("请重启后再试");
    request.mutable_ticket_event()->set_automatic(automatic);
    request.mutable_ticket_event()->mutable_occur_time()->set_seconds(
        absl::ToUnixSeconds(service_.clock.Now()));
    return service_.catalog->Of<Event>().Create<Event>(service_.call(), request).status();
  }
  absl::StatusOr<Ticket> Resolve(const std::string& ticket) {
    v1::ResolveServiceTicketRequest request;
    request.set_name(ticket);
    request.set_solution("密码已重置");
    return methods_.ResolveServiceTicket(service_.call(), request);
  }
  absl::StatusOr<Ticket> Reopen(const std::string& ticket) {
    v1::ReopenServiceTicketRequest request;
    request.set_name(ticket);
    return methods_.ReopenServiceTicket(service_.call(), request);
  }
  absl::StatusOr<v1::TicketRule> CreateRule(const v1::TicketRule& rule) {
    v1::CreateTicketRuleRequest request;
    *request.mutable_ticket_rule() = rule;
    return service_.catalog->Of<v1::TicketRule>().Create<v1::TicketRule>(service_.call(), request);
  }
  // One that gives what meets `condition` to these.
  v1::TicketRule AddRule(const std::string& condition, const std::vector<std::string>& assignees,
                         int order = 0) {
    v1::TicketRule rule;
    rule.set_display_name("投诉专席");
    rule.set_condition(condition);
    rule.set_order(order);
    for (const std::string& user : assignees) rule.add_assignees(user);
    return CreateRule(rule).value();
  }

  // `who`'s call, which was let in by `permission`: of a role that allows `all`.
  using Permissions = std::vector<std::pair<std::string, access::v1::DataScope>>;
  rpc::Call CallAs(const std::string& who, const Permissions& all, const std::string& permission) {
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name("roles/r");
    for (const auto& [pattern, scope] : all) {
      auto* const one = role->add_permissions();
      one->set_pattern(pattern);
      one->set_scope(scope);
    }
    for (const std::string& name : {who, std::string("boss")}) {
      auto* const user = snapshot.add_users();
      user->set_name(User(name));
      user->add_roles(role->name());
      user->set_active(true);
    }
    rpc::Call call = service_.call();
    call.principal.subject = User(who);
    call.principal.rights =
        policy::Policy::Compile(std::move(snapshot))->Decide(call.principal, permission).value();
    return call;
  }

  TestService service_;
  TicketServiceImpl methods_;
  const std::string customer_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TICKETS_TICKET_TESTING_H_
