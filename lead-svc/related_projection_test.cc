// What views and time lines of customers show of opportunities, by the events that lead-svc really
// writes. Both schemas are real.
#include <memory>
#include <string>
#include <utility>

#include "common/events/consumer.h"
#include "common/events/partition.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/view/customer_view_service.h"
#include "customer-svc/view/related_records.h"
#include "customer-svc/view/timeline_service.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "lead-svc/projections_fixture.h"

namespace guanxi::lead {
namespace {

using customer::v1::TimelineEntry;
using ::testing::IsEmpty;

class RelatedProjectionTest : public ProjectionsTest {
 protected:
  RelatedProjectionTest()
      : related_("lead-svc", customers_.database.get(), customers_.engine.get()),
        views_(customers_.engine.get(), customers_.resources.get()),
        timelines_(customers_.engine.get(), customers_.resources.get()),
        customer_(AddCustomer("甲")) {
    Consumer::Options options = related_.Consume("unused:1", nullptr);
    options.read = [this](const auto& request) { return lead_side_.Read(request); };
    hearing_ = NewConsumer(customers_.database.get(), std::move(options));
  }

  void Hear() {
    lead_side_.Relay();
    while (Turn(hearing_.get())) {
    }
  }
  customer::v1::CustomerView View() {
    customer::v1::GetCustomerViewRequest request;
    request.set_customer(customer_);
    return views_.GetCustomerView(customers_.call(), request).value();
  }
  customer::v1::ListTimelineResponse Timeline() {
    customer::v1::ListTimelineRequest request;
    request.set_parent(customer_);
    request.add_kinds(TimelineEntry::OPPORTUNITY);
    return timelines_.ListTimeline(customers_.call(), request).value();
  }
  // All partitions anew, by what the records say now.
  void ReadAnew(events::Loss::Kind kind) {
    for (int partition = 0; partition < events::kPartitions; ++partition) {
      events::Loss loss;
      loss.kind = kind;
      loss.partition = partition;
      ASSERT_THAT(related_.Rebuild(
                      loss, [this](const auto& request) { return lead_side_.ReadRecords(request); },
                      [] { return absl::OkStatus(); }),
                  IsOk());
    }
  }

  const customer::RelatedRecords related_;
  customer::CustomerViewServiceImpl views_;
  customer::TimelineServiceImpl timelines_;
  const std::string customer_;
  std::unique_ptr<Consumer> hearing_;
};

TEST_F(RelatedProjectionTest, AnOpportunityIsShownUntilItIsWonAndStaysOnTheTimeLine) {
  const std::string name = AddOpportunity(customer_, 5);
  Hear();
  const auto open = View();
  ASSERT_EQ(open.opportunities().opportunities_size(), 1);
  EXPECT_EQ(open.opportunities().opportunities(0).name(), name);
  EXPECT_EQ(open.opportunities().opportunities(0).amount().units(), 5);
  EXPECT_EQ(open.opportunities().opportunities(0).stage(), offer_);
  ASSERT_THAT(service_.opportunities->WinOpportunity(service_.call(),
                                                     Named<v1::WinOpportunityRequest>(name)),
              IsOk());
  Hear();
  EXPECT_THAT(View().opportunities().opportunities(), IsEmpty());
  const auto told = Timeline();
  ASSERT_EQ(told.entries_size(), 2);  // what it comes to is no entry
  EXPECT_EQ(told.entries(0).opportunity().state(), "WON");
  EXPECT_TRUE(told.entries(1).first());
  EXPECT_EQ(told.entries(1).opportunity().state(), "OPEN");
  EXPECT_EQ(told.entries(1).actor(), service_.call().principal.subject);
}

TEST_F(RelatedProjectionTest, ItFollowsTheOpportunityToAnotherCustomer) {
  const std::string name = AddOpportunity(customer_, 5);
  Hear();
  Opportunity next = Get(name);
  next.set_customer(AddCustomer("乙"));
  ASSERT_THAT(Update(next, {"customer"}), IsOk());
  Hear();
  EXPECT_THAT(View().opportunities().opportunities(), IsEmpty());
  EXPECT_THAT(Timeline().entries(), IsEmpty());
}

TEST_F(RelatedProjectionTest, ReadingAnewComesToTheSameView) {
  AddOpportunity(customer_, 5);
  AddOpportunity(customer_, 7);
  Hear();
  auto before = View();
  ASSERT_EQ(before.opportunities().opportunities_size(), 2);
  for (const auto kind : {events::Loss::Kind::kRemoved, events::Loss::Kind::kAnotherLog}) {
    ReadAnew(kind);
    EXPECT_EQ(View().opportunities().opportunities_size(), 2);
  }
  // As who hears nothing before it.
  ASSERT_THAT(customers_.Execute("DELETE FROM related_records WHERE body <> ?", "none"), IsOk());
  ASSERT_THAT(customers_.Execute("DELETE FROM timeline_entries WHERE body <> ?", "none"), IsOk());
  ReadAnew(events::Loss::Kind::kAnotherLog);
  auto anew = View();
  // A record as it is says of its last change, too, where that showed nothing.
  EXPECT_GE(anew.opportunities().state().as_of(), before.opportunities().state().as_of());
  anew.mutable_opportunities()->clear_state();
  before.mutable_opportunities()->clear_state();
  EXPECT_EQ(anew.opportunities().DebugString(), before.opportunities().DebugString());
  EXPECT_EQ(Timeline().entries_size(), 2);
}

}  // namespace
}  // namespace guanxi::lead
