#include "analytics-svc/facts/year_testing.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/behavior_event.pb.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/interaction.pb.h"
#include "guanxi/customer/v1/order.pb.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/payment.pb.h"

namespace guanxi::analytics {

using customer::v1::BehaviorEvent;
using customer::v1::Customer;
using customer::v1::Interaction;
using customer::v1::Order;
using event::v1::LogEvent;
using google::protobuf::util::TimeUtil;
using lead::v1::Contract;
using lead::v1::Lead;
using lead::v1::Opportunity;
using lead::v1::Payment;

namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);
constexpr char kCustomerSvc[] = "customer-svc";
constexpr char kLeadSvc[] = "lead-svc";

google::protobuf::Timestamp ToProto(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

}  // namespace

Year::Year(unsigned seed, FakeRecords* records) : random_(seed), records_(records), time_(kStart) {
  for (int i = 0; i < 12; ++i) AddCustomer(i);
  for (int i = 0; i < 12; ++i) AddBehavior(i);
  for (int i = 0; i < 6; ++i) AddLead(i);
  for (int i = 0; i < 6; ++i) AddOpportunity(i);
  for (int i = 0; i < 6; ++i) AddContract(i);
  for (int i = 0; i < 6; ++i) AddPlans(i);
  for (int i = 0; i < 6; ++i) AddTodo(i);
  for (int i = 0; i < 6; ++i) AddApproval(i);
}

std::vector<LogEvent> Year::Shuffled(const std::string& service) {
  std::vector<LogEvent> events = events_[service];
  const size_t once = events.size();
  for (size_t i = 0; i < once; i += 3) events.push_back(events[i]);
  std::shuffle(events.begin(), events.end(), random_);
  return events;
}

void Year::Tell(FactWorld* world, const std::string& service, const std::vector<LogEvent>& events,
                const std::function<void()>& between) {
  for (size_t i = 0; i < events.size();) {
    const size_t count = std::min<size_t>(events.size() - i, 1 + Roll(9));
    ASSERT_THAT(world->Apply(service, absl::MakeConstSpan(events).subspan(i, count)), IsOk());
    between();
    i += count;
  }
}

std::string Year::User() { return "users/" + DeriveUuid("user", absl::StrCat(Roll(3))).ToString(); }

