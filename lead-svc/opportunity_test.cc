// Opportunities on their way, over a real database.
#include <string>
#include <thread>
#include <vector>

#include "common/policy/rights_testing.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "lead-svc/opportunity_testing.h"

namespace guanxi::lead {
namespace {

using ::google::protobuf::util::TimeUtil;
using ::testing::HasSubstr;
using v1::Opportunity;

TEST_F(OpportunityTest, ANewOneIsOpenInTheStageThatItStates) {
  const Opportunity made = service_.CreateOpportunity(need_);
  EXPECT_EQ(made.state(), Opportunity::OPEN);
  EXPECT_EQ(made.stage(), need_);
  EXPECT_EQ(made.pipeline(), pipeline_);
  EXPECT_TRUE(made.stage_history().empty());
}

TEST_F(OpportunityTest, ItsStageMustExist) {
  v1::CreateOpportunityRequest request;
  request.mutable_opportunity()->set_display_name("框架");
  for (const std::string& stage :
       {std::string(), pipeline_, pipeline_ + "/stages/" + DeriveUuid("stage", "x").ToString()}) {
    request.mutable_opportunity()->set_stage(stage);
    EXPECT_THAT(Opportunities().Create<Opportunity>(service_.call(), request),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("stage")))
        << stage;
  }
  request.mutable_opportunity()->set_stage(need_);
  EXPECT_THAT(Opportunities().Create<Opportunity>(service_.call("b"), request),
              HasReason("INVALID_FIELD"));
}

TEST_F(OpportunityTest, AdvancingNamesWhatIsMissing) {
  Opportunity opportunity = service_.CreateOpportunity(need_);
  EXPECT_THAT(Advance(opportunity.name()),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("amount (required by \"需求确认\")")));
  EXPECT_EQ(Get(opportunity.name()).etag(), opportunity.etag());
  opportunity.mutable_amount()->set_currency_code("cny");
  opportunity.mutable_amount()->set_units(120000);
  ASSERT_THAT(Update(opportunity, {"amount"}), IsOk());
  const auto moved = Advance(opportunity.name());
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->stage(), offer_);
  EXPECT_EQ(moved->amount().currency_code(), "CNY");
  EXPECT_THAT(Advance(opportunity.name()), HasReason("NO_NEXT_STAGE"));
}

TEST_F(OpportunityTest, AnUpdateDoesNotMoveIt) {
  Opportunity opportunity = service_.CreateOpportunity(need_);
  opportunity.set_stage(offer_);
  EXPECT_THAT(Update(opportunity, {"stage"}), HasReason("INVALID_FIELD"));
  opportunity.set_state(Opportunity::WON);
  // What is output only is ignored beside other fields, as everywhere.
  EXPECT_THAT(Update(opportunity, {"state"}), HasReason("INVALID_FIELD_MASK"));
  EXPECT_THAT(Update(opportunity, {"state", "tags"}), IsOk());
  EXPECT_EQ(Get(opportunity.name()).state(), Opportunity::OPEN);
}

TEST_F(OpportunityTest, DurationsSumToTheAgeWhateverHappens) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  const auto pass = [&](absl::Duration time) { service_.clock.Advance(time); };
  pass(absl::Hours(30));
  ASSERT_THAT(Advance(made.name(), need_), IsOk());
  pass(absl::Hours(2));
  auto lose = Named<v1::LoseOpportunityRequest>(made.name());
  EXPECT_THAT(service_.opportunities->LoseOpportunity(service_.call(), lose),
              HasReason("INVALID_FIELD"));
  lose.set_reason("价格过高");
  const auto lost = service_.opportunities->LoseOpportunity(service_.call(), lose);
  ASSERT_THAT(lost, IsOk());
  EXPECT_EQ(lost->lost_reason(), "价格过高");
  EXPECT_EQ(lost->state(), Opportunity::LOST);
  pass(absl::Hours(500));
  ASSERT_THAT(service_.opportunities->ReopenOpportunity(
                  service_.call(), Named<v1::ReopenOpportunityRequest>(made.name())),
              IsOk());
  ASSERT_THAT(Advance(made.name(), offer_), HasReason("FIELDS_MISSING"));
  pass(absl::Hours(1));
  Opportunity open = Get(made.name());
  open.mutable_amount()->set_currency_code("CNY");
  ASSERT_THAT(Update(open, {"amount"}), IsOk());
  const auto won = service_.opportunities->WinOpportunity(
      service_.call(), Named<v1::WinOpportunityRequest>(made.name()));
  ASSERT_THAT(won, IsOk());
  int64_t sum = 0;
  for (const v1::StageStay& stay : won->stage_history()) {
    sum += TimeUtil::DurationToMicroseconds(stay.duration());
  }
  EXPECT_EQ(sum, TimeUtil::TimestampToMicroseconds(won->closed_time()) -
                     TimeUtil::TimestampToMicroseconds(won->create_time()));
  EXPECT_EQ(won->stage_history_size(), 4);
  EXPECT_THAT(Advance(made.name()), HasReason("OPPORTUNITY_NOT_OPEN"));
}

