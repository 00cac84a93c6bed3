#include "analytics-svc/statistics/churn.h"

#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Day = absl::CivilDay;

// The second quarter of 2026, seen long after.
const ChurnPeriod kQuarter = {Day(2026, 4, 1), Day(2026, 7, 1), Day(2026, 12, 31)};
constexpr int kGrace = 30;

Fate ByContract(const std::vector<Coverage>& coverages, const ChurnPeriod& period = kQuarter) {
  return FateByContract(coverages, period, kGrace);
}

TEST(ChurnByContract, WhoEndsAndDoesNotRenewIsLost) {
  EXPECT_EQ(ByContract({{Day(2025, 5, 1), Day(2026, 4, 30)}}), Fate::kLost);
  // The first and the last day of the period.
  EXPECT_EQ(ByContract({{Day(2025, 5, 1), Day(2026, 4, 1)}}), Fate::kLost);
  EXPECT_EQ(ByContract({{Day(2025, 5, 1), Day(2026, 6, 30)}}), Fate::kLost);
  EXPECT_EQ(ByContract({{Day(2025, 5, 1), Day(2026, 7, 1)}}), Fate::kStayed);
}

TEST(ChurnByContract, WhoWasNotThereAtTheBeginIsNotCounted) {
  EXPECT_EQ(ByContract({{Day(2025, 4, 1), Day(2026, 3, 31)}}), Fate::kNotCounted);
  EXPECT_EQ(ByContract({{Day(2026, 4, 2), Day(2026, 5, 2)}}), Fate::kNotCounted);
  EXPECT_EQ(ByContract({}), Fate::kNotCounted);
}

TEST(ChurnByContract, RenewalWithinTheGraceKeepsTheCustomer) {
  // The next one was to begin on 1 May: 31 May is the last day of grace.
  const Coverage old = {Day(2025, 5, 1), Day(2026, 4, 30)};
  EXPECT_EQ(ByContract({{Day(2026, 5, 31), Day(2027, 5, 30)}, old}), Fate::kStayed);
  EXPECT_EQ(ByContract({{Day(2026, 6, 1), Day(2027, 5, 31)}, old}), Fate::kLost);
  // The gap lies over the begin of the period: he was there.
  EXPECT_EQ(ByContract({{Day(2025, 4, 1), Day(2026, 3, 20)}, {Day(2026, 4, 10), Day(2027, 4, 9)}}),
            Fate::kStayed);
}

TEST(ChurnByContract, AnotherContractThatGoesOnKeepsTheCustomer) {
  EXPECT_EQ(ByContract({{Day(2025, 5, 1), Day(2026, 4, 30)}, {Day(2025, 1, 1), Day(2027, 1, 1)}}),
            Fate::kStayed);
}

TEST(ChurnByContract, UntilTheGraceIsOverItIsPending) {
  const std::vector<Coverage> coverages = {{Day(2025, 5, 1), Day(2026, 4, 30)}};
  ChurnPeriod period = kQuarter;
  period.as_of = Day(2026, 5, 30);
  EXPECT_EQ(ByContract(coverages, period), Fate::kPending);
  period.as_of = Day(2026, 5, 31);
  EXPECT_EQ(ByContract(coverages, period), Fate::kLost);
  period.as_of = Day(2026, 4, 15);
  EXPECT_EQ(ByContract(coverages, period), Fate::kPending);
}

TEST(ChurnByContract, WhoIsThereNowWasThereThenLessWhoWasLost) {
  // Over two quarters: nobody is lost in both, or in neither.
  const ChurnPeriod next = {kQuarter.end, Day(2026, 10, 1), kQuarter.as_of};
  for (int end = 1; end < 182; ++end) {
    const std::vector<Coverage> one = {{Day(2025, 1, 1), kQuarter.begin + end}};
    const bool lost_first = ByContract(one) == Fate::kLost;
    const bool counted_next = ByContract(one, next) != Fate::kNotCounted;
    EXPECT_NE(lost_first, counted_next) << end;
  }
}

