#include "analytics-svc/statistics/lifetime_value.h"

#include <cmath>
#include <cstdint>

#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

constexpr double kWeeksOfMonth = 365.25 / 7 / 12;
constexpr int kMonthsOfYear = 12;
constexpr double kDaysOfWeek = 7;

std::vector<PurchaseHistory> HistoriesOf(absl::Span<const std::vector<Purchase>> customers,
                                         absl::CivilDay as_of) {
  std::vector<PurchaseHistory> histories;
  for (const std::vector<Purchase>& one : customers) {
    if (const auto history = HistoryOf(one, as_of)) histories.push_back(*history);
  }
  return histories;
}

int64_t CountRepeats(absl::Span<const PurchaseHistory> histories) {
  int64_t count = 0;
  for (const PurchaseHistory& one : histories) count += one.repeats > 0 ? 1 : 0;
  return count;
}

absl::Status FitSpend(absl::Span<const std::vector<Purchase>> customers, absl::CivilDay as_of,
                      money::Int unit, absl::Time deadline, LifetimeModels* models) {
  std::vector<RepeatSpend> spends;
  for (const std::vector<Purchase>& one : customers) {
    if (const auto spend = RepeatSpendOf(Until(one, as_of), unit)) spends.push_back(*spend);
  }
  models->correlation = Correlation(spends);
  if (spends.size() < kLeastRepeatCustomers) {
    models->spend_refusal = ModelRefusal::kTooFewRepeats;
    return absl::OkStatus();
  }
  if (std::abs(models->correlation) >= kMostCorrelation) {
    models->spend_refusal = ModelRefusal::kSpendCorrelated;
    return absl::OkStatus();
  }
  GUANXI_ASSIGN_OR_RETURN(const GammaGammaFit fit, FitGammaGamma(spends, deadline));
  if (!HasMean(fit.model)) {
    models->spend_refusal = ModelRefusal::kSpendUnbounded;
  } else {
    models->spend = fit;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LifetimeModels> FitLifetime(absl::Span<const std::vector<Purchase>> customers,
                                           absl::CivilDay as_of, money::Int unit,
                                           absl::Time deadline) {
  LifetimeModels models;
  const std::vector<PurchaseHistory> histories = HistoriesOf(customers, as_of);
  models.customers = static_cast<int64_t>(histories.size());
  models.repeat_customers = CountRepeats(histories);
  if (models.repeat_customers < kLeastRepeatCustomers) {
    models.refusal = models.spend_refusal = ModelRefusal::kTooFewRepeats;
    return models;
  }
  GUANXI_ASSIGN_OR_RETURN(models.purchases, FitBgNbd(histories, deadline));
  GUANXI_RETURN_IF_ERROR(FitSpend(customers, as_of, unit, deadline, &models));
  return models;
}

absl::StatusOr<std::optional<HoldOut>> TestOnHoldOut(
    absl::Span<const std::vector<Purchase>> customers, absl::CivilDay calibration_end,
    absl::CivilDay as_of, absl::Time deadline) {
  const std::vector<PurchaseHistory> histories = HistoriesOf(customers, calibration_end);
  if (CountRepeats(histories) < kLeastRepeatCustomers) return std::nullopt;
  GUANXI_ASSIGN_OR_RETURN(const BgNbdFit fit, FitBgNbd(histories, deadline));
  const double horizon = static_cast<double>(as_of - calibration_end) / kDaysOfWeek;
  HoldOut test;
  test.calibration_end = calibration_end;
  for (const std::vector<Purchase>& one : customers) {
    const auto history = HistoryOf(one, calibration_end);
    if (!history.has_value()) continue;
    const auto actual = static_cast<int64_t>(Until(one, as_of).size()) - 1 - history->repeats;
    const double predicted = ExpectedPurchases(fit.model, *history, horizon);
    const double naive =
        history->age > 0 ? static_cast<double>(history->repeats) / history->age * horizon : 0;
    ++test.customers;
    test.predicted_purchases += predicted;
    test.actual_purchases += actual;
    test.mean_absolute_error += std::abs(predicted - static_cast<double>(actual));
    test.naive_mean_absolute_error += std::abs(naive - static_cast<double>(actual));
  }
  test.mean_absolute_error /= static_cast<double>(test.customers);
  test.naive_mean_absolute_error /= static_cast<double>(test.customers);
  return test;
}

std::optional<CustomerForecast> Forecast(const LifetimeModels& models,
                                         absl::Span<const Purchase> by_day, absl::CivilDay as_of,
                                         money::Int unit, const ValueTerms& terms) {
  const auto history = HistoryOf(by_day, as_of);
  if (!history.has_value()) return std::nullopt;
  const BgNbd& model = models.purchases->model;
  CustomerForecast forecast;
  forecast.probability_alive = ProbabilityAlive(model, *history);
  double discounted = 0;
  for (int month = 1; month <= terms.months; ++month) {
    const double until = ExpectedPurchases(model, *history, month * kWeeksOfMonth);
    discounted += (until - forecast.purchases) /
                  std::pow(1 + terms.discount, static_cast<double>(month) / kMonthsOfYear);
    forecast.purchases = until;
  }
  if (models.spend.has_value()) {
    const RepeatSpend own = RepeatSpendOf(Until(by_day, as_of), unit).value_or(RepeatSpend());
    forecast.spend = ExpectedSpend(models.spend->model, own);
    forecast.value = discounted * *forecast.spend * terms.margin;
  }
  return forecast;
}

}  // namespace guanxi::analytics
