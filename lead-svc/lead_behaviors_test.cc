// What people do counts for the leads that they are.
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "lead-svc/lead_behaviors_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using v1::Lead;
using v1::ScoringModel;

class LeadBehaviorsTest : public LeadBehaviorsTestBase {};

TEST_F(LeadBehaviorsTest, AnEventOfALeadCountsOnceAndFadesAsTouchesDo) {
  const std::string lead = AddLead();
  const std::string etag = GetLead(lead).etag();
  const BehaviorEvent visit = Do(OfLead(lead));
  Hear(visit);
  Hear(visit);
  EXPECT_NEAR(Worth(lead), 16, 0.1);
  EXPECT_EQ(GetLead(lead).etag(), etag);
  const v1::ScoreExplanation explained = Explain(lead);
  ASSERT_THAT(explained.behavior_reasons(), SizeIs(1));
  EXPECT_EQ(explained.behavior_reasons(0).criterion(), "看价格");
  EXPECT_EQ(explained.behavior_reasons(0).behavior_event(), visit.name());
  EXPECT_EQ(explained.behavior_reasons(0).touch(), "");
  Later(absl::Hours(24));
  EXPECT_NEAR(Worth(lead), 8, 0.1);
  // Of another kind, for which another criterion is; and one that nobody asked for.
  BehaviorEvent download = OfLead(lead);
  download.set_kind(BehaviorEvent::DOWNLOAD);
  Hear(Do(download));
  BehaviorEvent login = OfLead(lead);
  login.set_kind(BehaviorEvent::LOGIN);
  Hear(Do(login));
  EXPECT_NEAR(Worth(lead), 12, 0.1);
  EXPECT_EQ(Rescore(), 0);  // by list and recomputed the same
}

TEST_F(LeadBehaviorsTest, AVisitorWhoBecomesKnownBringsWhatHeDidBefore) {
  const std::string lead = AddLead();
  const BehaviorEvent before = Do(OfVisitor("v1"));
  Hear(before);
  EXPECT_NEAR(Worth(lead), 0, 0.1);
  Hear(Know("v1", lead));
  JoinAll();
  EXPECT_NEAR(Worth(lead), 16, 0.1);
  Hear(before);  // again
  Hear(Do(OfVisitor("v1")));
  EXPECT_NEAR(Worth(lead), 32, 0.1);
  JoinAll();
  EXPECT_NEAR(Worth(lead), 32, 0.1);
  EXPECT_EQ(Rescore(), 0);
}

TEST_F(LeadBehaviorsTest, AnEventThatIsHeardWhileItsVisitorIsJoinedCountsOnce) {
  const std::string lead = AddLead();
  Hear(Know("v1", lead));
  BehaviorEvent meanwhile;
  while_listing_ = [&] {
    while_listing_ = nullptr;
    meanwhile = Do(OfVisitor("v1"));
    Hear(meanwhile);
  };
  JoinAll();
  EXPECT_NEAR(Worth(lead), 16, 0.1);
}

TEST_F(LeadBehaviorsTest, WhoTurnsOutToBeSomebodyElseTakesHisDeedsWithHim) {
  const std::string lead = AddLead(), other = AddLead();
  Hear(Do(OfVisitor("v1")));
  Visitor visitor = Know("v1", lead);
  Hear(visitor);
  JoinAll();
  ASSERT_NEAR(Worth(lead), 16, 0.1);
  customer::v1::UpdateVisitorRequest update;
  update.mutable_visitor()->set_name(visitor.name());
  update.mutable_visitor()->set_lead(other);
  update.mutable_update_mask()->add_paths("lead");
  ASSERT_THAT(Other().catalog->Of<Visitor>().Update<Visitor>(Other().call(), update), IsOk());
  Hear(visitor);
  JoinAll();
  EXPECT_EQ(GetLead(lead).behavior_rank(), 0);
  EXPECT_NEAR(Worth(other), 16, 0.1);
  customer::v1::DeleteVisitorRequest remove;
  remove.set_name(visitor.name());
  ASSERT_THAT(Other().catalog->Of<Visitor>().Delete<Visitor>(Other().call(), remove), IsOk());
  Hear(visitor);
  JoinAll();
  EXPECT_EQ(GetLead(other).behavior_rank(), 0);
}

