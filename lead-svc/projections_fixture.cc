#include "lead-svc/projections_fixture.h"

#include <utility>

namespace guanxi::lead {

ProjectionsTest::ProjectionsTest()
    : customers_(service_.customer_server.service()),
      customer_side_(customers_.database.get(), customers_.catalog.get(), &service_.clock,
                     "customer-svc"),
      lead_side_(service_.database.get(), service_.catalog.get(), &service_.clock, "lead-svc"),
      copies_(service_.database.get(), service_.engine.get(),
              service_.resources->opportunities.get()),
      facts_(customers_.database.get(), customers_.engine.get(),
             customers_.resources->customers.get()) {
  Consumer::Options copying = copies_.Consume("unused:1", nullptr);
  copying.read = [this](const auto& request) { return customer_side_.Read(request); };
  copying.left_over = [this]() -> absl::StatusOr<bool> {
    if (!takes_turns_) return false;
    return GoOn();
  };
  copying.recover = [this](const events::Loss& loss, const events::StillHeld& held) {
    ++rebuilt_;
    return copies_.Rebuild(
        loss, [this](const auto& request) { return customer_side_.ReadRecords(request); },
        [&] {
          if (on_held_) on_held_(loss.partition);
          return held();
        });
  };
  copying_ = NewConsumer(service_.database.get(), copying);
  Consumer::Options summing = facts_.Consume("unused:1", nullptr);
  summing.read = [this](const auto& request) { return lead_side_.Read(request); };
  summing.recover = [this](const events::Loss& loss, const events::StillHeld& held) {
    ++rebuilt_;
    return facts_.Rebuild(
        loss, [this](const auto& request) { return lead_side_.ReadRecords(request); }, held);
  };
  summing_ = NewConsumer(customers_.database.get(), summing);
}

int ProjectionsTest::Settle() {
  int moved = 0;
  for (int round = 0; round < 1000; ++round) {
    const int now = customer_side_.Relay() + lead_side_.Relay();
    bool busy = false;
    while (Turn(copying_.get())) busy = true;
    while (Turn(summing_.get())) busy = true;
    moved += now;
    if (now == 0 && !busy) return moved;
  }
  ADD_FAILURE() << "the services set each other off without end";
  return moved;
}

void ProjectionsTest::ExpectRecounted() {
  EXPECT_EQ(customers_.Number(absl::StrCat("SELECT COUNT(*) FROM customers WHERE ",
                                           "open_opportunity_count < 0")),
            0);
  for (const std::string& name : customer_names_) {
    const Customer now = GetCustomer(name);
    int64_t open = 0, units = 0;
    for (const std::string& one : opportunity_names_) {
      const Opportunity opportunity = Get(one);
      if (opportunity.customer() != name) continue;
      EXPECT_EQ(opportunity.customer_display_name(), now.display_name());
      EXPECT_EQ(opportunity.customer_owner(), now.owner());
      EXPECT_EQ(opportunity.customer_grade(), now.grade());
      if (opportunity.state() != Opportunity::OPEN || opportunity.has_delete_time()) continue;
      ++open;
      units += opportunity.amount().units();
    }
    EXPECT_EQ(now.open_opportunity_count(), open) << name;
    EXPECT_EQ(now.open_opportunity_amount().units(), units) << name;
  }
}

void ProjectionsTest::WriteSomething() {
  const int kind = static_cast<int>(random_() % 7);
  if (customer_names_.size() < 3 || kind == 0) {
    AddCustomer(absl::StrCat("客户", random_() % 100));
    return;
  }
  const std::string& customer = customer_names_[random_() % customer_names_.size()];
  if (opportunity_names_.size() < 3 || kind == 1) {
    AddOpportunity(customer, static_cast<int64_t>(random_() % 100));
    return;
  }
  const std::string& name = opportunity_names_[random_() % opportunity_names_.size()];
  Opportunity next = Get(name);
  if (kind == 2) {
    Change(customer, "display_name", absl::StrCat("新名", random_() % 100));
  } else if (kind == 3) {
    Change(customer, "grade", random_() % 2 == 0 ? "VIP" : "LOW");
  } else if (kind == 4) {
    next.set_customer(customer);
    EXPECT_THAT(Update(next, {"customer"}), IsOk());
  } else if (next.state() == Opportunity::OPEN && kind == 5) {
    EXPECT_THAT(service_.opportunities->WinOpportunity(service_.call(),
                                                       Named<v1::WinOpportunityRequest>(name)),
                IsOk());
  } else {
    next.mutable_amount()->set_units(static_cast<int64_t>(random_() % 100));
    EXPECT_THAT(Update(next, {"amount"}), IsOk());
  }
}

}  // namespace guanxi::lead