TEST_F(OpportunityTest, AStaleEtagMovesNothing) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  auto win = Named<v1::WinOpportunityRequest>(made.name());
  win.set_etag("stale");
  EXPECT_THAT(service_.opportunities->WinOpportunity(service_.call(), win),
              HasReason("STALE_ETAG"));
  win.set_etag(made.etag());
  EXPECT_THAT(service_.opportunities->WinOpportunity(service_.call(), win), IsOk());
}

TEST_F(OpportunityTest, ARepeatedRequestMovesItOnce) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  auto win = Named<v1::WinOpportunityRequest>(made.name());
  win.set_request_id(DeriveUuid("request", "win").ToString());
  const auto first = service_.opportunities->WinOpportunity(service_.call(), win);
  const auto second = service_.opportunities->WinOpportunity(service_.call(), win);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(Get(made.name()).stage_history_size(), 1);
}

TEST_F(OpportunityTest, OfTwoWhoCloseItOneDoes) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  absl::Status won, lost;
  std::thread winner([&] {
    won = service_.opportunities
              ->WinOpportunity(service_.call(), Named<v1::WinOpportunityRequest>(made.name()))
              .status();
  });
  auto lose = Named<v1::LoseOpportunityRequest>(made.name());
  lose.set_reason("x");
  lost = service_.opportunities->LoseOpportunity(service_.call(), lose).status();
  winner.join();
  EXPECT_NE(won.ok(), lost.ok()) << won << lost;
  EXPECT_EQ(Reason(won.ok() ? lost : won), "OPPORTUNITY_NOT_OPEN");
  EXPECT_EQ(Get(made.name()).stage_history_size(), 1);
}

TEST_F(OpportunityTest, ADeletedStageCanBeLeft) {
  const Opportunity made = service_.CreateOpportunity(need_);
  Opportunity filled = made;
  filled.mutable_amount()->set_currency_code("CNY");
  ASSERT_THAT(Update(filled, {"amount"}), IsOk());
  DeleteStage(need_);
  const auto moved = Advance(made.name());
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->stage(), offer_);
}

TEST_F(OpportunityTest, OfADeletedPipelineItCanOnlyBeClosed) {
  const Opportunity made = service_.CreateOpportunity(need_);
  DeletePipeline();
  EXPECT_THAT(Advance(made.name()), HasReason("PIPELINE_NOT_FOUND"));
  EXPECT_THAT(service_.opportunities->WinOpportunity(service_.call(),
                                                     Named<v1::WinOpportunityRequest>(made.name())),
              IsOk());
}

TEST_F(OpportunityTest, ListsByStageAndState) {
  const Opportunity first = service_.CreateOpportunity(need_);
  const Opportunity second = service_.CreateOpportunity(offer_);
  ASSERT_THAT(service_.opportunities->WinOpportunity(
                  service_.call(), Named<v1::WinOpportunityRequest>(second.name())),
              IsOk());
  const auto list = [&](const std::string& filter) {
    v1::ListOpportunitiesRequest request;
    request.set_filter(filter);
    const auto page =
        Opportunities().List<v1::ListOpportunitiesResponse>(service_.call(), request).value();
    std::vector<std::string> names;
    for (const Opportunity& one : page.opportunities()) names.push_back(one.name());
    return names;
  };
  EXPECT_THAT(list("stage = \"" + need_ + "\""), ::testing::ElementsAre(first.name()));
  EXPECT_THAT(list("state = WON"), ::testing::ElementsAre(second.name()));
  EXPECT_THAT(list("pipeline = \"" + pipeline_ + "\" AND state = OPEN"),
              ::testing::ElementsAre(first.name()));
}

