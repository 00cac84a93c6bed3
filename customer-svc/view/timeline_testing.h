// What the tests of time lines share besides ViewTest.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_TESTING_H_
#define GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_TESTING_H_

#include <string>
#include <vector>

#include "customer-svc/view/view_testing.h"
#include "guanxi/customer/v1/behavior_event_service.pb.h"
#include "guanxi/customer/v1/order_service.pb.h"
#include "guanxi/customer/v1/service_ticket_service.pb.h"
#include "guanxi/customer/v1/visitor_service.pb.h"

namespace guanxi::customer {

class TimelineTest : public ViewTest {
 protected:
  void Click(int64_t ago, const std::string& customer, const std::string& visitor) {
    v1::CreateBehaviorEventRequest request;
    auto& event = *request.mutable_behavior_event();
    event.set_kind(v1::BehaviorEvent::VISIT);
    event.set_topic("价格");
    event.set_customer(customer);
    event.set_visitor(visitor);
    event.mutable_occur_time()->set_seconds(kNow - ago);
    ASSERT_THAT(service_.catalog->Of<v1::BehaviorEvent>().Create<v1::BehaviorEvent>(service_.call(),
                                                                                    request),
                IsOk());
  }
  void Tie(const std::string& visitor) {
    v1::CreateVisitorRequest request;
    request.mutable_visitor()->set_key(visitor);
    request.mutable_visitor()->set_customer(customer_);
    ASSERT_THAT(service_.catalog->Of<v1::Visitor>().Create<v1::Visitor>(service_.call(), request),
                IsOk());
  }
  void Order(const std::string& number, int day) {
    v1::CreateOrderRequest request;
    request.set_parent(customer_);
    v1::Order& order = *request.mutable_order();
    order.set_number(number);
    order.set_state(v1::Order::PLACED);
    order.mutable_amount()->set_currency_code("CNY");
    order.mutable_amount()->set_units(10);
    order.mutable_order_date()->set_year(2026);
    order.mutable_order_date()->set_month(3);
    order.mutable_order_date()->set_day(day);
    ASSERT_THAT(service_.catalog->Of<v1::Order>().Create<v1::Order>(service_.call(), request),
                IsOk());
  }
  // A ticket of the customer, of an owner, if there is one, and of who works on it with him.
  void Complain(const std::string& title, const std::string& owner = "",
                const std::string& collaborator = "") {
    v1::CreateServiceTicketRequest request;
    v1::ServiceTicket& ticket = *request.mutable_service_ticket();
    ticket.set_title(title);
    ticket.set_channel(v1::ServiceTicket::PHONE);
    ticket.set_customer(customer_);
    ticket.set_owner(owner);
    if (!collaborator.empty()) ticket.add_collaborators(collaborator);
    ASSERT_THAT(service_.catalog->Of<v1::ServiceTicket>().Create<v1::ServiceTicket>(service_.call(),
                                                                                    request),
                IsOk());
  }
  // Titles of the tickets that the caller is told of.
  std::vector<std::string> Tickets(const rpc::Call& call) {
    const auto page = Timeline(call, Only(v1::TimelineEntry::TICKET));
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> titles;
    if (!page.ok()) return titles;
    for (const auto& entry : page->entries()) titles.push_back(entry.ticket().title());
    return titles;
  }
  static v1::ListTimelineRequest Only(v1::TimelineEntry::Kind kind) {
    v1::ListTimelineRequest request;
    request.add_kinds(kind);
    return request;
  }
  // All entries, page by page.
  std::vector<std::string> Walk(int page_size) {
    std::vector<std::string> all;
    v1::ListTimelineRequest request;
    request.set_page_size(page_size);
    do {
      const auto page = Timeline(service_.call(), request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      EXPECT_LE(page->entries_size(), page_size);
      for (const auto& entry : page->entries()) all.push_back(entry.DebugString());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_TESTING_H_