google::type::Money Year::Money() {
  google::type::Money money;
  money.set_currency_code(Roll(4) == 0 ? "USD" : "CNY");
  money.set_units(Roll(100'000));
  money.set_nanos(10'000'000 * Roll(100));
  return money;
}

void Year::AddCustomer(int i) {
  const Uuid tenant = Tenant(i);
  RecordHistory<Customer> history("customer", tenant, DeriveUuid("customer", absl::StrCat(i)));
  Customer customer;
  customer.set_owner(User());
  history.Create(customer, Later());
  for (int step = Roll(6); step > 0; --step) {
    if (Roll(3) == 0) customer.set_owner(User());
    if (Roll(3) == 0) customer.set_region(absl::StrCat("region ", Roll(4)));
    if (Roll(3) == 0) {
      (*customer.mutable_custom())[absl::StrCat("field_", Roll(3))].set_number_value(Roll(9));
    }
    if (Roll(4) == 0) customer.mutable_custom()->clear();
    history.Update(customer, Later());
  }
  if (Roll(4) == 0) history.Delete(Later());
  Keep(kCustomerSvc, history);
  AddOrders(i, tenant, history.id());
  AddInteractions(i, tenant, history.id());
}

void Year::AddOrders(int i, const Uuid& tenant, const Uuid& customer) {
  for (int j = Roll(4); j > 0; --j) {
    RecordHistory<Order> order("order", tenant, DeriveUuid("order", absl::StrCat(i, "/", j)),
                               std::string(customer.bytes()));
    Order message;
    *message.mutable_amount() = Money();
    // Some have no rate.
    if (Roll(4) > 0) *message.mutable_base_amount() = Money();
    message.mutable_order_date()->set_year(2026);
    message.mutable_order_date()->set_month(1 + Roll(12));
    message.mutable_order_date()->set_day(1);
    order.Create(message, Later());
    message.set_state(Roll(3) == 0 ? Order::CANCELLED : Order::SHIPPED);
    if (Roll(3) == 0) *message.mutable_base_amount() = Money();
    if (Roll(2) == 0) order.Update(message, Later());
    Keep(kCustomerSvc, order);
  }
}

void Year::AddInteractions(int i, const Uuid& tenant, const Uuid& customer) {
  for (int j = Roll(4); j > 0; --j) {
    RecordHistory<Interaction> call("interaction", tenant,
                                    DeriveUuid("interaction", absl::StrCat(i, "/", j)),
                                    std::string(customer.bytes()));
    Interaction message;
    message.set_channel(Roll(2) == 0 ? Interaction::CALL : Interaction::EMAIL);
    message.set_actor(User());
    *message.mutable_occur_time() = ToProto(Later());
    if (Roll(2) == 0) message.mutable_duration()->set_seconds(Roll(1000));
    call.Create(message, Later());
    Keep(kCustomerSvc, call);
  }
}

void Year::AddBehavior(int i) {
  RecordHistory<BehaviorEvent> event("behavior_event", Tenant(i),
                                     DeriveUuid("behavior_event", absl::StrCat(i)));
  BehaviorEvent message;
  message.set_kind(Roll(2) == 0 ? BehaviorEvent::VISIT : BehaviorEvent::DOWNLOAD);
  message.set_topic(absl::StrCat("topic ", Roll(2)));
  *message.mutable_occur_time() = ToProto(Later());
  event.Create(message, Later());
  Keep(kCustomerSvc, event);
}

void Year::AddLead(int i) {
  RecordHistory<Lead> history("lead", Tenant(i), DeriveUuid("lead", absl::StrCat(i)));
  Lead lead;
  lead.set_owner(User());
  *lead.mutable_create_time() = ToProto(Later());
  history.Create(lead, Later());
  for (int step = Roll(5); step > 0; --step) {
    if (Roll(2) == 0) {
      lead.set_fit_score(Roll(100));
      history.Project(lead, Later());
    } else {
      lead.set_industry(absl::StrCat("industry ", Roll(5)));
      if (Roll(2) == 0) *lead.mutable_first_call_time() = ToProto(Later());
      history.Update(lead, Later());
    }
  }
  Keep(kLeadSvc, history);
}

void Year::AddOpportunity(int i) {
  RecordHistory<Opportunity> history("opportunity", Tenant(i),
                                     DeriveUuid("opportunity", absl::StrCat(i)));
  Opportunity opportunity;
  opportunity.set_owner(User());
  opportunity.set_state(Opportunity::OPEN);
  *opportunity.mutable_amount() = Money();
  *opportunity.mutable_base_amount() = Money();
  *opportunity.mutable_create_time() = ToProto(Later());
  opportunity.add_stage_history()->set_stage("pipelines/x/stages/y");
  history.Create(opportunity, Later());
  for (int step = Roll(5); step > 0; --step) {
    opportunity.add_stage_history()->mutable_enter_time()->set_seconds(1'790'000'000 + step);
    if (Roll(3) == 0) opportunity.set_owner(User());
    if (Roll(3) == 0) *opportunity.mutable_base_amount() = Money();
    if (Roll(3) == 0) {
      opportunity.set_state(Opportunity::WON);
      *opportunity.mutable_closed_time() = ToProto(Later());
    }
    history.Update(opportunity, Later());
  }
  if (Roll(3) == 0) {
    history.Delete(Later());
    if (Roll(2) == 0) history.Undelete(Later());
  }
  Keep(kLeadSvc, history);
}

void Year::AddContract(int i) {
  const Uuid tenant = Tenant(i);
  RecordHistory<Contract> history("contract", tenant, DeriveUuid("contract", absl::StrCat(i)));
  Contract contract;
  contract.set_owner(User());
  contract.set_state(Contract::DRAFT);
  *contract.mutable_amount() = Money();
  history.Create(contract, Later());
  for (int step = Roll(4); step > 0; --step) {
    contract.set_state(Roll(2) == 0 ? Contract::ACTIVE : Contract::BREACHED);
    if (Roll(2) == 0) contract.mutable_base_rate()->set_value(absl::StrCat("7.", Roll(100)));
    if (Roll(3) == 0) contract.set_owner(User());
    history.Update(contract, Later());
  }
  Keep(kLeadSvc, history);
  for (int j = Roll(4); j > 0; --j) {
    RecordHistory<Payment> payment("payment", tenant,
                                   DeriveUuid("payment", absl::StrCat(i, "/", j)),
                                   std::string(history.id().bytes()));
    Payment message;
    message.set_kind(Payment::RECEIPT);
    *message.mutable_amount() = Money();
    payment.Create(message, Later());
    message.set_state(Payment::CONFIRMED);
    if (Roll(2) == 0) payment.Update(message, Later());
    Keep(kLeadSvc, payment);
  }
}

}  // namespace guanxi::analytics
