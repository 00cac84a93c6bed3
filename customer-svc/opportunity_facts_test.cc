// What customers say of their opportunities, by events of lead-svc that are made by hand.
#include "customer-svc/opportunity_facts.h"

#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/sql_lint.h"
#include "common/events/partition.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/opportunity_fact.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using google::protobuf::util::TimeUtil;
using lead::v1::Opportunity;
using metadata::v1::Change;
using resource::UnitOfWork;
using ::testing::IsEmpty;
using v1::Customer;

// The opportunities of a lead-svc that exists in this test alone: its records, and its log.
class Leads {
 public:
  explicit Leads(const Uuid& tenant) : tenant_(tenant) {}

  // Makes it, or writes over it, as its version after the last one; what differs is an event.
  LogEvent Put(const Uuid& id, Opportunity next, bool live = true) {
    Record& record = records_[id];
    live = live || record.version == 0;
    LogEvent event;
    event.set_tenant_id(std::string(tenant_.bytes()));
    event.set_event_id(std::string(NewId().bytes()));
    event.set_root_event_id(event.event_id());
    event.set_resource_type("opportunity");
    event.set_resource_id(std::string(id.bytes()));
    event.set_sequence(++record.version);
    *event.mutable_change_time() = TimeUtil::SecondsToTimestamp(++now_);
    event.set_kind(record.version == 1   ? Change::CREATED
                   : live == record.live ? Change::UPDATED
                   : live                ? Change::UNDELETED
                                         : Change::DELETED);
    if (record.version == 1) {
      *next.mutable_create_time() = event.change_time();
    } else {
      *next.mutable_create_time() = record.now.create_time();
    }
    AddStay(record, event, &next);
    Opportunity after;
    Differ(record.now, next, "customer", &event);
    Differ(record.now, next, "amount", &event);
    Differ(record.now, next, "state", &event);
    Differ(record.now, next, "stage", &event);
    if (next.customer() != record.now.customer()) after.set_customer(next.customer());
    if (next.has_amount()) *after.mutable_amount() = next.amount();
    after.set_state(next.state());
    after.set_stage(next.stage());
    event.set_after_body(after.SerializeAsString());
    record.now = next;
    record.live = live;
    return event;
  }

  // As by a replica whose clock is behind.
  void TurnBack(int64_t seconds) { now_ -= seconds; }

  // LogService.ReadRecords, two at a time.
  absl::StatusOr<event::v1::ReadRecordsResponse> Read(
      const event::v1::ReadRecordsRequest& request) const {
    event::v1::ReadRecordsResponse response;
    int left = 2;
    for (const auto& [id, record] : records_) {
      if (std::string(id.bytes()) <= request.after_id()) continue;
      if (left-- == 0) {
        response.set_next_tenant(std::string(tenant_.bytes()));
        return response;
      }
      response.set_next_id(std::string(id.bytes()));
      if (events::PartitionOf(tenant_.bytes(), id.bytes()) != request.partition()) continue;
      LogEvent& event = *response.add_records();
      event.set_tenant_id(std::string(tenant_.bytes()));
      event.set_resource_type("opportunity");
      event.set_resource_id(std::string(id.bytes()));
      event.set_sequence(record.version);
      event.set_kind(record.live ? Change::CREATED : Change::DELETED);
      (record.live ? event.mutable_after_body() : event.mutable_before_body())
          ->assign(record.now.SerializeAsString());
    }
    response.clear_next_id();
    return response;
  }

 private:
  struct Record {
    Opportunity now;
    int64_t version = 0;
    bool live = true;
  };

  static Uuid NewId() {
    static auto* const ids = new UuidSource;
    return ids->Next();
  }
  static void AddStay(const Record& record, const LogEvent& event, Opportunity* next) {
    *next->mutable_stage_history() = record.now.stage_history();
    if (record.version == 1) return;
    if (next->stage() == record.now.stage() && next->state() == record.now.state()) return;
    google::protobuf::Timestamp since = record.now.create_time();
    if (const int stays = record.now.stage_history_size(); stays > 0) {
      const auto& last = record.now.stage_history(stays - 1);
      since = last.enter_time() + last.duration();
    }
    auto* const stay = next->add_stage_history();
    *stay->mutable_enter_time() = since;
    if (since < event.change_time()) *stay->mutable_duration() = event.change_time() - since;
  }
  static void Differ(const Opportunity& a, const Opportunity& b, const std::string& field,
                     LogEvent* event) {
    const auto* const descriptor = Opportunity::descriptor()->FindFieldByName(field);
    google::protobuf::util::MessageDifferencer differencer;
    if (!differencer.CompareWithFields(a, b, {descriptor}, {descriptor})) {
      event->add_changed_fields(field);
    }
  }

