#include "analytics-svc/statistics/quantile.h"

#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

TEST(Quantile, InterpolatesBetweenTheTwoValuesAround) {
  const std::vector<money::Int> values = {10, 20, 40, 80};
  EXPECT_DOUBLE_EQ(Quantile(values, 1, 5).ToDouble(), 16);
  EXPECT_DOUBLE_EQ(Quantile(values, 1, 4).ToDouble(), 17.5);
  EXPECT_DOUBLE_EQ(Quantile(values, 0, 4).ToDouble(), 10);
  EXPECT_DOUBLE_EQ(Quantile(values, 4, 4).ToDouble(), 80);
  EXPECT_DOUBLE_EQ(Median(values).ToDouble(), 30);
}

TEST(Quantile, OfOneValueIsThatValue) {
  for (int part = 0; part <= 5; ++part) {
    EXPECT_EQ(Quantile({7}, part, 5), (Fraction{7, 1})) << part;
  }
}

TEST(Quantile, OfLargeSumsIsExact) {
  const money::Int large = money::PowerOfTen(33);
  const Fraction cut = Quantile({large, large + 1}, 1, 3);
  EXPECT_FALSE(IsAtLeast(large, cut));
  EXPECT_TRUE(IsAtLeast(large + 1, cut));
  EXPECT_EQ(cut.numerator, large * 3 + 1);
}

TEST(Quantile, AValueAtTheCutIsNotBelowIt) {
  EXPECT_TRUE(IsAtLeast(3, Median({1, 5})));
  EXPECT_FALSE(IsAtLeast(2, Median({1, 5})));
  EXPECT_TRUE(IsAtLeast(-1, Median({-3, 1})));
}

}  // namespace
}  // namespace guanxi::analytics
