#include "lead-svc/projections_fixture.h"

#include <algorithm>
#include <map>
#include <utility>

#include "google/protobuf/util/time_util.h"
#include "lead-svc/opportunity_rules.h"

namespace guanxi::lead {

using google::protobuf::util::TimeUtil;

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
    std::map<Opportunity::State, std::pair<int64_t, int64_t>> sums;  // how many, and units
    absl::Time last = absl::UnixEpoch();
    for (const std::string& one : opportunity_names_) {
      const Opportunity opportunity = Get(one);
      if (opportunity.customer() != name) continue;
      EXPECT_EQ(opportunity.customer_display_name(), now.display_name());
      EXPECT_EQ(opportunity.customer_owner(), now.owner());
      EXPECT_EQ(opportunity.customer_grade(), now.grade());
      if (opportunity.has_delete_time()) continue;
      auto& [count, units] = sums[opportunity.state()];
      ++count;
      units += opportunity.amount().units();
      last = std::max(last, PresentSince(opportunity));
    }
    EXPECT_EQ(now.open_opportunity_count(), sums[Opportunity::OPEN].first) << name;
    EXPECT_EQ(now.open_opportunity_amount().units(), sums[Opportunity::OPEN].second) << name;
    EXPECT_EQ(now.won_opportunity_amount().units(), sums[Opportunity::WON].second) << name;
    EXPECT_EQ(TimeUtil::TimestampToMicroseconds(now.last_stage_change_time()),
              absl::ToUnixMicros(last))
        << name;
  }
}

void ProjectionsTest::WriteSomething() {
  service_.clock.Advance(absl::Milliseconds(1));
  const int kind = static_cast<int>(random_() % 11);
  if (customer_names_.size() < 3 || kind == 0) {
    AddCustomer(absl::StrCat("客户", random_() % 100));
    return;
  }
  const std::string& customer = customer_names_[random_() % customer_names_.size()];
  if (opportunity_names_.size() < 3 || kind == 1) {
    AddOpportunity(customer, static_cast<int64_t>(random_() % 100));
  } else if (kind == 2) {
    Change(customer, "display_name", absl::StrCat("新名", random_() % 100));
  } else if (kind == 3) {
    Change(customer, "grade", random_() % 2 == 0 ? "VIP" : "LOW");
  } else if (kind == 4) {
    Change(customer, "owner", random_() % 2 == 0 ? "bob" : "carol");
  } else {
    WriteTo(Get(opportunity_names_[random_() % opportunity_names_.size()]), customer, kind);
  }
}

void ProjectionsTest::WriteTo(Opportunity next, const std::string& customer, int kind) {
  const std::string name = next.name();
  const bool is_open = next.state() == Opportunity::OPEN;
  auto& moves = *service_.opportunities;
  if (next.has_delete_time()) {
    EXPECT_THAT(Opportunities().Undelete<Opportunity>(service_.call(),
                                                      Named<v1::UndeleteOpportunityRequest>(name)),
                IsOk());
  } else if (kind == 5) {
    EXPECT_THAT(Opportunities().Delete<Opportunity>(service_.call(),
                                                    Named<v1::DeleteOpportunityRequest>(name)),
                IsOk());
  } else if (kind == 6) {
    next.set_customer(customer);
    EXPECT_THAT(Update(next, {"customer"}), IsOk());
  } else if (kind == 7 && is_open) {
    EXPECT_THAT(moves.WinOpportunity(service_.call(), Named<v1::WinOpportunityRequest>(name)),
                IsOk());
  } else if (kind == 8 && is_open) {
    auto lose = Named<v1::LoseOpportunityRequest>(name);
    lose.set_reason("价格过高");
    EXPECT_THAT(moves.LoseOpportunity(service_.call(), lose), IsOk());
  } else if (kind == 9 && is_open) {
    EXPECT_THAT(Advance(name, next.stage() == offer_ ? need_ : offer_), IsOk());
  } else if (kind <= 9 && !is_open) {
    EXPECT_THAT(moves.ReopenOpportunity(service_.call(), Named<v1::ReopenOpportunityRequest>(name)),
                IsOk());
  } else {
    next.mutable_amount()->set_units(static_cast<int64_t>(random_() % 100));
    EXPECT_THAT(Update(next, {"amount"}), IsOk());
  }
}

}  // namespace guanxi::lead
