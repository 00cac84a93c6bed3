// Scores follow the sources of touches and the models that there are, and nothing that they miss.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/assignment_rule_service.pb.h"
#include "guanxi/lead/v1/lead_source_service.pb.h"
#include "guanxi/lead/v1/scoring_model_service.pb.h"
#include "lead-svc/scoring_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using v1::AssignmentRule;
using v1::LeadSource;
using v1::ScoringModel;

class ScoringSourcesTest : public ScoringTestBase {
 protected:
  void SetChannel(LeadSource::Channel channel) {
    v1::UpdateLeadSourceRequest request;
    request.mutable_lead_source()->set_name(page_);
    request.mutable_lead_source()->set_channel(channel);
    request.mutable_update_mask()->add_paths("channel");
    ASSERT_THAT(service_.catalog->Of<LeadSource>().Update<LeadSource>(service_.call(), request),
                IsOk());
    service_.Advance(absl::ZeroDuration());
  }
  static ScoringModel OfEvents() {
    ScoringModel model = Model();
    model.mutable_behavior(0)->set_channel(LeadSource::EVENT);
    return model;
  }
};

TEST_F(ScoringSourcesTest, WhatSomebodyDidStaysWhatItWasThoughItsSourceIsDeleted) {
  AddModel(OfEvents()).value();
  SetChannel(LeadSource::EVENT);
  const std::string lead = Come("13800138001");
  const int64_t rank = GetLead(lead).behavior_rank();
  EXPECT_GT(rank, 0);
  v1::DeleteLeadSourceRequest remove;
  remove.set_name(page_);
  ASSERT_THAT(service_.catalog->Of<LeadSource>().Delete<LeadSource>(service_.call(), remove),
              IsOk());
  EXPECT_EQ(Rescore(), 0);
  EXPECT_EQ(GetLead(lead).behavior_rank(), rank);
  EXPECT_EQ(Explain(lead).behavior_reasons_size(), 1);
}

TEST_F(ScoringSourcesTest, AnotherChannelOfASourceReachesAllLeadsByItself) {
  AddModel(OfEvents()).value();
  service_.Advance(absl::ZeroDuration());
  const std::string lead = Come("13800138001");
  EXPECT_EQ(GetLead(lead).behavior_rank(), 0);
  SetChannel(LeadSource::EVENT);
  EXPECT_GT(GetLead(lead).behavior_rank(), 0);
  EXPECT_EQ(Rescore(), 0);
}

TEST_F(ScoringSourcesTest, ADraftMoreOrLessLeavesTheModelInForce) {
  const std::string name = AddModel(Model()).value().name();
  ScoringModel draft = Model();
  draft.set_disabled(true);
  for (int i = 0; i < 21; ++i) AddModel(draft).value();
  EXPECT_EQ(Explain(Come("13800138001")).model(), name);
}

TEST_F(ScoringSourcesTest, AFitOverWhatChangesWithoutAWriteIsRefused) {
  for (const char* condition : {"last_touch_time:*", "region = \"浙江\" OR grade = \"A\""}) {
    ScoringModel model = Model();
    model.mutable_fit(0)->set_condition(condition);
    EXPECT_THAT(AddModel(model),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("fit[0].condition")))
        << condition;
  }
}

TEST_F(ScoringSourcesTest, ARuleThatWouldNeverBeAskedIsRefused) {
  v1::CreateAssignmentRuleRequest request;
  request.mutable_assignment_rule()->set_display_name("轮流");
  request.mutable_assignment_rule()->set_strategy(AssignmentRule::ROUND_ROBIN);
  request.mutable_assignment_rule()->add_assignees()->set_user(
      absl::StrCat("users/", DeriveUuid("seller", "0").ToString()));
  const auto& rules = service_.catalog->Of<AssignmentRule>();
  AssignmentRule last;
  for (int i = 0; i < 200; ++i) {
    last = rules.Create<AssignmentRule>(service_.call(), request).value();
  }
  EXPECT_THAT(rules.Create<AssignmentRule>(service_.call(), request), HasReason("TOO_MANY_RULES"));
  v1::DeleteAssignmentRuleRequest remove;
  remove.set_name(last.name());
  ASSERT_THAT(rules.Delete<AssignmentRule>(service_.call(), remove), IsOk());
  EXPECT_THAT(rules.Create<AssignmentRule>(service_.call(), request), IsOk());
}

}  // namespace
}  // namespace guanxi::lead