std::vector<Purchase> Each(Day first, int days, int count) {
  std::vector<Purchase> purchases;
  for (int i = 0; i < count; ++i) purchases.push_back({first + i * days, 100});
  return purchases;
}

TEST(ChurnBySilence, WhoIsSilentForLongerThanHisOwnGapsIsLost) {
  // Each 30 days until 27 March; three gaps are over on 25 June.
  EXPECT_EQ(FateBySilence(Each(Day(2025, 10, 28), 30, 6), kQuarter, {3, 2}), Fate::kLost);
  // Each 31 days until 31 March: three gaps are over on 2 July.
  EXPECT_EQ(FateBySilence(Each(Day(2025, 10, 27), 31, 6), kQuarter, {3, 2}), Fate::kStayed);
}

TEST(ChurnBySilence, WhoCameBackStayed) {
  std::vector<Purchase> purchases = Each(Day(2025, 10, 28), 30, 6);
  purchases.push_back({Day(2026, 6, 29), 100});
  EXPECT_EQ(FateBySilence(purchases, kQuarter, {3, 2}), Fate::kStayed);
}

TEST(ChurnBySilence, WhoWasSilentBeforeOrIsTooNewIsNotCounted) {
  EXPECT_EQ(FateBySilence(Each(Day(2025, 1, 1), 30, 4), kQuarter, {3, 2}), Fate::kNotCounted);
  EXPECT_EQ(FateBySilence(Each(Day(2026, 3, 1), 10, 2), kQuarter, {3, 2}), Fate::kNotCounted);
  EXPECT_EQ(FateBySilence({}, kQuarter, {3, 2}), Fate::kNotCounted);
}

TEST(ChurnBySilence, TheMedianIsBetweenBothMiddleGaps) {
  // Gaps of 10 and 20 days: a median of 15, so that 45 days of silence are not yet too many.
  const std::vector<Purchase> purchases = {
      {Day(2026, 3, 1), 1}, {Day(2026, 3, 11), 1}, {Day(2026, 3, 31), 1}};
  ChurnPeriod period = {Day(2026, 4, 1), Day(2026, 5, 16), Day(2026, 12, 31)};
  EXPECT_EQ(FateBySilence(purchases, period, {3, 2}), Fate::kStayed);
  period.end = Day(2026, 5, 17);
  EXPECT_EQ(FateBySilence(purchases, period, {3, 2}), Fate::kLost);
}

TEST(ChurnBySilence, APeriodThatGoesOnIsPending) {
  ChurnPeriod period = kQuarter;
  period.as_of = Day(2026, 5, 1);
  EXPECT_EQ(FateBySilence(Each(Day(2025, 10, 28), 30, 6), period, {3, 2}), Fate::kPending);
  period.as_of = Day(2026, 6, 26);
  EXPECT_EQ(FateBySilence(Each(Day(2025, 10, 28), 30, 6), period, {3, 2}), Fate::kLost);
}

TEST(ChurnByRevenue, GrossCountsLossesAndNetTakesGrowthOff) {
  RevenueChurn churn;
  churn.Add(1000, 0);     // lost
  churn.Add(2000, 1500);  // shrunk by 500
  churn.Add(3000, 3900);  // grown by 900
  churn.Add(4000, 4000);
  churn.Add(0, 7000);  // new
  EXPECT_EQ(churn.before, 10000);
  EXPECT_EQ(churn.lost, 1000);
  EXPECT_EQ(churn.shrunk, 500);
  EXPECT_EQ(churn.grown, 900);
  EXPECT_DOUBLE_EQ(churn.Gross(), 0.15);
  EXPECT_DOUBLE_EQ(churn.Net(), 0.06);
}

TEST(ChurnByRevenue, NetIsNegativeWhereGrowthIsMoreThanLoss) {
  RevenueChurn churn;
  churn.Add(1000, 0);
  churn.Add(1000, 3000);
  EXPECT_DOUBLE_EQ(churn.Net(), -0.5);
}

}  // namespace
}  // namespace guanxi::analytics
