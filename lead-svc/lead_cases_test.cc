// What other CRMs were reported to do wrong with leads, pools and assignment, and what is right:
// the rows that no other test of this service shows.
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/assignment_rule_service.pb.h"
#include "guanxi/lead/v1/lead_interaction_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "lead-svc/capture_testing.h"

namespace guanxi::lead {
namespace {

using pool::v1::Pool;
using ::testing::SizeIs;
using v1::AssignmentRule;
using v1::Lead;
using v1::LeadInteraction;
using v1::Touch;

class LeadCasesTest : public CaptureTestBase {
 protected:
  static std::string UserName(int i) {
    return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
  }
  static AssignmentRule Rule(int people) {
    AssignmentRule rule;
    rule.set_display_name("轮流");
    rule.set_strategy(AssignmentRule::ROUND_ROBIN);
    for (int i = 0; i < people; ++i) rule.add_assignees()->set_user(UserName(i));
    return rule;
  }
  void AddRule(const AssignmentRule& rule) {
    v1::CreateAssignmentRuleRequest request;
    *request.mutable_assignment_rule() = rule;
    ASSERT_THAT(
        service_.catalog->Of<AssignmentRule>().Create<AssignmentRule>(service_.call(), request),
        IsOk());
  }
  std::string Come(int number) {
    const auto taken = Take(Wang(form_, absl::StrCat("1380013", 1000 + number)));
    EXPECT_THAT(taken, IsOk());
    return taken.ok() ? taken->lead() : "";
  }
  std::string OwnerOf(const std::string& lead) { return GetLead(lead).owner(); }

  const std::string form_ = AddForm(Trial(page_)).name();
};

// The check for duplicates finds what lies in a pool, which is nobody's, and what others hold.
TEST_F(LeadCasesTest, WhoComesAgainIsFoundInAPoolToo) {
  const std::string lead = Come(1);
  pool::v1::CreatePoolRequest create;
  create.mutable_pool()->set_display_name("线索公海");
  const auto pool = service_.catalog->Of<Pool>().Create<Pool>(service_.call(), create);
  ASSERT_THAT(pool, IsOk());
  pool::v1::ReleaseRecordRequest release;
  release.set_name(lead);
  release.set_pool(pool->name());
  ASSERT_THAT(service_.pools->ReleaseRecord(service_.call(), release), IsOk());
  const auto again = Take(Wang(form_, "13800131001"));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->lead(), lead);
  EXPECT_EQ(again->touch().match(), Touch::OPEN_LEAD);
  EXPECT_EQ(CountLeads(), 1);
}

// Those of who is absent go to all others alike, and not to one deputy.
TEST_F(LeadCasesTest, WhatAnAbsentPersonWouldHaveGotIsSharedByAllOthers) {
  AssignmentRule rule = Rule(4);
  v1::Absence& leave = *rule.mutable_assignees(0)->add_absences();
  leave.mutable_start_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now()) - 60);
  leave.mutable_end_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now()) + 86400);
  AddRule(rule);
  std::map<std::string, int> counts;
  for (int i = 0; i < 30; ++i) ++counts[OwnerOf(Come(i))];
  EXPECT_EQ(counts.count(UserName(0)), 0u);
  for (int i = 1; i < 4; ++i) EXPECT_EQ(counts[UserName(i)], 10) << i;
}

// Whole numbers a day; what is over waits for the next one, when it is given by itself.
TEST_F(LeadCasesTest, WhatIsOverADaysCapIsGivenOnTheNextDay) {
  AssignmentRule rule = Rule(3);
  for (v1::Assignee& one : *rule.mutable_assignees()) one.set_most_per_day(2);
  AddRule(rule);
  std::map<std::string, int> counts;
  std::vector<std::string> left;
  for (int i = 0; i < 9; ++i) {
    const std::string lead = Come(i);
    const std::string owner = OwnerOf(lead);
    ++counts[owner];
    if (owner.empty()) left.push_back(lead);
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ(counts[UserName(i)], 2) << i;
  ASSERT_THAT(left, SizeIs(3));
  service_.Advance(absl::Hours(24));
  for (const std::string& lead : left) ++counts[OwnerOf(lead)];
  for (int i = 0; i < 3; ++i) EXPECT_EQ(counts[UserName(i)], 3) << i;
}

// Whoever reads the customer finds what was said to the lead, call by call.
TEST_F(LeadCasesTest, AfterTheConversionInteractionsAreReadableFromTheCustomer) {
  const std::string lead = Come(1);
  v1::CreateLeadInteractionRequest call;
  call.set_parent(lead);
  LeadInteraction& said = *call.mutable_lead_interaction();
  said.set_channel(customer::v1::Interaction::CALL);
  said.set_direction(customer::v1::Interaction::OUTBOUND);
  said.set_outcome(LeadInteraction::REACHED);
  said.set_summary("约了演示");
  said.mutable_occur_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now()));
  ASSERT_THAT(
      service_.catalog->Of<LeadInteraction>().Create<LeadInteraction>(service_.call(), call),
      IsOk());
  v1::QualifyLeadRequest qualify;
  qualify.set_name(lead);
  ASSERT_THAT(service_.leads->QualifyLead(service_.call(), qualify), IsOk());
  v1::ConvertLeadRequest convert;
  convert.set_name(lead);
  const auto converted = service_.leads->ConvertLead(service_.call(), convert);
  ASSERT_THAT(converted, IsOk());
  v1::ListLeadsRequest of_customer;
  of_customer.set_filter(absl::StrCat("customer = \"", converted->customer(), "\""));
  const auto leads =
      service_.catalog->Of<Lead>().List<v1::ListLeadsResponse>(service_.call(), of_customer);
  ASSERT_THAT(leads, IsOk());
  ASSERT_THAT(leads->leads(), SizeIs(1));
  v1::ListLeadInteractionsRequest list;
  list.set_parent(leads->leads(0).name());
  const auto page = service_.catalog->Of<LeadInteraction>().List<v1::ListLeadInteractionsResponse>(
      service_.call(), list);
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(page->lead_interactions(), SizeIs(1));
  EXPECT_EQ(page->lead_interactions(0).summary(), "约了演示");
  EXPECT_EQ(CountTouches(leads->leads(0).name()), 1);
}

}  // namespace
}  // namespace guanxi::lead
