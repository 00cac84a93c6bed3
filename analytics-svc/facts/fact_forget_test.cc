// What is read anew, and is not there any more, or elsewhere.
#include "absl/strings/str_cat.h"
#include "analytics-svc/facts/fact_testing.h"
#include "analytics-svc/facts/fact_writer.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/order.pb.h"
#include "guanxi/event/v1/log_service.pb.h"
#include "guanxi/lead/v1/lead_source.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::analytics {
namespace {

using customer::v1::Customer;
using customer::v1::Order;
using event::v1::LogEvent;
using lead::v1::LeadSource;
using lead::v1::Opportunity;

const Uuid kTenant = DeriveUuid("tenant", "a");
const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

class FactForgetTest : public ::testing::Test {
 protected:
  FactForgetTest() : world_(&records_) {}

  template <typename M>
  void Tell(const std::string& service, const RecordHistory<M>& history, size_t from = 0) {
    records_.Keep(history);
    ASSERT_THAT(world_.Apply(service, absl::MakeConstSpan(history.events()).subspan(from)), IsOk());
  }
  RecordHistory<Order> NewOrder(const RecordHistory<Customer>& customer) const {
    RecordHistory<Order> order("order", kTenant, DeriveUuid("order", "1"),
                               std::string(customer.id().bytes()));
    order.Create(Order(), kStart);
    return order;
  }
  std::string Count(const std::string& table) const {
    return world_.Value(absl::StrCat("SELECT COUNT(*) FROM ", table, " WHERE live = 1"));
  }

  FakeRecords records_;
  FactWorld world_;
  RecordHistory<Customer> customer_{"customer", kTenant, DeriveUuid("customer", "a")};
};

TEST_F(FactForgetTest, PartsOfWhatIsGoneAreGone) {
  RecordHistory<Opportunity> history("opportunity", kTenant, DeriveUuid("opportunity", "a"));
  Opportunity opportunity;
  opportunity.add_stage_history()->mutable_enter_time()->set_seconds(1'790'000'000);
  history.Create(opportunity, kStart);
  Tell("lead-svc", history);
  EXPECT_EQ(Count("fact_stage_change"), "1");
  records_.Erase(history.events()[0]);
  ASSERT_THAT(world_.Recover(), IsOk());
  EXPECT_EQ(Count("fact_opportunity"), "0");
  EXPECT_EQ(Count("fact_stage_change"), "0");
}

TEST_F(FactForgetTest, MonthsThatASourceSaysNoMoreAreGone) {
  RecordHistory<LeadSource> history("lead_source", kTenant, DeriveUuid("source", "a"));
  LeadSource source;
  for (const int month : {1, 12}) {
    auto& cost = *source.add_costs();
    cost.set_year(2026);
    cost.set_month(month);
    cost.mutable_amount()->set_currency_code("CNY");
  }
  history.Create(source, kStart);
  Tell("lead-svc", history);
  EXPECT_EQ(Count("fact_source_cost"), "2");
  source.mutable_costs()->RemoveLast();
  history.Update(source, kStart + absl::Hours(1));
  Tell("lead-svc", history, 1);
  EXPECT_EQ(Count("fact_source_cost"), "1");
}

TEST_F(FactForgetTest, WhatIsGoneBelowADeletedRecordStaysGone) {
  customer_.Create(Customer(), kStart);
  Tell("customer-svc", customer_);
  const auto order = NewOrder(customer_);
  Tell("customer-svc", order);
  customer_.Delete(kStart + absl::Hours(1));
  Tell("customer-svc", customer_, 1);
  records_.Erase(order.events()[0]);
  ASSERT_THAT(world_.Recover(), IsOk());
  customer_.Undelete(kStart + absl::Hours(2));
  Tell("customer-svc", customer_, 2);
  EXPECT_EQ(Count("fact_customer"), "1");
  EXPECT_EQ(Count("fact_order"), "0");
}

TEST_F(FactForgetTest, ARecordThatMovesWhileItIsReadAnewCounts) {
  customer_.Create(Customer(), kStart);
  Tell("customer-svc", customer_);
  RecordHistory<Customer> other("customer", kTenant, DeriveUuid("customer", "b"));
  other.Create(Customer(), kStart);
  Tell("customer-svc", other);
  const auto order = NewOrder(customer_);
  LogEvent moved = order.events()[0];
  moved.set_kind(metadata::v1::Change::UPDATED);
  moved.set_sequence(2);
  moved.set_parent_ids(std::string(other.id().bytes()));
  SourceReads reads;
  reads.histories = [&](const event::v1::ReadHistoriesRequest&) {
    event::v1::ReadHistoriesResponse response;
    *response.add_events() = order.events()[0];
    *response.add_events() = moved;
    return response;
  };
  const FactWriter writer(world_.database.get(), "customer-svc", reads);
  FactWriter::Anew anew;
  anew.tenant = kTenant;
  for (const Source* source : SourcesOf("customer-svc")) {
    if (source->spec().type == "order") anew.source = source;
  }
  anew.records = {order.Whole()};
  ASSERT_THAT(writer.WriteAnew(anew), IsOk());
  EXPECT_EQ(world_.Value("SELECT live FROM fact_order"), "1");
  EXPECT_EQ(world_.Value("SELECT COUNT(*) FROM fact_order o JOIN fact_customer c ON c.tenant_id = "
                         "o.tenant_id AND c.id = o.customer_id WHERE c.id = UNHEX(REPLACE('" +
                         other.id().ToString() + "', '-', ''))"),
            "1");
}

}  // namespace
}  // namespace guanxi::analytics
