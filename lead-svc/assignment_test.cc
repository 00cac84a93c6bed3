// Assignment over a real MariaDB: decisions are recorded, fair while many come at once, and may be
// asked for without being made.
#include <algorithm>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/assignment_rule_service.pb.h"
#include "guanxi/lead/v1/assignment_service.pb.h"
#include "lead-svc/capture_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using v1::AssignmentDecision;
using v1::AssignmentRule;
using v1::Lead;

std::string UserName(int i) {
  return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
}

class AssignmentTest : public CaptureTestBase {
 protected:
  static AssignmentRule Rule(int people, int order = 0) {
    AssignmentRule rule;
    rule.set_display_name("轮流");
    rule.set_order(order);
    rule.set_strategy(AssignmentRule::ROUND_ROBIN);
    for (int i = 0; i < people; ++i) rule.add_assignees()->set_user(UserName(i));
    return rule;
  }
  absl::StatusOr<AssignmentRule> AddRule(const AssignmentRule& rule) {
    v1::CreateAssignmentRuleRequest request;
    *request.mutable_assignment_rule() = rule;
    return service_.catalog->Of<AssignmentRule>().Create<AssignmentRule>(service_.call(), request);
  }
  // Comes in by a form, with a number of his own.
  Lead Come(int number, const std::string& region = "浙江") {
    Request request = Wang(form_, absl::StrCat("1380013", 1000 + number));
    (*request.mutable_values())["region"] = region;
    const auto taken = Take(request);
    EXPECT_THAT(taken, IsOk());
    return taken.ok() ? GetLead(taken->lead()) : Lead();
  }
  std::vector<AssignmentDecision> DecisionsOf(const std::string& lead) {
    v1::ListAssignmentDecisionsRequest request;
    request.set_parent(lead);
    const auto page =
        service_.catalog->Of<AssignmentDecision>().List<v1::ListAssignmentDecisionsResponse>(
            service_.call(), request);
    EXPECT_THAT(page, IsOk());
    return {page->assignment_decisions().begin(), page->assignment_decisions().end()};
  }
  absl::StatusOr<AssignmentDecision> AssignByRules(const std::string& lead) {
    v1::AssignByRulesRequest request;
    request.set_name(lead);
    return service_.assignments->AssignByRules(service_.call(), request);
  }

  const std::string form_ = AddForm(Trial(page_)).name();
};

TEST_F(AssignmentTest, WhoComesInIsGivenToSomebodyInTurnAndTheDecisionSaysWhy) {
  const std::string rule = AddRule(Rule(3))->name();
  std::map<std::string, int> counts;
  Lead last;
  for (int i = 0; i < 6; ++i) {
    last = Come(i);
    ++counts[last.owner()];
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ(counts[UserName(i)], 2);
  const auto decisions = DecisionsOf(last.name());
  ASSERT_THAT(decisions, SizeIs(1));
  EXPECT_EQ(decisions[0].rule(), rule);
  EXPECT_EQ(decisions[0].owner(), last.owner());
  EXPECT_THAT(decisions[0].candidates(), SizeIs(3));
}

TEST_F(AssignmentTest, ManyAtOnceAreSharedEvenly) {
  AddRule(Rule(4)).value();
  std::vector<std::thread> crowd;
  std::vector<std::string> owners(12);
  for (int i = 0; i < 12; ++i) {
    crowd.emplace_back([&, i] { owners[i] = Come(i).owner(); });
  }
  for (std::thread& one : crowd) one.join();
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(std::count(owners.begin(), owners.end(), UserName(i)), 3);
  }
}

