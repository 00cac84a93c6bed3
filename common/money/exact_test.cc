#include "common/money/exact.h"

#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::money {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DivideRounded, GoesAwayFromZeroAtTheHalf) {
  EXPECT_EQ(DivideRounded(5, 2), 3);
  EXPECT_EQ(DivideRounded(-5, 2), -3);
  EXPECT_EQ(DivideRounded(4999, 10000), 0);
  EXPECT_EQ(DivideRounded(5000, 10000), 1);
  EXPECT_EQ(DivideRounded(-4999, 10000), 0);
  EXPECT_EQ(DivideRounded(2, 3), 1);
  EXPECT_EQ(DivideRounded(1, 3), 0);
  // Twice the rest would be more than an Int holds.
  const Int most = absl::Int128Max();
  EXPECT_EQ(DivideRounded(most - 1, most), 1);
}

TEST(ParseScaled, IsExact) {
  EXPECT_EQ(*ParseScaled("12.50", 2), 1250);
  EXPECT_EQ(*ParseScaled("-0.000000001", 9), -1);
  EXPECT_EQ(*ParseScaled("0", 9), 0);
  EXPECT_EQ(*ParseScaled("2e3", 0), 2000);
  EXPECT_EQ(*ParseScaled("99999999999999999999999999999.999999999", 9), PowerOfTen(38) - 1);
}

// Short numbers go another way than long ones.
TEST(ParseScaled, ReadsShortNumbersAsLongOnes) {
  for (const char* text :
       {"0", "7", "007.50", "12.5", "999999999.999999", "0.000001", "1.500000"}) {
    const std::string longer = std::string(40, '0') + text;
    EXPECT_EQ(*ParseScaled(text, 6), *ParseScaled(longer, 6)) << text;
    EXPECT_EQ(*ParseScaled(text, 6), -*ParseScaled("-" + longer, 6)) << text;
  }
  for (const char* text : {"5.", "5 ", "1.2.3", "0x5", "1.0000001"}) {
    EXPECT_EQ(ParseScaled(text, 6).ok(), ParseScaled(std::string(40, '0') + text, 6).ok()) << text;
  }
}

TEST(ParseScaled, RefusesWhatItCannotHold) {
  EXPECT_FALSE(ParseScaled("0.125", 2).ok());
  EXPECT_FALSE(ParseScaled("", 2).ok());
  EXPECT_FALSE(ParseScaled("1,5", 2).ok());
  EXPECT_FALSE(ParseScaled("100000000000000000000000000000", 0).ok());
}

TEST(FormatScaled, IsTheShortestText) {
  EXPECT_EQ(FormatScaled(1250, 2), "12.5");
  EXPECT_EQ(FormatScaled(1200, 2), "12");
  EXPECT_EQ(FormatScaled(-1, 9), "-0.000000001");
  EXPECT_EQ(FormatScaled(0, 6), "0");
  EXPECT_EQ(FormatScaled(7000, 0), "7000");
  EXPECT_EQ(FormatScaled(PowerOfTen(38) - 1, 9), "99999999999999999999999999999.999999999");
}

TEST(Spread, GivesWhatWasCutToThoseWhoLostMost) {
  EXPECT_THAT(Spread(100, {1, 1, 1}), ElementsAre(34, 33, 33));
  EXPECT_THAT(Spread(10, {1, 2, 3}), ElementsAre(2, 3, 5));
  EXPECT_THAT(Spread(-100, {1, 1, 1}), ElementsAre(-34, -33, -33));
  EXPECT_THAT(Spread(7, {0, 0}), ElementsAre(0, 7));
  EXPECT_THAT(Spread(7, {}), IsEmpty());
}

TEST(Spread, LosesNothingAndTakesNoMoreThanThereIs) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Int> weights(1 + random() % 9);
    for (Int& weight : weights) weight = random() % 4 == 0 ? 0 : random() % 1'000'000;
    const Int sum = std::accumulate(weights.begin(), weights.end(), Int{0});
    if (sum == 0) continue;
    const Int total = Int{random()} % (sum + 1);
    const std::vector<Int> parts = Spread(total, weights);
    EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), Int{0}), total);
    for (size_t i = 0; i < parts.size(); ++i) {
      EXPECT_GE(parts[i], 0);
      EXPECT_LE(parts[i], weights[i]);
    }
  }
}

}  // namespace
}  // namespace guanxi::money
