#include "analytics-svc/statistics/lifetime_value.h"

#include <random>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Day = absl::CivilDay;

constexpr int kCent = 100;  // amounts are in cents
const Day kBegin(2024, 1, 1);
const Day kEnd(2025, 12, 31);

// Customers who buy at rates of their own, spend what is their own, and leave after some purchase.
std::vector<std::vector<Purchase>> Customers(int count) {
  std::mt19937_64 random(5);
  std::vector<std::vector<Purchase>> customers;
  for (int i = 0; i < count; ++i) {
    const double rate = std::gamma_distribution<>(0.9, 1.0 / 50)(random);  // a day
    const double mean = std::gamma_distribution<>(4, 2500)(random);
    std::vector<Purchase>& one = customers.emplace_back();
    std::exponential_distribution<> wait(rate);
    double day = static_cast<double>(i % 200);
    do {
      one.push_back({kBegin + static_cast<int64_t>(day),
                     1 + static_cast<int64_t>(std::gamma_distribution<>(6, mean / 6)(random))});
      day += wait(random);
    } while (day < static_cast<double>(kEnd - kBegin) && random() % 5 != 0);
    one = ByDay(std::move(one));
  }
  return customers;
}

TEST(LifetimeValue, BothModelsAreFitted) {
  const auto models = FitLifetime(Customers(3000), kEnd, kCent);
  ASSERT_THAT(models, IsOk());
  EXPECT_EQ(models->refusal, ModelRefusal::kNone);
  EXPECT_EQ(models->spend_refusal, ModelRefusal::kNone);
  EXPECT_EQ(models->customers, 3000);
  // About 100 units: gamma(4, 25.00).
  EXPECT_NEAR(ExpectedSpend(models->spend->model, {}), 100, 6);
}

TEST(LifetimeValue, TooFewRepeatsAreRefused) {
  std::vector<std::vector<Purchase>> customers(500, {{kBegin, 100}});
  for (int i = 0; i < kLeastRepeatCustomers - 1; ++i) customers[i].push_back({kBegin + 30, 100});
  const auto models = FitLifetime(customers, kEnd, kCent);
  ASSERT_THAT(models, IsOk());
  EXPECT_EQ(models->refusal, ModelRefusal::kTooFewRepeats);
  EXPECT_EQ(models->spend_refusal, ModelRefusal::kTooFewRepeats);
  EXPECT_FALSE(models->purchases.has_value());
}

TEST(LifetimeValue, SpendThatGoesWithFrequencyIsRefused) {
  std::vector<std::vector<Purchase>> customers;
  for (int i = 0; i < 100; ++i) {
    std::vector<Purchase>& one = customers.emplace_back();
    for (int k = 0; k <= 1 + i % 10; ++k)
      one.push_back({kBegin + k * (20 + i % 7), 1000 * (i % 10)});
  }
  const auto models = FitLifetime(customers, kEnd, kCent);
  ASSERT_THAT(models, IsOk());
  EXPECT_EQ(models->refusal, ModelRefusal::kNone);
  EXPECT_EQ(models->spend_refusal, ModelRefusal::kSpendCorrelated);
  EXPECT_GE(models->correlation, kMostCorrelation);
  const auto forecast = Forecast(*models, {{kBegin, 100}}, kEnd, kCent, {});
  ASSERT_TRUE(forecast.has_value());
  EXPECT_EQ(forecast->value, std::nullopt);
  EXPECT_GT(forecast->purchases, 0);
}

TEST(LifetimeValue, TheHoldOutIsForetoldBetterThanByOwnRates) {
  const auto test = TestOnHoldOut(Customers(3000), Day(2025, 6, 30), kEnd);
  ASSERT_THAT(test, IsOk());
  ASSERT_TRUE(test->has_value());
  EXPECT_EQ((*test)->customers, 3000);
  EXPECT_NEAR((*test)->predicted_purchases, static_cast<double>((*test)->actual_purchases),
              0.1 * static_cast<double>((*test)->actual_purchases));
  EXPECT_LT((*test)->mean_absolute_error, (*test)->naive_mean_absolute_error);
}

TEST(LifetimeValue, WithoutRepeatsThereIsNoHoldOut) {
  const std::vector<std::vector<Purchase>> customers(100, {{kBegin, 1}, {kBegin + 300, 1}});
  const auto test = TestOnHoldOut(customers, kBegin + 200, kEnd);
  ASSERT_THAT(test, IsOk());
  EXPECT_FALSE(test->has_value());
}

TEST(LifetimeValue, ValueIsPurchasesTimesSpendAndLaterMoneyIsWorthLess) {
  const auto models = FitLifetime(Customers(3000), kEnd, kCent);
  ASSERT_THAT(models, IsOk());
  const std::vector<Purchase> regular = {
      {kEnd - 90, 9000}, {kEnd - 60, 12000}, {kEnd - 30, 11000}, {kEnd - 5, 10000}};
  const auto plain = Forecast(*models, regular, kEnd, kCent, {12, 1, 0});
  ASSERT_TRUE(plain.has_value());
  EXPECT_NEAR(*plain->value, plain->purchases * *plain->spend, 1e-6 * *plain->value);
  const auto discounted = Forecast(*models, regular, kEnd, kCent, {12, 0.5, 0.1});
  EXPECT_LT(*discounted->value, 0.5 * *plain->value);
  EXPECT_GT(*discounted->value, 0.5 * *plain->value / 1.1);
  const auto longer = Forecast(*models, regular, kEnd, kCent, {24, 1, 0});
  EXPECT_GT(*longer->value, *plain->value);
}

TEST(LifetimeValue, ASinglePurchaseIsNotCalledAlive) {
  const auto models = FitLifetime(Customers(500), kEnd, kCent);
  ASSERT_THAT(models, IsOk());
  const auto forecast = Forecast(*models, {{kEnd - 400, 100}}, kEnd, kCent, {});
  ASSERT_TRUE(forecast.has_value());
  EXPECT_EQ(forecast->probability_alive, std::nullopt);
  EXPECT_FALSE(Forecast(*models, {{kEnd + 1, 100}}, kEnd, kCent, {}).has_value());
}

}  // namespace
}  // namespace guanxi::analytics
