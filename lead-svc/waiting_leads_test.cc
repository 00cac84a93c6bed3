// Leads that nobody could get when they came go to somebody by themselves once somebody may.
#include "lead-svc/waiting_leads.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/status_matchers.h"
#include "common/timers/timers.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/assignment_rule_service.pb.h"
#include "guanxi/lead/v1/assignment_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "lead-svc/capture_testing.h"

namespace guanxi::lead {
namespace {

using v1::AssignmentRule;
using v1::Lead;

class WaitingLeadsTest : public CaptureTestBase {
 protected:
  static std::string UserName(int i) {
    return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
  }
  // One who is away until then.
  AssignmentRule Away(absl::Duration until) {
    AssignmentRule rule;
    rule.set_display_name("轮流");
    rule.set_strategy(AssignmentRule::ROUND_ROBIN);
    v1::Assignee& one = *rule.add_assignees();
    one.set_user(UserName(0));
    v1::Absence& absence = *one.add_absences();
    const int64_t now = absl::ToUnixSeconds(service_.clock.Now());
    absence.mutable_start_time()->set_seconds(now - 60);
    absence.mutable_end_time()->set_seconds(now + absl::ToInt64Seconds(until));
    return rule;
  }
  void AddRule(const AssignmentRule& rule) {
    v1::CreateAssignmentRuleRequest request;
    *request.mutable_assignment_rule() = rule;
    ASSERT_THAT(
        service_.catalog->Of<AssignmentRule>().Create<AssignmentRule>(service_.call(), request),
        IsOk());
  }
  std::string Come() { return Take(Wang(form_))->lead(); }
  bool Waits(const std::string& lead) {
    std::optional<timers::ArmedTimer> timer;
    const auto find = [&](resource::UnitOfWork& work) -> absl::Status {
      auto found =
          timers::Timers::Find(work.tx(), service_.call().principal.tenant, kWaitingTimer, lead);
      if (found.ok()) timer = *std::move(found);
      return found.status();
    };
    EXPECT_THAT(service_.engine->Write(service_.call().principal, {}, {}, find), IsOk());
    return timer.has_value();
  }
  int CountDecisions(const std::string& lead) {
    v1::ListAssignmentDecisionsRequest request;
    request.set_parent(lead);
    return service_.catalog->Of<v1::AssignmentDecision>()
        .List<v1::ListAssignmentDecisionsResponse>(service_.call(), request)
        ->assignment_decisions_size();
  }

  const std::string form_ = AddForm(Trial(page_)).name();
};

TEST_F(WaitingLeadsTest, WhoComesWhileNobodyIsThereGoesToWhoComesBack) {
  AddRule(Away(absl::Hours(2)));
  const std::string lead = Come();
  EXPECT_EQ(GetLead(lead).owner(), "");
  EXPECT_TRUE(Waits(lead));
  service_.Advance(absl::Hours(1));
  EXPECT_EQ(GetLead(lead).owner(), "");
  EXPECT_TRUE(Waits(lead));
  EXPECT_EQ(CountDecisions(lead), 1) << "that nobody is there is said once";
  service_.Advance(absl::Minutes(75));
  EXPECT_EQ(GetLead(lead).owner(), UserName(0));
  EXPECT_FALSE(Waits(lead));
  EXPECT_EQ(CountDecisions(lead), 2);
}

TEST_F(WaitingLeadsTest, WhoIsForNobodyDoesNotWait) {
  AssignmentRule rule = Away(absl::Hours(2));
  rule.mutable_assignees(0)->clear_absences();
  rule.mutable_assignees(0)->add_regions("广东");
  AddRule(rule);
  const std::string lead = Come();
  EXPECT_EQ(GetLead(lead).owner(), "");
  EXPECT_FALSE(Waits(lead));
}

TEST_F(WaitingLeadsTest, WhatSomebodyHasOrIsClosedMeanwhileStaysSo) {
  AddRule(Away(absl::Hours(2)));
  const std::string taken = Come();
  const std::string closed = Take(Wang(form_, "13800138001"))->lead();
  v1::UpdateLeadRequest update;
  update.mutable_lead()->set_name(taken);
  update.mutable_lead()->set_owner(UserName(5));
  update.mutable_update_mask()->add_paths("owner");
  ASSERT_THAT(service_.catalog->Of<Lead>().Update<Lead>(service_.call(), update), IsOk());
  v1::DisqualifyLeadRequest close;
  close.set_name(closed);
  close.set_reason("同行");
  ASSERT_THAT(service_.leads->DisqualifyLead(service_.call(), close), IsOk());
  service_.Advance(absl::Hours(3));
  EXPECT_EQ(GetLead(taken).owner(), UserName(5));
  EXPECT_EQ(GetLead(closed).owner(), "");
  EXPECT_FALSE(Waits(taken));
  EXPECT_FALSE(Waits(closed));
}

}  // namespace
}  // namespace guanxi::lead
