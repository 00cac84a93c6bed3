#include "analytics-svc/statistics/sales_funnel.h"

#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

// Four stages: contact, demo, negotiation, closing. Of 20 in contact 2 stay, 4 are lost; of 14 in
// the demo 1 is open, 8 are lost; of 5 in negotiation 1 is open, 1 is lost; of 3 in closing all
// win.
const std::vector<FunnelPart> kParts = {
    {0, Outcome::kOpen, 2, 20}, {0, Outcome::kLost, 4, 40}, {1, Outcome::kOpen, 1, 10},
    {1, Outcome::kLost, 8, 80}, {2, Outcome::kOpen, 1, 10}, {2, Outcome::kLost, 1, 10},
    {3, Outcome::kWon, 2, 500}, {1, Outcome::kWon, 1, 300},  // the last one skipped two stages
};

TEST(SalesFunnel, ReachedCountsAllThatCameSoFarOrFurther) {
  const SalesFunnel funnel = MakeSalesFunnel(kParts, 4, 5);
  ASSERT_EQ(funnel.steps.size(), 5u);
  EXPECT_EQ(funnel.steps[0].reached, 20);
  EXPECT_EQ(funnel.steps[1].reached, 14);
  EXPECT_EQ(funnel.steps[2].reached, 5);
  EXPECT_EQ(funnel.steps[3].reached, 3);
  EXPECT_EQ(funnel.steps[4].reached, 3);
  EXPECT_EQ(funnel.steps[0].reached_amount, 970);
  EXPECT_EQ(funnel.steps[4].reached_amount, 800);
}

TEST(SalesFunnel, OpenOnesAreApartAndDoNotCountAgainstAStage) {
  const SalesFunnel funnel = MakeSalesFunnel(kParts, 4, 5);
  EXPECT_EQ(funnel.steps[1].open, 1);
  EXPECT_EQ(funnel.steps[1].lost, 8);
  EXPECT_EQ(funnel.steps[1].advanced, 5);
  EXPECT_DOUBLE_EQ(*funnel.steps[1].Conversion(), 5.0 / 13);
  EXPECT_DOUBLE_EQ(*funnel.steps[0].Conversion(), 14.0 / 18);
}

TEST(SalesFunnel, EachStepSumsUp) {
  const SalesFunnel funnel = MakeSalesFunnel(kParts, 4, 5);
  for (size_t i = 0; i + 1 < funnel.steps.size(); ++i) {
    const FunnelStep& step = funnel.steps[i];
    EXPECT_EQ(step.reached, step.open + step.lost + step.advanced) << i;
    EXPECT_EQ(step.advanced, funnel.steps[i + 1].reached) << i;
  }
}

TEST(SalesFunnel, TheBottleneckIsTheStageThatLosesMost) {
  EXPECT_EQ(MakeSalesFunnel(kParts, 4, 5).bottleneck, 1);
}

TEST(SalesFunnel, TooFewCasesNameNoBottleneck) {
  EXPECT_EQ(MakeSalesFunnel(kParts, 4, 14).bottleneck, 0);
  EXPECT_FALSE(MakeSalesFunnel(kParts, 4, 19).bottleneck.has_value());
}

TEST(SalesFunnel, OfEqualStagesTheFirstIsNamed) {
  const std::vector<FunnelPart> parts = {
      {0, Outcome::kLost, 10, 0}, {1, Outcome::kLost, 5, 0}, {1, Outcome::kWon, 5, 0}};
  EXPECT_EQ(MakeSalesFunnel(parts, 2, 1).bottleneck, 0);
}

TEST(SalesFunnel, WhereNobodyIsLostThereIsNoBottleneck) {
  EXPECT_FALSE(MakeSalesFunnel({{1, Outcome::kWon, 9, 0}}, 2, 1).bottleneck.has_value());
  EXPECT_FALSE(MakeSalesFunnel({}, 2, 1).bottleneck.has_value());
  EXPECT_FALSE(MakeSalesFunnel({}, 2, 1).steps[0].Conversion().has_value());
}

}  // namespace
}  // namespace guanxi::analytics