TEST_F(AssignmentTest, TheFirstRuleThatHoldsAndHasSomebodyDecides) {
  AssignmentRule east = Rule(1, /*order=*/1);
  east.set_condition("region = \"浙江\"");
  AssignmentRule rest = Rule(0, /*order=*/2);
  rest.add_assignees()->set_user(UserName(7));
  rest.mutable_assignees(0)->set_most_per_day(1);
  AddRule(rest).value();
  AddRule(east).value();
  EXPECT_EQ(Come(1).owner(), UserName(0));
  const Lead other = Come(2, "广东");
  EXPECT_EQ(other.owner(), UserName(7));
  const auto decisions = DecisionsOf(other.name());
  ASSERT_THAT(decisions, SizeIs(1));
  ASSERT_THAT(decisions[0].rules(), SizeIs(2));
  EXPECT_EQ(decisions[0].rules(0).passed_over(), "condition");
  // His day is full: nobody gets it, and that is on record, too.
  const Lead third = Come(3, "广东");
  EXPECT_EQ(third.owner(), "");
  const auto none = DecisionsOf(third.name());
  ASSERT_THAT(none, SizeIs(1));
  EXPECT_EQ(none[0].rules(1).passed_over(), "nobody may get it");
  EXPECT_EQ(none[0].candidates(0).excluded(), "day is full");
  service_.clock.Advance(absl::Hours(24));
  ASSERT_THAT(AssignByRules(third.name()), IsOk());
  EXPECT_EQ(GetLead(third.name()).owner(), UserName(7));
}

TEST_F(AssignmentTest, ExplainingAndSimulatingMoveNobodysTurn) {
  AddRule(Rule(2)).value();
  std::vector<Lead> leads;
  for (int i = 0; i < 4; ++i) leads.push_back(Come(i));
  v1::ExplainAssignmentRequest explain;
  explain.set_name(leads[0].name());
  const auto first = service_.assignments->ExplainAssignment(service_.call(), explain);
  ASSERT_THAT(first, IsOk());
  const auto again = service_.assignments->ExplainAssignment(service_.call(), explain);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(first->owner(), again->owner());
  v1::SimulateAssignmentRequest simulate;
  simulate.set_leads(4);
  const auto simulated = service_.assignments->SimulateAssignment(service_.call(), simulate);
  ASSERT_THAT(simulated, IsOk());
  EXPECT_THAT(simulated->assignments(), SizeIs(4));
  EXPECT_EQ(simulated->totals().at(UserName(0)), 2);
  EXPECT_EQ(simulated->totals().at(UserName(1)), 2);
  EXPECT_EQ(Come(5).owner(), first->owner());
  EXPECT_THAT(DecisionsOf(leads[0].name()), SizeIs(1));
}

TEST_F(AssignmentTest, WhoHasEnoughIsPassedOverAndStickyComesFirst) {
  AssignmentRule rule = Rule(2);
  rule.set_sticky(true);
  rule.mutable_assignees(0)->set_most_open(1);
  AddRule(rule).value();
  std::map<std::string, int> counts;
  Lead last;
  for (int i = 0; i < 4; ++i) {
    last = Come(i);
    ++counts[last.owner()];
  }
  EXPECT_EQ(counts[UserName(0)], 1);
  EXPECT_EQ(counts[UserName(1)], 3);
  const auto again = AssignByRules(last.name());
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->sticky());
  EXPECT_EQ(again->owner(), last.owner());
}

TEST_F(AssignmentTest, WhatIsWrongIsNamed) {
  AssignmentRule rule = Rule(1);
  rule.set_condition("nothing = 1");
  EXPECT_THAT(AddRule(rule), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("condition")));
  rule = Rule(0);
  EXPECT_THAT(AddRule(rule), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("assignees")));
  const Lead lead = Come(1);
  EXPECT_EQ(lead.owner(), "");
  EXPECT_THAT(DecisionsOf(lead.name()), SizeIs(0));  // there was no rule to be asked
  v1::DisqualifyLeadRequest close;
  close.set_name(lead.name());
  close.set_reason("空号");
  ASSERT_THAT(service_.leads->DisqualifyLead(service_.call(), close), IsOk());
  EXPECT_THAT(AssignByRules(lead.name()), HasReason("LEAD_NOT_OPEN"));
  v1::SimulateAssignmentRequest simulate;
  simulate.set_leads(201);
  EXPECT_THAT(service_.assignments->SimulateAssignment(service_.call(), simulate),
              HasReason("INVALID_FIELD"));
}

}  // namespace
}  // namespace guanxi::lead
