// In whatever order events come, how often and how late: the facts are those that reading all
// records anew makes.
#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "analytics-svc/facts/fact_testing.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/order.pb.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/payment.pb.h"

namespace guanxi::analytics {
namespace {

using customer::v1::Customer;
using customer::v1::Order;
using event::v1::LogEvent;
using lead::v1::Contract;
using lead::v1::Lead;
using lead::v1::Opportunity;
using lead::v1::Payment;

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

// A company's year, at random: records of two tenants, what happened to each in its order.
class Year {
 public:
  Year(unsigned seed, FakeRecords* records) : random_(seed), records_(records) {
    for (int i = 0; i < 12; ++i) AddCustomer(i);
    for (int i = 0; i < 6; ++i) AddLead(i);
    for (int i = 0; i < 6; ++i) AddOpportunity(i);
    for (int i = 0; i < 6; ++i) AddContract(i);
  }

  // By service.
  const std::vector<LogEvent>& events(const std::string& service) { return events_[service]; }

  int Roll(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  std::mt19937& random() { return random_; }

 private:
  static Uuid Tenant(int i) { return DeriveUuid("tenant", i % 2 == 0 ? "a" : "b"); }
  std::string User() { return "users/" + DeriveUuid("user", absl::StrCat(Roll(3))).ToString(); }
  absl::Time Later() { return time_ += absl::Minutes(1 + Roll(500)); }
  google::type::Money Money() {
    google::type::Money money;
    money.set_currency_code(Roll(4) == 0 ? "USD" : "CNY");
    money.set_units(Roll(100'000));
    money.set_nanos(10'000'000 * Roll(100));
    return money;
  }

  template <typename M>
  void Keep(const std::string& service, const RecordHistory<M>& history) {
    records_->Keep(history);
    events_[service].insert(events_[service].end(), history.events().begin(),
                            history.events().end());
  }

  void AddCustomer(int i) {
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
    Keep("customer-svc", history);
    for (int j = Roll(4); j > 0; --j) {
      RecordHistory<Order> order("order", tenant, DeriveUuid("order", absl::StrCat(i, "/", j)),
                                 std::string(history.id().bytes()));
      Order message;
      *message.mutable_amount() = Money();
      order.Create(message, Later());
      message.set_state(Order::SHIPPED);
      if (Roll(2) == 0) order.Update(message, Later());
      Keep("customer-svc", order);
    }
  }

  void AddLead(int i) {
    RecordHistory<Lead> history("lead", Tenant(i), DeriveUuid("lead", absl::StrCat(i)));
    Lead lead;
    lead.set_owner(User());
    history.Create(lead, Later());
    for (int step = Roll(5); step > 0; --step) {
      if (Roll(2) == 0) {
        lead.set_fit_score(Roll(100));
        history.Project(lead, Later());
      } else {
        lead.set_industry(absl::StrCat("industry ", Roll(5)));
        history.Update(lead, Later());
      }
    }
    Keep("lead-svc", history);
  }

  void AddOpportunity(int i) {
    RecordHistory<Opportunity> history("opportunity", Tenant(i),
                                       DeriveUuid("opportunity", absl::StrCat(i)));
    Opportunity opportunity;
    opportunity.set_owner(User());
    *opportunity.mutable_amount() = Money();
    opportunity.add_stage_history()->set_stage("pipelines/x/stages/y");
    history.Create(opportunity, Later());
    for (int step = Roll(5); step > 0; --step) {
      opportunity.add_stage_history()->mutable_enter_time()->set_seconds(1'790'000'000 + step);
      if (Roll(3) == 0) opportunity.set_owner(User());
      history.Update(opportunity, Later());
    }
    Keep("lead-svc", history);
  }

  void AddContract(int i) {
    const Uuid tenant = Tenant(i);
    RecordHistory<Contract> history("contract", tenant, DeriveUuid("contract", absl::StrCat(i)));
    Contract contract;
    contract.set_owner(User());
    contract.set_state(Contract::DRAFT);
    *contract.mutable_amount() = Money();
    history.Create(contract, Later());
    for (int step = Roll(4); step > 0; --step) {
      contract.set_state(Roll(2) == 0 ? Contract::ACTIVE : Contract::BREACHED);
      if (Roll(3) == 0) contract.set_owner(User());
      history.Update(contract, Later());
    }
    Keep("lead-svc", history);
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
      Keep("lead-svc", payment);
    }
  }

  std::mt19937 random_;
  FakeRecords* const records_;
  absl::Time time_ = kStart;
  std::map<std::string, std::vector<LogEvent>> events_;
};

// In random parts.
void ApplyAll(FactWorld* world, const std::string& service, const std::vector<LogEvent>& events,
              Year* year) {
  for (size_t i = 0; i < events.size();) {
    const size_t count = std::min<size_t>(events.size() - i, 1 + year->Roll(9));
    ASSERT_THAT(world->Apply(service, absl::MakeConstSpan(events).subspan(i, count)), IsOk());
    i += count;
  }
}

TEST(FactOrderTest, IncrementsAreWhatARebuildIs) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    FakeRecords records;
    Year year(seed, &records);
    FactWorld rebuilt(&records);
    ASSERT_THAT(rebuilt.Recover(), IsOk());
    const std::vector<std::string> expected = rebuilt.Dump();
    EXPECT_GT(expected.size(), 50u);

    FactWorld in_order(&records);
    for (const char* service : {"lead-svc", "customer-svc"}) {
      ApplyAll(&in_order, service, year.events(service), &year);
    }
    EXPECT_EQ(in_order.Dump(), expected) << "seed " << seed;

    // Late, repeated, in no order at all.
    FactWorld shuffled(&records);
    for (const char* service : {"customer-svc", "lead-svc"}) {
      std::vector<LogEvent> events = year.events(service);
      const size_t once = events.size();
      for (size_t i = 0; i < once; i += 3) events.push_back(events[i]);
      std::shuffle(events.begin(), events.end(), year.random());
      ApplyAll(&shuffled, service, events, &year);
    }
    EXPECT_EQ(shuffled.Dump(), expected) << "seed " << seed;
    // And once more, over what is there.
    ASSERT_THAT(shuffled.Recover(), IsOk());
    EXPECT_EQ(shuffled.Dump(), expected) << "seed " << seed;
    ASSERT_THAT(in_order.Recover(events::Loss::Kind::kAnotherLog), IsOk());
    EXPECT_EQ(in_order.Dump(), expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace guanxi::analytics
