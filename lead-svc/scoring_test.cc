// Scores over a real MariaDB: kept current by writes and touches, sorted exactly, explained.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/scoring_service.pb.h"
#include "lead-svc/scoring_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using v1::Lead;
using v1::ScoringModel;

class ScoringTest : public ScoringTestBase {};

TEST_F(ScoringTest, FieldsAndTouchesCountAndTimeTakesHalfOfTouches) {
  const ScoringModel model = AddModel(Model()).value();
  const std::string lead = Come("13800138001");
  EXPECT_EQ(GetLead(lead).fit_score(), 30);
  v1::ScoreExplanation score = Explain(lead);
  EXPECT_EQ(score.model(), model.name());
  EXPECT_EQ(score.model_etag(), model.etag());
  EXPECT_EQ(score.fit(), 30);
  EXPECT_NEAR(score.behavior(), 20, 0.1);
  EXPECT_EQ(score.grade(), "B");
  ASSERT_THAT(score.fit_reasons(), SizeIs(1));
  EXPECT_EQ(score.fit_reasons(0).criterion(), "华东");
  ASSERT_THAT(score.behavior_reasons(), SizeIs(1));
  service_.clock.Advance(absl::Hours(24));
  EXPECT_NEAR(Explain(lead).behavior(), 10, 0.1);
  Come("13800138001");
  Come("13800138001");
  score = Explain(lead);
  EXPECT_NEAR(score.behavior(), 50, 0.1);
  EXPECT_EQ(score.grade(), "A");
  double sum = 0;
  for (const v1::ScoreReason& one : score.behavior_reasons()) sum += one.points();
  EXPECT_NEAR(sum, score.behavior(), 0.1);
}

TEST_F(ScoringTest, AWriteScoresAnewAndLeavesTheEtag) {
  AddModel(Model()).value();
  const std::string name = Come("13800138001");
  v1::UpdateLeadRequest update;
  update.mutable_lead()->set_name(name);
  update.mutable_lead()->set_region("广东");
  update.mutable_update_mask()->add_paths("region");
  ASSERT_THAT(service_.catalog->Of<Lead>().Update<Lead>(service_.call(), update), IsOk());
  const Lead lead = GetLead(name);
  EXPECT_EQ(lead.fit_score(), 0);
  EXPECT_GT(lead.behavior_rank(), 0);
}

// What was sorted so stays so, although nothing is written.
TEST_F(ScoringTest, ListsGoByWhatLeadsAreWorthAtAnyMoment) {
  AddModel(Model()).value();
  const std::string old = Come("13800138001");
  Come("13800138001");
  Come("13800138001");
  service_.clock.Advance(absl::Hours(24));
  const std::string lately = Come("13800138002");
  EXPECT_THAT(ListedBy("behavior_rank desc"), ElementsAre(old, lately));  // 30 and 20 left
  service_.clock.Advance(absl::Hours(24 * 30));
  EXPECT_THAT(ListedBy("behavior_rank desc"), ElementsAre(old, lately));
  EXPECT_GT(Explain(old).behavior(), Explain(lately).behavior());
  Come("13800138002");
  EXPECT_THAT(ListedBy("behavior_rank desc"), ElementsAre(lately, old));
}

TEST_F(ScoringTest, AnotherModelIsInForceAfterRescoringWhichComesToWhatWritesCameTo) {
  const std::string lead = Come("13800138001");
  EXPECT_EQ(GetLead(lead).behavior_rank(), 0);
  v1::ExplainScoreRequest explain;
  explain.set_name(lead);
  EXPECT_THAT(service_.scores->ExplainScore(service_.call(), explain),
              HasReason("NO_SCORING_MODEL"));
  EXPECT_THAT(service_.scores->RescoreLeads(service_.call(), {}), HasReason("NO_SCORING_MODEL"));
  AddModel(Model()).value();
  const std::string etag = GetLead(lead).etag();
  EXPECT_EQ(Rescore(), 1);
  EXPECT_EQ(Rescore(), 0);
  const Lead rescored = GetLead(lead);
  EXPECT_EQ(rescored.etag(), etag);
  EXPECT_EQ(rescored.fit_score(), 30);
  EXPECT_NEAR(Explain(lead).behavior(), 20, 0.1);
  // One that came in since was scored by its writes: the same.
  Come("13800138002");
  EXPECT_EQ(Rescore(), 0);
  service_.clock.Advance(absl::Seconds(1));
  ScoringModel events = Model();
  events.mutable_behavior(0)->set_channel(v1::LeadSource::EVENT);
  AddModel(events).value();
  EXPECT_EQ(Rescore(), 2);
  EXPECT_EQ(GetLead(lead).behavior_rank(), 0);
}

// That somebody is not told of a condition over what is hidden from him.
TEST_F(ScoringTest, AConditionOverAHiddenFieldIsNoReasonThatIsTold) {
  AddModel(Model()).value();
  v1::ExplainScoreRequest request;
  request.set_name(Come("13800138001"));
  rpc::Call call = service_.call();
  access::v1::PolicySnapshot snapshot;
  auto* const role = snapshot.add_roles();
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "name: 'roles/r' permissions { pattern: '*' scope: ALL } field_policies { "
      "resource_type: 'guanxi.dev/Lead' path: 'region' access: HIDDEN }",
      role));
  auto* const user = snapshot.add_users();
  user->set_name(call.principal.subject);
  user->add_roles("roles/r");
  user->set_active(true);
  call.principal.rights =
      policy::Policy::Compile(std::move(snapshot))->Decide(call.principal, "leads.read").value();
  const auto explanation = service_.scores->ExplainScore(call, request);
  ASSERT_THAT(explanation, IsOk());
  EXPECT_THAT(explanation->fit_reasons(), SizeIs(0));
  EXPECT_THAT(explanation->behavior_reasons(), SizeIs(1));
}

TEST_F(ScoringTest, WhatIsWrongIsNamed) {
  ScoringModel model = Model();
  model.mutable_fit(0)->set_condition("nothing = 1");
  EXPECT_THAT(AddModel(model),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("fit[0].condition")));
}

}  // namespace
}  // namespace guanxi::lead
