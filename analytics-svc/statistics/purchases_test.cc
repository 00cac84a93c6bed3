#include "analytics-svc/statistics/purchases.h"

#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Day = absl::CivilDay;

const std::vector<Purchase> kPurchases = ByDay(
    {{Day(2026, 3, 1), 40}, {Day(2026, 1, 1), 100}, {Day(2026, 3, 1), 20}, {Day(2026, 1, 15), 30}});

TEST(Purchases, OrdersOfOneDayAreOne) {
  ASSERT_EQ(kPurchases.size(), 3u);
  EXPECT_EQ(kPurchases[0].day, Day(2026, 1, 1));
  EXPECT_EQ(kPurchases[2].day, Day(2026, 3, 1));
  EXPECT_EQ(kPurchases[2].amount, 60);
}

TEST(Purchases, HistoryIsInWeeksFromTheFirst) {
  const auto history = HistoryOf(kPurchases, Day(2026, 3, 12));
  ASSERT_TRUE(history.has_value());
  EXPECT_EQ(history->repeats, 2);
  EXPECT_DOUBLE_EQ(history->last, 59.0 / 7);
  EXPECT_DOUBLE_EQ(history->age, 10);
}

TEST(Purchases, WhatComesAfterTheDayIsNotKnownOnIt) {
  const auto history = HistoryOf(kPurchases, Day(2026, 1, 15));
  ASSERT_TRUE(history.has_value());
  EXPECT_EQ(history->repeats, 1);
  EXPECT_DOUBLE_EQ(history->last, 2);
  EXPECT_DOUBLE_EQ(history->age, 2);
  EXPECT_EQ(HistoryOf(kPurchases, Day(2025, 12, 31)), std::nullopt);
  EXPECT_EQ(RfmValuesOf(kPurchases, Day(2025, 12, 31)), std::nullopt);
}

TEST(Purchases, SpendIsThatOfRepeats) {
  const auto spend = RepeatSpendOf(kPurchases, 10);
  ASSERT_TRUE(spend.has_value());
  EXPECT_EQ(spend->repeats, 2);
  EXPECT_DOUBLE_EQ(spend->mean, 4.5);
  EXPECT_EQ(RepeatSpendOf(absl::MakeSpan(kPurchases).first(1), 10), std::nullopt);
  EXPECT_EQ(RepeatSpendOf({{Day(2026, 1, 1), 5}, {Day(2026, 1, 2), 0}}, 1), std::nullopt);
}

TEST(Purchases, RfmCountsDaysSinceTheLast) {
  const auto values = RfmValuesOf(kPurchases, Day(2026, 3, 2));
  ASSERT_TRUE(values.has_value());
  EXPECT_EQ(values->recency, 1);
  EXPECT_EQ(values->frequency, 3);
  EXPECT_EQ(values->amount, 190);
}

}  // namespace
}  // namespace guanxi::analytics