  Uuid tenant_;
  std::map<Uuid, Record> records_;
  int64_t now_ = 1'700'000'000;
};

class OpportunityFactsTest : public ::testing::Test {
 protected:
  OpportunityFactsTest()
      : facts_(service_.database.get(), service_.engine.get(), service_.resources->customers.get()),
        leads_(service_.tenant),
        a_(service_.Create(TestService::Company("甲")).name()),
        b_(service_.Create(TestService::Company("乙")).name()) {}

  static Uuid Id(int i) { return DeriveUuid("opportunity", absl::StrCat(i)); }
  static Opportunity Open(const std::string& customer, int64_t units,
                          const std::string& currency = "CNY") {
    Opportunity opportunity;
    opportunity.set_customer(customer);
    opportunity.set_state(Opportunity::OPEN);
    opportunity.set_stage("pipelines/p/stages/1");
    if (units != 0) {
      opportunity.mutable_amount()->set_units(units);
      opportunity.mutable_amount()->set_nanos(500'000'000);
      opportunity.mutable_amount()->set_currency_code(currency);
    }
    return opportunity;
  }
  static Opportunity Won(const std::string& customer, int64_t units) {
    Opportunity opportunity = Open(customer, units);
    opportunity.set_state(Opportunity::WON);
    return opportunity;
  }

  absl::Status Apply(const LogEvent& event) {
    return service_.engine->Write(service_.call().principal, {}, {},
                                  [&](UnitOfWork& work) { return facts_.Apply(work, event); });
  }
  void Put(int i, const Opportunity& next, bool live = true) {
    EXPECT_THAT(Apply(leads_.Put(Id(i), next, live)), IsOk());
  }
  Customer Get(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<Customer>(service_.call(), request).value();
  }
  absl::Status Rebuild(events::Loss::Kind kind) {
    for (int partition = 0; partition < events::kPartitions; ++partition) {
      GUANXI_RETURN_IF_ERROR(facts_.Rebuild(
          {kind, partition},
          [&](const event::v1::ReadRecordsRequest& request) { return leads_.Read(request); },
          [] { return absl::OkStatus(); }));
    }
    return absl::OkStatus();
  }
  // The four fields, as text.
  std::string Says(const std::string& name) {
    const Customer customer = Get(name);
    const auto text = [](bool has, const google::type::Money& money) {
      return has ? absl::StrCat(money.units(), ".", money.nanos() / 100'000'000, " ",
                                money.currency_code())
                 : "-";
    };
    return absl::StrCat(
        customer.open_opportunity_count(), ", ",
        text(customer.has_open_opportunity_amount(), customer.open_opportunity_amount()), ", ",
        text(customer.has_won_opportunity_amount(), customer.won_opportunity_amount()), ", ",
        customer.last_stage_change_time().seconds());
  }

  TestService service_;
  const OpportunityFacts facts_;
  Leads leads_;
  const std::string a_, b_;
};

TEST_F(OpportunityFactsTest, CountsAndSumsFollowTheOpportunities) {
  EXPECT_EQ(Says(a_), "0, -, -, 0");
  Put(1, Open(a_, 100));
  EXPECT_EQ(Says(a_), "1, 100.5 CNY, -, 1700000001");
  Put(2, Open(a_, 20));
  EXPECT_EQ(Says(a_), "2, 121.0 CNY, -, 1700000002");
  Put(1, Won(a_, 100));
  EXPECT_EQ(Says(a_), "1, 20.5 CNY, 100.5 CNY, 1700000003");
  // An amount alone is no move.
  Put(2, Open(a_, 30));
  EXPECT_EQ(Says(a_), "1, 30.5 CNY, 100.5 CNY, 1700000003");
  // To another customer.
  Put(2, Open(b_, 30));
  EXPECT_EQ(Says(a_), "0, -, 100.5 CNY, 1700000003");
  EXPECT_EQ(Says(b_), "1, 30.5 CNY, -, 1700000002");
  Put(2, Open(b_, 30), /*live=*/false);
  EXPECT_EQ(Says(b_), "0, -, -, 0");
  Put(2, Open(b_, 30));
  EXPECT_EQ(Says(b_), "1, 30.5 CNY, -, 1700000002");
}