TEST_F(OpportunityTest, AStageRequiresTheSameInWhateverLettersItIsNamed) {
  const Opportunity made = service_.CreateOpportunity(InCapitals(need_));
  EXPECT_EQ(made.stage(), need_);
  EXPECT_EQ(made.pipeline(), pipeline_);
  EXPECT_THAT(Advance(made.name()), HasReason("FIELDS_MISSING"));
  EXPECT_THAT(Advance(made.name(), offer_), HasReason("FIELDS_MISSING"));
  EXPECT_THAT(service_.opportunities->WinOpportunity(service_.call(),
                                                     Named<v1::WinOpportunityRequest>(made.name())),
              HasReason("FIELDS_MISSING"));
}

TEST_F(OpportunityTest, NoneIsMadeInADeletedPipeline) {
  DeletePipeline();
  EXPECT_THAT(CreateFor(""), HasReason("INVALID_FIELD"));
}

TEST_F(OpportunityTest, NoneIsMadeInAPipelineThatIsBeingDeleted) {
  absl::Status made;
  WhileDeleting(*service_.resources->pipelines, pipeline_, [&] { made = CreateFor("").status(); });
  EXPECT_THAT(made, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("opportunity.stage")));
}

TEST_F(OpportunityTest, NoneIsMadeInAStageThatIsBeingDeleted) {
  absl::Status made;
  WhileDeleting(*service_.resources->stages, offer_, [&] { made = CreateFor("").status(); });
  EXPECT_THAT(made, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("opportunity.stage")));
}

TEST_F(OpportunityTest, NoneIsMovedToAStageThatIsBeingDeleted) {
  const std::string deal = service_.CreateStage(pipeline_, "成交", 30);
  const Opportunity made = service_.CreateOpportunity(offer_);
  absl::Status moved;
  WhileDeleting(*service_.resources->stages, deal, [&] { moved = Advance(made.name()).status(); });
  EXPECT_THAT(moved, HasReason("NO_NEXT_STAGE"));
  EXPECT_THAT(Advance(made.name(), deal), HasReason("INVALID_FIELD"));
  WhileDeleting(*service_.resources->pipelines, pipeline_,
                [&] { moved = Advance(made.name(), need_).status(); });
  EXPECT_THAT(moved, HasReason("PIPELINE_NOT_FOUND"));
  EXPECT_EQ(Get(made.name()).etag(), made.etag());
}

TEST_F(OpportunityTest, ARepeatedMoveHasItsFirstAnswerWhateverBecameOfThePipeline) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  auto advance = Named<v1::AdvanceStageRequest>(made.name());
  advance.set_stage(need_);
  advance.set_request_id(DeriveUuid("request", "advance").ToString());
  ASSERT_THAT(service_.opportunities->AdvanceStage(service_.call(), advance), IsOk());
  DeletePipeline();
  EXPECT_THAT(service_.opportunities->AdvanceStage(service_.call(), advance), IsOk());
}

TEST_F(OpportunityTest, AReasonSaysSomethingAndIsNormalised) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  auto lose = Named<v1::LoseOpportunityRequest>(made.name());
  lose.set_reason(" 　");
  EXPECT_THAT(service_.opportunities->LoseOpportunity(service_.call(), lose),
              HasReason("INVALID_FIELD"));
  const Opportunity another = service_.CreateOpportunity(offer_);
  lose.set_name(another.name());
  lose.set_reason(" 价格　过高 ");
  EXPECT_EQ(service_.opportunities->LoseOpportunity(service_.call(), lose)->lost_reason(),
            "价格 过高");
}

TEST_F(OpportunityTest, AStageThatIsNoNameIsCalledByItsField) {
  v1::CreateOpportunityRequest request;
  request.mutable_opportunity()->set_display_name("框架");
  request.mutable_opportunity()->set_stage("x");
  EXPECT_THAT(Opportunities().Create<Opportunity>(service_.call(), request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("opportunity.stage")));
}

// That nothing changes says that it is there: to whom the stage is hidden, no stage answers so.
TEST_F(OpportunityTest, WhomTheStageIsHiddenFromIsNotToldIt) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  rpc::Call call = service_.call();
  call.principal.rights = policy::RightsOfRole(call.principal.subject,
                                               policy::Hiding("guanxi.dev/Opportunity", "stage"),
                                               "opportunities.update");
  auto advance = Named<v1::AdvanceStageRequest>(made.name());
  for (const std::string& stage : {offer_, need_}) {
    advance.set_stage(stage);
    EXPECT_THAT(service_.opportunities->AdvanceStage(call, advance),
                HasReason("FIELD_NOT_ALLOWED"));
  }
}

}  // namespace
}  // namespace guanxi::lead
