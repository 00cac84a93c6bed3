// Two services that project each other: opportunities say of their customers what customer-svc's
// events tell, customers say of their opportunities what lead-svc's do. Both schemas are real, and
// so is everything between a write there and what it makes of a record here.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/auth/system_tenant.h"
#include "common/base/status_macros.h"
#include "common/db/sql_lint.h"
#include "common/errors/errors.h"
#include "common/events/consumer.h"
#include "common/events/event_log.h"
#include "common/events/log_service.h"
#include "common/events/partition.h"
#include "common/events/record_pages.h"
#include "common/events/relay.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/opportunity_facts.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lead-svc/customer_copies.h"
#include "lead-svc/opportunity_testing.h"
#include "lead-svc/projections_testing.h"

namespace guanxi::lead {
namespace {

using customer::v1::Customer;
using events::Consumer;
using ::testing::IsEmpty;
using v1::Opportunity;

class ProjectionsTest : public OpportunityTest {
 protected:
  ProjectionsTest()
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

  std::unique_ptr<Consumer> NewConsumer(db::Database* database, Consumer::Options options) {
    options.owner = "test";
    options.threads = 1;
    options.poll = absl::ZeroDuration();
    return std::make_unique<Consumer>(database, &service_.clock, std::move(options));
  }
  static bool Turn(Consumer* consumer) {
    const auto busy = consumer->Turn();
    EXPECT_THAT(busy, IsOk());
    return busy.value_or(false);
  }
  // Until nothing happens any more; events that it took. Fails if the services do not come to rest.
  int Settle() {
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

  absl::StatusOr<bool> GoOn() {
    return copies_.GoOn([this](const auto& request) { return customer_side_.GetRecords(request); });
  }
  Customer GetCustomer(const std::string& name) {
    return customers_.customers
        ->Get<Customer>(service_.call(), Named<customer::v1::GetCustomerRequest>(name))
        .value();
  }
  Customer Change(const std::string& name, const std::string& path, const std::string& value) {
    customer::v1::UpdateCustomerRequest request;
    request.mutable_customer()->set_name(name);
    request.mutable_update_mask()->add_paths(path);
    if (path == "grade") {
      request.mutable_customer()->set_grade(value == "VIP" ? Customer::VIP : Customer::LOW);
    } else {
      request.mutable_customer()->set_display_name(value);
    }
    return customers_.customers->Update<Customer>(service_.call(), request).value();
  }
  // On the schema of lead-svc.
  void Execute(const std::string& sql) {
    EXPECT_THAT(service_.database->ReadWrite(
                    {},
                    [&](db::Transaction& tx) {
                      return tx.Execute({"test", sql, /*infrastructure=*/true}, {}).status();
                    }),
                IsOk());
  }
  int64_t Number(const std::string& sql) {
    int64_t number = -1;
    const auto read = [&](db::Transaction& tx) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                              tx.Select({"test", sql, /*infrastructure=*/true}, {}));
      number = rows[0].Int64(0);
      return absl::OkStatus();
    };
    EXPECT_THAT(service_.database->ReadOnly({}, read), IsOk());
    return number;
  }
  std::string Says(const std::string& opportunity) {
    const Opportunity now = Get(opportunity);
    return absl::StrCat(now.customer_display_name(), " ",
                        Customer::Grade_Name(now.customer_grade()));
  }
  // That every opportunity and customer says what a recount of both schemas comes to.
  void ExpectRecounted() {
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
  std::string AddCustomer(const std::string& title) {
    customer_names_.push_back(customers_.Create(customer::TestService::Company(title)).name());
    return customer_names_.back();
  }
  std::string AddOpportunity(const std::string& customer, int64_t units) {
    Opportunity made = CreateFor(customer).value();
    made.mutable_amount()->set_units(units);
    made.mutable_amount()->set_currency_code("CNY");
    EXPECT_THAT(Update(made, {"amount"}), IsOk());
    opportunity_names_.push_back(made.name());
    return made.name();
  }
  // One write of any kind on either side.
  void WriteSomething() {
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

  customer::TestService& customers_;
  Producer customer_side_, lead_side_;
  const CustomerCopies copies_;
  const customer::OpportunityFacts facts_;
  std::unique_ptr<Consumer> copying_, summing_;
  std::vector<std::string> customer_names_, opportunity_names_;
  std::mt19937 random_{3};
  int rebuilt_ = 0;
  bool takes_turns_ = true;
  std::function<void(int partition)> on_held_;  // at each step of what is read of customers anew
};

TEST_F(ProjectionsTest, AnOpportunitySaysWhatItsCustomerIsCalledAndWorth) {
  const std::string customer = AddCustomer("甲");
  const std::string early = AddOpportunity(customer, 1);
  EXPECT_EQ(Says(early), " GRADE_UNSPECIFIED");  // nothing was told yet
  Settle();
  EXPECT_EQ(Says(early), "甲 GRADE_UNSPECIFIED");
  // From then on at once.
  const std::string late = AddOpportunity(customer, 1);
  EXPECT_EQ(Says(late), "甲 GRADE_UNSPECIFIED");
  Change(customer, "grade", "VIP");
  Change(customer, "display_name", "乙");
  Settle();
  EXPECT_EQ(Says(early), "乙 VIP");
  EXPECT_EQ(Says(late), "乙 VIP");
  Opportunity next = Get(late);
  next.clear_customer();
  ASSERT_THAT(Update(next, {"customer"}), IsOk());
  EXPECT_EQ(Says(late), " GRADE_UNSPECIFIED");
}

// What is known of a customer is read when it is named, whatever events have told before.
TEST_F(ProjectionsTest, OfCustomersThatNobodyNamesNothingIsKept) {
  for (int i = 0; i < 5; ++i) AddCustomer("乙");
  const std::string customer = AddCustomer("甲");
  Settle();
  Change(customer, "display_name", "丙");
  Change(customer, "grade", "VIP");
  Settle();
  const auto copies = [&] { return Number("SELECT COUNT(*) FROM customer_copies"); };
  EXPECT_EQ(copies(), 0);
  const std::string name = AddOpportunity(customer, 1);
  Change(customer, "display_name", "丁");
  Settle();
  EXPECT_EQ(Says(name), "丁 VIP");
  EXPECT_EQ(copies(), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM customer_fan_outs"), 0);
  Change(customer, "display_name", "戊");
  Settle();
  EXPECT_EQ(Says(name), "戊 VIP");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM dead_letters"), 0);
}

// It was read before an event that arrives before what was read is stored.
TEST_F(ProjectionsTest, WhatIsReadDoesNotOverlookAnEventThatWasFaster) {
  const std::string customer = AddCustomer("甲");
  Settle();
  const std::string name = AddOpportunity(customer, 1);
  takes_turns_ = false;
  int gets = 0;
  customer_side_.after_get = [&] {
    if (++gets > 1) return;
    Change(customer, "display_name", "乙");
    Settle();
  };
  EXPECT_THAT(GoOn(), IsOkAndHolds(true));
  EXPECT_EQ(Says(name), " GRADE_UNSPECIFIED");  // too old to be told
  EXPECT_THAT(GoOn(), IsOkAndHolds(true));
  EXPECT_EQ(gets, 2);
  EXPECT_EQ(Says(name), "乙 GRADE_UNSPECIFIED");
  EXPECT_THAT(GoOn(), IsOkAndHolds(false));
  takes_turns_ = true;
  Change(customer, "grade", "VIP");
  Settle();
  EXPECT_EQ(Says(name), "乙 VIP");
}

// What events have told meanwhile is not overwritten by what was read before.
TEST_F(ProjectionsTest, WhatIsKnownMeanwhileIsNotReplacedByWhatWasRead) {
  const std::string customer = AddCustomer("甲");  // whose event arrives after it was named
  const std::string name = AddOpportunity(customer, 1);
  takes_turns_ = false;
  customer_side_.after_get = [&] {
    Change(customer, "display_name", "乙");
    Settle();
  };
  EXPECT_THAT(GoOn(), IsOkAndHolds(true));
  EXPECT_EQ(Says(name), "乙 GRADE_UNSPECIFIED");
}

// Whoever is known is told, whether or not the others can be read.
TEST_F(ProjectionsTest, WhileCustomersCannotBeReadTheyWait) {
  const std::string customer = AddCustomer("甲");
  Settle();
  const std::string name = AddOpportunity(customer, 1);
  const auto down = [](const event::v1::BatchGetRecordsRequest&)
      -> absl::StatusOr<event::v1::BatchGetRecordsResponse> { return Unavailable("DOWN", "down"); };
  EXPECT_THAT(copies_.GoOn(down), HasReason("DOWN"));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM customer_fan_outs"), 1);
  Settle();
  EXPECT_EQ(Says(name), "甲 GRADE_UNSPECIFIED");
}

TEST_F(ProjectionsTest, ListsGoByWhatIsSaidOfCustomers) {
  const std::string vip = AddCustomer("甲"), other = AddCustomer("乙");
  Change(vip, "grade", "VIP");
  Settle();
  const std::string wanted = AddOpportunity(vip, 1);
  AddOpportunity(other, 1);
  Settle();
  for (const char* filter :
       {"customer_grade = VIP", "customer_display_name = \"甲\"", "NOT customer_grade:*"}) {
    v1::ListOpportunitiesRequest request;
    request.set_filter(filter);
    const auto page = Opportunities().List<v1::ListOpportunitiesResponse>(service_.call(), request);
    ASSERT_THAT(page, IsOk()) << filter;
    ASSERT_EQ(page->opportunities_size(), 1) << filter;
    EXPECT_EQ(page->opportunities(0).name() == wanted, filter[0] != 'N') << filter;
  }
}

TEST_F(ProjectionsTest, AnEtagSurvivesAHundredProjections) {
  const std::string customer = AddCustomer("甲");
  const std::string name = AddOpportunity(customer, 1);
  Settle();
  const Opportunity before = Get(name);
  const Customer customer_before = GetCustomer(customer);
  for (int i = 0; i < 100; ++i) {
    Change(customer, "display_name", absl::StrCat("名", i));
    Settle();
  }
  const Opportunity after = Get(name);
  EXPECT_EQ(after.customer_display_name(), "名99");
  EXPECT_EQ(after.etag(), before.etag());
  EXPECT_EQ(after.update_time().seconds(), before.update_time().seconds());
  Opportunity next = before;
  next.set_note("回访");
  v1::UpdateOpportunityRequest request;
  *request.mutable_opportunity() = next;
  request.mutable_update_mask()->add_paths("note");
  EXPECT_THAT(Opportunities().Update<Opportunity>(service_.call(), request), IsOk());
  EXPECT_EQ(customer_before.open_opportunity_count(), 1);
}

TEST_F(ProjectionsTest, AClientDoesNotWriteWhatIsProjected) {
  const std::string name = AddOpportunity(AddCustomer("甲"), 1);
  Settle();
  for (const char* path : {"customer_display_name", "customer_owner", "customer_grade"}) {
    EXPECT_THAT(Update(Get(name), {path}), HasReason("INVALID_FIELD_MASK")) << path;
  }
}

TEST_F(ProjectionsTest, ServicesThatProjectEachOtherComeToRest) {
  for (int i = 0; i < 40; ++i) WriteSomething();
  const int events = Settle();
  EXPECT_GT(events, 40);
  EXPECT_EQ(Settle(), 0);
  ExpectRecounted();
}

TEST_F(ProjectionsTest, ACustomerOfManyTellsThemInTurns) {
  const std::string customer = AddCustomer("甲");
  Settle();
  constexpr int kMany = 2 * kToldAtOnce + 50;
  for (int made = 0; made < kMany; made += 50) {
    v1::BatchCreateOpportunitiesRequest request;
    for (int i = 0; i < 50; ++i) {
      Opportunity& one = *request.add_requests()->mutable_opportunity();
      one.set_display_name("框架");
      one.set_stage(offer_);
      one.set_customer(customer);
    }
    ASSERT_THAT(BatchCreate(request), IsOk());
  }
  Settle();
  Change(customer, "display_name", "乙");
  customer_side_.Relay();
  while (Turn(copying_.get())) {
    // It is told anew what it is called while it is being told.
    if (random_() % 2 == 0) continue;
    Change(customer, "display_name", "丙");
    customer_side_.Relay();
    random_.seed(2);
  }
  Change(customer, "display_name", "丁");
  Settle();
  v1::ListOpportunitiesRequest request;
  request.set_filter("NOT customer_display_name = \"丁\"");
  const auto page = Opportunities().List<v1::ListOpportunitiesResponse>(service_.call(), request);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->opportunities_size(), 0);
}

// Its turn fails each time it comes, and the others have theirs.
TEST_F(ProjectionsTest, ACustomerThatCannotBeToldHoldsNobodyUp) {
  const std::string stuck = AddCustomer("甲"), next = AddCustomer("乙");
  Settle();
  for (const std::string& customer : {stuck, next}) {
    for (int made = 0; made < kToldAtOnce + 50; made += 50) {
      v1::BatchCreateOpportunitiesRequest request;
      for (int i = 0; i < 50; ++i) {
        Opportunity& one = *request.add_requests()->mutable_opportunity();
        one.set_display_name("框架");
        one.set_stage(offer_);
        one.set_customer(customer);
      }
      ASSERT_THAT(BatchCreate(request), IsOk());
    }
  }
  Settle();
  for (const std::string& customer : {stuck, next}) Change(customer, "grade", "VIP");
  // As the events leave them: all of their opportunities are yet to be told.
  Execute(
      "INSERT INTO customer_fan_outs (tenant_id, id, after_id) SELECT tenant_id, id, "
      "REPEAT(CHAR(0), 16) FROM customer_copies");
  Execute(
      "UPDATE opportunities o JOIN customer_copies c ON c.tenant_id = o.tenant_id AND "
      "c.id = o.customer_id SET o.body = 'no message' WHERE c.display_name = '甲'");
  const auto left = [&] { return Number("SELECT COUNT(*) FROM customer_fan_outs"); };
  ASSERT_EQ(left(), 2);
  int failed = 0;
  for (int i = 0; i < 8; ++i) failed += GoOn().ok() ? 0 : 1;
  EXPECT_EQ(left(), 1);
  EXPECT_GE(failed, 3);
}

// Pages of the source are read while events go on arriving, and everything comes to what it is.
TEST_F(ProjectionsTest, BothAreRebuiltWhileEventsArrive) {
  for (int i = 0; i < 60; ++i) WriteSomething();
  Settle();
  for (int i = 0; i < 20; ++i) WriteSomething();
  // What was not read yet is removed from both logs: only the records tell it.
  customer_side_.Relay();
  lead_side_.Relay();
  service_.clock.Advance(absl::Hours(24 * 31));
  ASSERT_THAT(customer_side_.log().Trim(), IsOk());
  ASSERT_THAT(lead_side_.log().Trim(), IsOk());
  int writes = 0;
  const auto write = [this, &writes] {
    if (++writes < 60) WriteSomething();
    if (writes % 3 == 0) customer_side_.Relay();
    if (writes % 4 == 0) lead_side_.Relay();
  };
  customer_side_.before_page = write;
  lead_side_.before_page = write;
  for (int i = 0; i < 20; ++i) WriteSomething();  // so that the logs go on
  Settle();
  EXPECT_GT(rebuilt_, 0);
  EXPECT_GT(writes, 0);
  EXPECT_EQ(Settle(), 0);
  ExpectRecounted();
}

TEST_F(ProjectionsTest, OfAnotherLogEverythingIsReadAnew) {
  for (int i = 0; i < 40; ++i) WriteSomething();
  Settle();
  ASSERT_THAT(customer_side_.log().Renew(), IsOk());
  ASSERT_THAT(lead_side_.log().Renew(), IsOk());
  for (int i = 0; i < 20; ++i) WriteSomething();
  Settle();
  EXPECT_GT(rebuilt_, 0);
  ExpectRecounted();
}

// One that comes to be named when it has been looked up who is: the reading does not find its copy.
TEST_F(ProjectionsTest, OfAnotherLogOneThatIsNamedMeanwhileIsNotForgotten) {
  std::map<int, std::string> by_partition;
  std::string known, meanwhile;
  int its = 0;
  while (meanwhile.empty()) {
    const std::string next = AddCustomer("甲");
    its = events::PartitionOf(service_.call().principal.tenant.bytes(),
                              resource::ParseReference("customers", next).value().bytes());
    known = by_partition[its];
    if (!known.empty()) meanwhile = next;
    by_partition[its] = next;
  }
  AddOpportunity(known, 1);
  Settle();
  ASSERT_THAT(customer_side_.log().Renew(), IsOk());
  std::string name;
  int steps = 0;
  on_held_ = [&](int partition) {
    // Before the page, before what it has is taken, and before the first customer of it is.
    if (partition != its || ++steps != 3) return;
    name = AddOpportunity(meanwhile, 1);
    EXPECT_THAT(GoOn(), IsOkAndHolds(true));
    EXPECT_EQ(Says(name), "甲 GRADE_UNSPECIFIED");
  };
  Settle();
  ASSERT_NE(name, "");
  EXPECT_EQ(Says(name), "甲 GRADE_UNSPECIFIED");
  Change(meanwhile, "display_name", "丙");
  Settle();
  EXPECT_EQ(Says(name), "丙 GRADE_UNSPECIFIED");
}

TEST_F(ProjectionsTest, StatementsBindTheirTenant) {
  EXPECT_THAT(db::LintQueries(CustomerCopiesQueries()), IsEmpty());
}

}  // namespace
}  // namespace guanxi::lead