TEST_F(OpportunityFactsTest, AmountsInSeveralCurrenciesHaveNoSum) {
  Put(1, Open(a_, 100));
  Put(2, Open(a_, 10, "USD"));
  Put(3, Open(a_, 0));
  EXPECT_EQ(Says(a_), "3, -, -, 1700000003");
  Put(1, Won(a_, 100));
  EXPECT_EQ(Says(a_), "2, 10.5 USD, 100.5 CNY, 1700000004");
}

TEST_F(OpportunityFactsTest, AHundredProjectionsLeaveEtagAndUpdateTime) {
  const Customer before = Get(a_);
  for (int i = 0; i < 100; ++i) Put(1, Open(a_, 1 + i));
  Customer after = Get(a_);
  EXPECT_EQ(after.open_opportunity_amount().units(), 100);
  EXPECT_EQ(after.etag(), before.etag());
  after.clear_open_opportunity_count();
  after.clear_open_opportunity_amount();
  after.clear_last_stage_change_time();
  EXPECT_EQ(after.DebugString(), before.DebugString());
}

TEST_F(OpportunityFactsTest, WhatIsToldTwiceCountsOnceAndWhatIsMissingIsNoticed) {
  const LogEvent first = leads_.Put(Id(1), Open(a_, 100));
  const LogEvent second = leads_.Put(Id(1), Open(a_, 200));
  const LogEvent third = leads_.Put(Id(1), Open(a_, 300));
  ASSERT_THAT(Apply(first), IsOk());
  EXPECT_THAT(Apply(third), HasReason("OPPORTUNITY_VERSION_MISSING"));
  ASSERT_THAT(Apply(second), IsOk());
  ASSERT_THAT(Apply(first), IsOk());
  EXPECT_EQ(Says(a_), "1, 200.5 CNY, -, 1700000001");
}

TEST_F(OpportunityFactsTest, OtherEventsChangeNothing) {
  LogEvent projected = leads_.Put(Id(1), Open(a_, 100));
  projected.set_kind(Change::PROJECTED);
  EXPECT_THAT(Apply(projected), IsOk());
  LogEvent stage = leads_.Put(Id(2), Open(a_, 100));
  stage.set_resource_type("stage");
  EXPECT_THAT(Apply(stage), IsOk());
  EXPECT_EQ(Says(a_), "0, -, -, 0");
}

TEST_F(OpportunityFactsTest, ACustomerWhoIsNotThereIsPassedOver) {
  Put(1, Open("customers/01890000-0000-7000-8000-000000000000", 100));
  Put(1, Open(a_, 100));
  EXPECT_EQ(Says(a_), "1, 100.5 CNY, -, 1700000001");
}

TEST_F(OpportunityFactsTest, SumsThatNoAmountHoldsAreLeftOut) {
  for (int i = 0; i < 3; ++i) Put(i, Open(a_, 4'000'000'000'000'000'000));
  EXPECT_EQ(Says(a_), "3, -, -, 1700000003");
}

