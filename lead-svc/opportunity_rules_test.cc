#include "lead-svc/opportunity_rules.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "lead-svc/stage_rules.h"

namespace guanxi::lead {
namespace {

using ::google::protobuf::util::TimeUtil;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::Opportunity;
using v1::Stage;

constexpr char kPipeline[] = "pipelines/0192d1c0-0000-7000-8000-000000000001";
const absl::Time kBegin = absl::FromUnixSeconds(1790000000);

std::string NameOf(const std::string& id) { return absl::StrCat(kPipeline, "/stages/", id); }

Stage MakeStage(const std::string& id, int order, const std::vector<std::string>& required = {}) {
  Stage stage;
  stage.set_name(NameOf(id));
  stage.set_display_name(id);
  stage.set_order(order);
  for (const std::string& path : required) stage.add_required_fields(path);
  return stage;
}

// In no order, as lists give them.
std::vector<Stage> ThreeStages() {
  return {MakeStage("offer", 20, {"amount", "close_date"}), MakeStage("deal", 30, {"products"}),
          MakeStage("need", 10, {"customer"})};
}

Opportunity In(const std::string& stage) {
  Opportunity opportunity;
  opportunity.set_name("opportunities/o");
  opportunity.set_stage(NameOf(stage));
  opportunity.set_state(Opportunity::OPEN);
  *opportunity.mutable_create_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(kBegin));
  return opportunity;
}

std::vector<std::string> PathsOf(const Violations& violations) {
  std::vector<std::string> paths;
  for (const FieldViolation& violation : FieldViolations(violations.ToStatus())) {
    paths.push_back(violation.path);
  }
  return paths;
}

absl::Duration Sum(const Opportunity& opportunity) {
  absl::Duration sum;
  for (const v1::StageStay& stay : opportunity.stage_history()) {
    sum += absl::Microseconds(TimeUtil::DurationToMicroseconds(stay.duration()));
  }
  return sum;
}

std::vector<std::string> StagesLeft(const Opportunity& opportunity) {
  std::vector<std::string> stages;
  for (const v1::StageStay& stay : opportunity.stage_history()) stages.push_back(stay.stage());
  return stages;
}

TEST(OpportunityRulesTest, ANewOneIsOpenAndHasThePipelineOfItsStage) {
  Opportunity opportunity;
  opportunity.set_display_name(" 灵动　传媒 ");
  opportunity.set_stage(NameOf("need"));
  opportunity.mutable_amount()->set_currency_code("cny");
  opportunity.add_tags("重点");
  opportunity.add_tags(" 重点");
  Violations violations;
  NormalizeOpportunity(&opportunity, &violations);
  EXPECT_THAT(PathsOf(violations), IsEmpty());
  EXPECT_EQ(opportunity.state(), Opportunity::OPEN);
  EXPECT_EQ(opportunity.pipeline(), kPipeline);
  EXPECT_EQ(opportunity.display_name(), "灵动 传媒");
  EXPECT_EQ(opportunity.amount().currency_code(), "CNY");
  EXPECT_THAT(opportunity.tags(), ElementsAre("重点"));
}

TEST(OpportunityRulesTest, WhatIsNoStageHasNoPipeline) {
  for (const char* stage : {"", "x", "pipelines/x/stages/y"}) {
    Opportunity opportunity;
    opportunity.set_stage(stage);
    Violations violations;
    NormalizeOpportunity(&opportunity, &violations);
    EXPECT_EQ(opportunity.pipeline(), "") << stage;
  }
}

TEST(OpportunityRulesTest, NormalizingKeepsAStateThatItHas) {
  Opportunity lost = In("need");
  lost.set_state(Opportunity::LOST);
  Violations violations;
  NormalizeOpportunity(&lost, &violations);
  EXPECT_EQ(lost.state(), Opportunity::LOST);
}

TEST(OpportunityRulesTest, ValuesAreChecked) {
  Opportunity opportunity = In("need");
  opportunity.mutable_amount()->set_currency_code("CNY");
  opportunity.mutable_amount()->set_units(-1);
  opportunity.mutable_close_date()->set_year(2027);
  Violations violations;
  CheckOpportunity(nullptr, opportunity, &violations);
  EXPECT_THAT(PathsOf(violations), ElementsAre("amount", "close_date"));
}

// Two of them would be in the way of every sum over the tenant's opportunities.
TEST(OpportunityRulesTest, AnAmountIsOneThatSumsCanHold) {
  const auto faults = [](int64_t units, const std::string& currency, int32_t nanos) {
    Opportunity opportunity = In("need");
    opportunity.mutable_amount()->set_currency_code(currency);
    opportunity.mutable_amount()->set_units(units);
    opportunity.mutable_amount()->set_nanos(nanos);
    Violations violations;
    CheckOpportunity(nullptr, opportunity, &violations);
    return PathsOf(violations);
  };
  EXPECT_THAT(faults(1'000'000'000'000'000, "CNY", 0), IsEmpty());
  EXPECT_THAT(faults(std::numeric_limits<int64_t>::max(), "CNY", 0), ElementsAre("amount"));
  EXPECT_THAT(faults(100, "CNY", 1), ElementsAre("amount"));
  EXPECT_THAT(faults(100, "JPY", 500'000'000), ElementsAre("amount"));
}

TEST(OpportunityRulesTest, OnlyAMoveChangesTheStage) {
  const Opportunity old = In("need");
  Violations by_hand;
  CheckOpportunity(&old, In("offer"), &by_hand);
  EXPECT_THAT(PathsOf(by_hand), ElementsAre("stage"));

  Opportunity moved = old;
  ASSERT_THAT(Enter(NameOf("offer"), kBegin + absl::Hours(1), &moved), IsOk());
  Violations by_move;
  CheckOpportunity(&old, moved, &by_move);
  EXPECT_THAT(PathsOf(by_move), IsEmpty());
}

TEST(OpportunityRulesTest, TheNextStageIsTheNextInOrder) {
  EXPECT_EQ(TargetStage(In("need"), ThreeStages(), "").value(), NameOf("offer"));
  EXPECT_EQ(TargetStage(In("offer"), ThreeStages(), "").value(), NameOf("deal"));
  EXPECT_THAT(TargetStage(In("deal"), ThreeStages(), ""), HasReason("NO_NEXT_STAGE"));
}

TEST(OpportunityRulesTest, StagesOfOneOrderStandInThatOfTheirNames) {
  const std::vector<Stage> stages = {MakeStage("b", 1), MakeStage("c", 1), MakeStage("a", 1)};
  EXPECT_EQ(TargetStage(In("a"), stages, "").value(), NameOf("b"));
  EXPECT_EQ(TargetStage(In("b"), stages, "").value(), NameOf("c"));
  EXPECT_THAT(TargetStage(In("c"), stages, ""), HasReason("NO_NEXT_STAGE"));
}

TEST(OpportunityRulesTest, AStatedStageIsOneOfThePipeline) {
  EXPECT_EQ(TargetStage(In("need"), ThreeStages(), NameOf("deal")).value(), NameOf("deal"));
  EXPECT_EQ(TargetStage(In("deal"), ThreeStages(), NameOf("need")).value(), NameOf("need"));
  EXPECT_THAT(TargetStage(In("need"), ThreeStages(), NameOf("none")), HasReason("INVALID_FIELD"));
  EXPECT_THAT(TargetStage(In("need"), ThreeStages(), NameOf("need")), HasReason("INVALID_FIELD"));
}

TEST(OpportunityRulesTest, ADeletedStageIsLeftAndNeverNext) {
  std::vector<Stage> stages = ThreeStages();
  stages[0].mutable_delete_time()->set_seconds(1);  // offer
  EXPECT_EQ(TargetStage(In("need"), stages, "").value(), NameOf("deal"));
  EXPECT_EQ(TargetStage(In("offer"), stages, "").value(), NameOf("deal"));
  EXPECT_THAT(TargetStage(In("need"), stages, NameOf("offer")), HasReason("INVALID_FIELD"));
}

TEST(OpportunityRulesTest, AStageThatNobodyHasLookedUpLetsNothingPass) {
  using absl::StatusCode;
  EXPECT_THAT(TargetStage(In("lost"), ThreeStages(), ""), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(CheckRequired(In("lost"), ThreeStages(), NameOf("deal")),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(CheckRequired(In("lost"), ThreeStages(), ""), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(CheckRequired(In("deal"), ThreeStages(), NameOf("lost")),
              StatusIs(StatusCode::kInternal));
}

TEST(OpportunityRulesTest, AllThatIsMissingIsNamedWithWhoRequiresIt) {
  const absl::Status status = CheckRequired(In("need"), ThreeStages(), NameOf("deal"));
  EXPECT_THAT(status, HasReason("FIELDS_MISSING"));
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("customer (required by \"need\")"),
                    HasSubstr("amount (required by \"offer\")"),
                    HasSubstr("close_date (required by \"offer\")"), Not(HasSubstr("products"))));
}

TEST(OpportunityRulesTest, WhatIsFilledInIsNotMissing) {
  Opportunity opportunity = In("need");
  opportunity.set_customer("customers/c");
  EXPECT_THAT(CheckRequired(opportunity, ThreeStages(), NameOf("offer")), IsOk());
  EXPECT_THAT(CheckRequired(opportunity, ThreeStages(), NameOf("deal")),
              HasReason("FIELDS_MISSING"));
  opportunity.mutable_amount()->set_currency_code("CNY");
  opportunity.mutable_close_date()->set_year(2027);
  EXPECT_THAT(CheckRequired(opportunity, ThreeStages(), NameOf("deal")), IsOk());
}

TEST(OpportunityRulesTest, BackItGoesWithoutAnything) {
  EXPECT_THAT(CheckRequired(In("deal"), ThreeStages(), NameOf("need")), IsOk());
}

TEST(OpportunityRulesTest, ToBeWonTakesWhatItsStageRequires) {
  EXPECT_THAT(CheckRequired(In("need"), ThreeStages(), ""), HasReason("FIELDS_MISSING"));
  Opportunity opportunity = In("deal");
  opportunity.add_products("CRM");
  EXPECT_THAT(CheckRequired(opportunity, ThreeStages(), ""), IsOk());
}

TEST(OpportunityRulesTest, DurationsSumToTheAge) {
  Opportunity opportunity = In("need");
  absl::Time now = kBegin;
  ASSERT_THAT(Enter(NameOf("offer"), now += absl::Hours(5), &opportunity), IsOk());
  ASSERT_THAT(Enter(NameOf("need"), now += absl::Microseconds(7), &opportunity), IsOk());
  ASSERT_THAT(Lose("太贵", now += absl::Hours(24), &opportunity), IsOk());
  EXPECT_EQ(Sum(opportunity), now - kBegin);
  EXPECT_EQ(TimeUtil::TimestampToMicroseconds(opportunity.closed_time()), absl::ToUnixMicros(now));
  ASSERT_THAT(Reopen(now += absl::Hours(100), &opportunity), IsOk());
  ASSERT_THAT(Win(now += absl::Minutes(1), &opportunity), IsOk());
  EXPECT_EQ(Sum(opportunity), now - kBegin);
  EXPECT_EQ(PresentSince(opportunity), now);
  EXPECT_THAT(StagesLeft(opportunity),
              ElementsAre(NameOf("need"), NameOf("offer"), NameOf("need"), "", NameOf("need")));
}

TEST(OpportunityRulesTest, AClockThatGoesBackTakesNothingAway) {
  Opportunity opportunity = In("need");
  ASSERT_THAT(Enter(NameOf("offer"), kBegin + absl::Hours(1), &opportunity), IsOk());
  ASSERT_THAT(Enter(NameOf("deal"), kBegin, &opportunity), IsOk());
  EXPECT_EQ(Sum(opportunity), absl::Hours(1));
  EXPECT_EQ(PresentSince(opportunity), kBegin + absl::Hours(1));
}

TEST(OpportunityRulesTest, MovesWantTheirState) {
  Opportunity open = In("need");
  EXPECT_THAT(Reopen(kBegin, &open), HasReason("OPPORTUNITY_NOT_CLOSED"));
  for (const Opportunity::State state : {Opportunity::WON, Opportunity::LOST}) {
    Opportunity closed = In("need");
    closed.set_state(state);
    const absl::Status status = Win(kBegin, &closed);
    EXPECT_THAT(status, HasReason("OPPORTUNITY_NOT_OPEN"));
    EXPECT_THAT(std::string(status.message()),
                HasSubstr(absl::StrCat("from ", Opportunity::State_Name(state), " to WON")));
    EXPECT_THAT(Lose("x", kBegin, &closed), HasReason("OPPORTUNITY_NOT_OPEN"));
    EXPECT_THAT(Enter(NameOf("deal"), kBegin, &closed), HasReason("OPPORTUNITY_NOT_OPEN"));
    EXPECT_TRUE(closed.stage_history().empty());
  }
}

TEST(OpportunityRulesTest, ReopeningForgetsWhyItWasLost) {
  Opportunity opportunity = In("need");
  ASSERT_THAT(Lose("太贵", kBegin, &opportunity), IsOk());
  EXPECT_EQ(opportunity.lost_reason(), "太贵");
  ASSERT_THAT(Reopen(kBegin, &opportunity), IsOk());
  EXPECT_EQ(opportunity.lost_reason(), "");
  EXPECT_FALSE(opportunity.has_closed_time());
  EXPECT_EQ(opportunity.stage(), NameOf("need"));
}

TEST(OpportunityRulesTest, AfterTwoHundredStaysNothingMovesIt) {
  Opportunity opportunity = In("need");
  for (int i = 0; i < kMaxStays; ++i) {
    ASSERT_THAT(Enter(NameOf(i % 2 == 0 ? "offer" : "need"), kBegin, &opportunity), IsOk());
  }
  EXPECT_THAT(Enter(NameOf("offer"), kBegin, &opportunity), HasReason("TOO_MANY_MOVES"));
  EXPECT_THAT(Win(kBegin, &opportunity), HasReason("TOO_MANY_MOVES"));
}

TEST(StageRulesTest, WhatAStageMayRequireIsKnown) {
  Stage stage = MakeStage("need", 1,
                          {"customer", "amount", "close_date", "owner", "department", "products",
                           "note", "customer.name"});
  stage.set_probability(100);
  Violations violations;
  CheckStage(stage, &violations);
  EXPECT_THAT(PathsOf(violations), ElementsAre("required_fields[6]", "required_fields[7]"));
}

TEST(StageRulesTest, OrderAndProbabilityHaveBounds) {
  Stage stage = MakeStage("need", 1001);
  stage.set_probability(101);
  Violations violations;
  CheckStage(stage, &violations);
  EXPECT_THAT(PathsOf(violations), ElementsAre("order", "probability"));
  stage.set_order(-1);
  stage.set_probability(-1);
  Violations below;
  CheckStage(stage, &below);
  EXPECT_THAT(PathsOf(below), ElementsAre("order", "probability"));
}

}  // namespace
}  // namespace guanxi::lead