TEST_F(LeadBehaviorsTest, WhatACustomerDoesCountsForHisLeadsOnceWhicheverNameItHas) {
  const std::string customer = AddCustomer("13900139000").name();
  BehaviorEvent his;
  his.set_customer(customer);
  his.set_visitor("v1");
  Hear(Know("v1", "", customer));
  Hear(Do(his));
  const std::string lead = AddLead(customer);
  JoinAll();
  EXPECT_NEAR(Worth(lead), 16, 0.1);
  his.set_lead(lead);
  Hear(Do(his));
  EXPECT_NEAR(Worth(lead), 32, 0.1);
  // Another customer's lead has nothing of it.
  v1::UpdateLeadRequest update;
  update.mutable_lead()->set_name(lead);
  update.mutable_lead()->set_customer(AddCustomer("13900139001").name());
  update.mutable_update_mask()->add_paths("customer");
  ASSERT_THAT(service_.catalog->Of<Lead>().Update<Lead>(service_.call(), update), IsOk());
  JoinAll();
  EXPECT_NEAR(Worth(lead), 16, 0.1);  // what names the lead itself stays
}

TEST_F(LeadBehaviorsTest, ADeletedEventCountsNoLonger) {
  const std::string lead = AddLead();
  const BehaviorEvent visit = Do(OfLead(lead));
  Hear(visit);
  customer::v1::DeleteBehaviorEventRequest remove;
  remove.set_name(visit.name());
  ASSERT_THAT(Other().catalog->Of<BehaviorEvent>().Delete<BehaviorEvent>(Other().call(), remove),
              IsOk());
  Hear("behavior_event", visit.name(), Change::DELETED);
  EXPECT_EQ(GetLead(lead).behavior_rank(), 0);
}

TEST_F(LeadBehaviorsTest, WithoutALeadNothingHappensAndALeadThatComesBackIsJoined) {
  const std::string lead = AddLead();
  v1::DeleteLeadRequest remove;
  remove.set_name(lead);
  ASSERT_THAT(service_.catalog->Of<Lead>().Delete<Lead>(service_.call(), remove), IsOk());
  Hear(Do(OfLead(lead)));
  Hear(Do(OfVisitor("nobody")));
  JoinAll();
  v1::UndeleteLeadRequest back;
  back.set_name(lead);
  ASSERT_THAT(service_.catalog->Of<Lead>().Undelete<Lead>(service_.call(), back), IsOk());
  JoinAll();
  EXPECT_NEAR(Worth(lead), 16, 0.1);
}

TEST_F(LeadBehaviorsTest, OfCustomersAndProjectionsItDoesNotHear) {
  LogEvent visitor, behavior, customer, projected;
  visitor.set_resource_type("visitor");
  visitor.set_kind(Change::CREATED);
  behavior.set_resource_type("behavior_event");
  behavior.set_kind(Change::DELETED);
  customer.set_resource_type("customer");
  customer.set_kind(Change::CREATED);
  projected.set_resource_type("visitor");
  projected.set_kind(Change::PROJECTED);
  const LogEvent* const events[] = {&visitor, &behavior, &customer, &projected};
  EXPECT_EQ(LeadBehaviors::Concerns(events), (std::vector<bool>{true, true, false, false}));
}

TEST_F(LeadBehaviorsTest, ACriterionIsForTouchesOrForEvents) {
  ScoringModel both = OfEvents();
  both.mutable_behavior(1)->set_channel(v1::LeadSource::EVENT);
  EXPECT_THAT(AddModel(both),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("behavior[1].channel")));
}

}  // namespace
}  // namespace guanxi::lead