// Pages of a rebuild and events come in any order.
TEST_F(OpportunityFactsTest, ARebuildAndEventsComeToTheSame) {
  std::mt19937 random(11);
  std::vector<LogEvent> all;
  for (int i = 0; i < 60; ++i) {
    const std::string& customer = random() % 2 == 0 ? a_ : b_;
    const auto units = static_cast<int64_t>(random() % 1000);
    all.push_back(leads_.Put(Id(static_cast<int>(random() % 9)),
                             random() % 3 == 0 ? Won(customer, units) : Open(customer, units),
                             random() % 5 != 0));
  }
  // Some events, then all records, then all events once more.
  for (int i = 0; i < 20; ++i) ASSERT_THAT(Apply(all[i]), IsOk());
  ASSERT_THAT(Rebuild(events::Loss::Kind::kRemoved), IsOk());
  const std::string rebuilt = Says(a_) + "; " + Says(b_);
  for (const LogEvent& event : all) ASSERT_THAT(Apply(event), IsOk());
  EXPECT_EQ(Says(a_) + "; " + Says(b_), rebuilt);
  // By events alone it is the same.
  ASSERT_THAT(service_.Execute("DELETE FROM opportunity_facts WHERE state <> ?", "100"), IsOk());
  for (const LogEvent& event : all) ASSERT_THAT(Apply(event), IsOk());
  EXPECT_EQ(Says(a_) + "; " + Says(b_), rebuilt);
}

// Its history does not step back either, of which a rebuild takes the time.
TEST_F(OpportunityFactsTest, AMoveByAClockThatIsBehindIsNoStepBack) {
  Put(1, Open(a_, 100));
  Put(1, Won(a_, 100));
  leads_.TurnBack(60);
  Put(1, Open(a_, 100));
  EXPECT_EQ(Says(a_), "1, 100.5 CNY, -, 1700000002");
  ASSERT_THAT(Rebuild(events::Loss::Kind::kAnotherLog), IsOk());
  EXPECT_EQ(Says(a_), "1, 100.5 CNY, -, 1700000002");
}

// A dead letter that is applied while the records are read anew: the older of the two waits, or is
// waited for, and never comes after the newer.
TEST_F(OpportunityFactsTest, WhatIsReadAnewIsNotWrittenOverByAnOlderEvent) {
  leads_.Put(Id(1), Open(a_, 100));
  leads_.Put(Id(1), Open(a_, 200));
  std::thread rebuild;
  std::atomic<bool> rebuilt{false};
  const absl::Status older = service_.engine->Write(
      service_.call().principal, {}, {}, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(OpportunityFact fact,
                                OpportunityFact::Hold(work.tx(), service_.tenant, Id(1)));
        if (!rebuild.joinable()) {
          rebuild = std::thread([&] {
            EXPECT_THAT(Rebuild(events::Loss::Kind::kRemoved), IsOk());
            rebuilt = true;
          });
        }
        // Time for one that waits for nothing.
        Eventually([&] { return rebuilt.load(); }, absl::Milliseconds(500));
        fact.sequence = 1;
        fact.SetCustomer(Open(a_, 100));
        fact.SetAmount(Open(a_, 100));
        fact.state = Opportunity::OPEN;
        return fact.Write(work.tx(), service_.tenant);
      });
  rebuild.join();
  EXPECT_THAT(older, IsOk());
  EXPECT_EQ(Says(a_), "1, 200.5 CNY, -, 1700000001");
  EXPECT_THAT(Apply(leads_.Put(Id(1), Open(a_, 300))), IsOk());
  EXPECT_EQ(Says(a_), "1, 300.5 CNY, -, 1700000001");
}

// As after a back-up of lead-svc was restored: versions go back, and some records are gone.
TEST_F(OpportunityFactsTest, OfAnotherLogNothingThatWasKnownStays) {
  Put(1, Open(a_, 100));
  for (int i = 0; i < 5; ++i) Put(2, Open(a_, 10 + i));
  Put(3, Open(b_, 7));
  Leads restored(service_.tenant);
  restored.Put(Id(1), Open(a_, 100));
  restored.Put(Id(2), Open(a_, 10));
  std::swap(restored, leads_);
  ASSERT_THAT(Rebuild(events::Loss::Kind::kAnotherLog), IsOk());
  EXPECT_EQ(Says(a_), "2, 111.0 CNY, -, 1700000002");
  EXPECT_EQ(Says(b_), "0, -, -, 0");
  Put(2, Open(a_, 20));
  EXPECT_EQ(Says(a_), "2, 121.0 CNY, -, 1700000002");
}

TEST_F(OpportunityFactsTest, StatementsBindTheirTenant) {
  EXPECT_THAT(db::LintQueries(OpportunityFactQueries()), IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
