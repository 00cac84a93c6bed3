#include "common/pictures/label.h"

#include "gmock/gmock.h"

namespace guanxi::pictures {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

TEST(Label, ChineseIsAsWideAsHigh) {
  EXPECT_DOUBLE_EQ(WidthOf("华东", 12), 24);
  EXPECT_NEAR(WidthOf("ab", 12), 13.44, 1e-9);
}

// Names in capitals would stand out of their boxes, and bold ones.
TEST(Label, CapitalsAndBoldLettersAreWider) {
  EXPECT_NEAR(WidthOf("AB", 10), 14.4, 1e-9);
  EXPECT_NEAR(WidthOf("Mw", 10), 19, 1e-9);
  EXPECT_THAT(Wrapped("abcdefgh", 10, 45), ElementsAre("abcdefgh"));
  EXPECT_THAT(Wrapped("abcdefgh", 10, 45, Weight::kBold), ElementsAre("abcdef", "gh"));
  EXPECT_THAT(Wrapped("ABCDEFGH", 10, 45), ElementsAre("ABCDEF", "GH"));
  EXPECT_THAT(Wrapped("华东制造", 10, 40, Weight::kBold), ElementsAre("华东制造"));
}

TEST(Label, WhatDoesNotFitIsCutAtACharacter) {
  EXPECT_EQ(Shortened("华东制造业", 10, 50), "华东制造业");
  EXPECT_EQ(Shortened("华东制造业", 10, 40), "华东制…");
  EXPECT_EQ(Shortened("华", 10, 5), "…");
}

TEST(Label, NothingOfWhatIsWrappedIsLeftOut) {
  EXPECT_THAT(Wrapped("华东制造业集团", 10, 40), ElementsAre("华东制造", "业集团"));
  EXPECT_THAT(Wrapped("North Sea Trading", 10, 60), ElementsAre("North Sea ", "Trading"));
  EXPECT_THAT(Wrapped("a 华东制造业", 10, 40), ElementsAre("a 华东", "制造业"));
  EXPECT_THAT(Wrapped("华东", 10, 5), ElementsAre("华", "东"));
  EXPECT_THAT(Wrapped("", 10, 50), ElementsAre());
}

TEST(Label, NumbersAreGrouped) {
  EXPECT_EQ(NumberText(0, 2), "0");
  EXPECT_EQ(NumberText(999, 0), "999");
  EXPECT_EQ(NumberText(1234567.5, 2), "1,234,567.5");
  EXPECT_EQ(NumberText(-1234, 2), "-1,234");
  EXPECT_EQ(NumberText(-0.001, 2), "0");
  EXPECT_EQ(NumberText(100, 0), "100");
  EXPECT_EQ(PercentText(0.38461), "38.5%");
}

TEST(Label, TicksAreRoundAndReachOverTheMost) {
  EXPECT_THAT(Ticks(0, 87, 5), ElementsAre(0, 20, 40, 60, 80, 100));
  EXPECT_THAT(Ticks(0, 100, 5), ElementsAre(0, 20, 40, 60, 80, 100));
  EXPECT_THAT(Ticks(-30, 50, 4), ElementsAre(-40, -20, 0, 20, 40, 60));
  EXPECT_GE(Ticks(0, 0, 5).size(), 2u);
  EXPECT_THAT(Ticks(0, 0.35, 4), ElementsAre(0, DoubleNear(0.1, 1e-9), DoubleNear(0.2, 1e-9),
                                             DoubleNear(0.3, 1e-9), DoubleNear(0.4, 1e-9)));
}

}  // namespace
}  // namespace guanxi::pictures
