// What customers without a contract will be worth: BG/NBD says how often they will buy, Gamma-Gamma
// for how much, where the data bear it; where they do not, that is said instead.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_LIFETIME_VALUE_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_LIFETIME_VALUE_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "analytics-svc/statistics/bg_nbd.h"
#include "analytics-svc/statistics/gamma_gamma.h"
#include "analytics-svc/statistics/purchases.h"

namespace guanxi::analytics {

// Fewer customers who bought again say nothing of all others.
inline constexpr int kLeastRepeatCustomers = 30;
// From this on spend and frequency go together, and Gamma-Gamma is wrong.
inline constexpr double kMostCorrelation = 0.3;

// Why there is no model.
enum class ModelRefusal {
  kNone,
  // Fewer than kLeastRepeatCustomers customers bought again.
  kTooFewRepeats,
  // Of spend alone: |correlation| of frequency and mean spend is kMostCorrelation or more.
  kSpendCorrelated,
  // Of spend alone: the fitted model has no mean, so that any value would be a guess.
  kSpendUnbounded,
};

struct LifetimeModels {
  // Absent with a `refusal`.
  std::optional<BgNbdFit> purchases;
  ModelRefusal refusal = ModelRefusal::kNone;
  // Absent with a `spend_refusal`, which is kTooFewRepeats if `refusal` is.
  std::optional<GammaGammaFit> spend;
  ModelRefusal spend_refusal = ModelRefusal::kNone;
  // Of frequency and mean spend of those who bought again.
  double correlation = 0;
  // How many bought at all, and how many again.
  int64_t customers = 0;
  int64_t repeat_customers = 0;
};

// How well a model of what was known at `calibration_end` foretold what came until the end.
struct HoldOut {
  absl::CivilDay calibration_end;
  int64_t customers = 0;
  double predicted_purchases = 0;
  int64_t actual_purchases = 0;
  // Mean over customers of |predicted - actual|; and that of who says that each goes on at the rate
  // he has had.
  double mean_absolute_error = 0;
  double naive_mean_absolute_error = 0;
};

// All purchases of each customer, by day. `unit` is one of the currency in parts of the amount.
// Until `deadline`, the machine's time. Errors are those of Maximize.
absl::StatusOr<LifetimeModels> FitLifetime(absl::Span<const std::vector<Purchase>> customers,
                                           absl::CivilDay as_of, money::Int unit,
                                           absl::Time deadline = absl::InfiniteFuture());

// Nothing if no customer has bought again by `calibration_end`, or fewer than FitLifetime wants, or
// nobody bought by then. `calibration_end` is before `as_of`. The same.
absl::StatusOr<std::optional<HoldOut>> TestOnHoldOut(
    absl::Span<const std::vector<Purchase>> customers, absl::CivilDay calibration_end,
    absl::CivilDay as_of, absl::Time deadline = absl::InfiniteFuture());

// How much money comes in from when on.
struct ValueTerms {
  int months = 12;  // 1 and more
  // What is left of a sale: 1 for revenue.
  double margin = 1;
  // A year's; money is worth less the later it comes, month by month.
  double discount = 0;
};

struct CustomerForecast {
  // Within the months. Of a customer who has bought at least once.
  double purchases = 0;
  // Nothing of a single purchase: see ProbabilityAlive.
  std::optional<double> probability_alive;
  // What he is expected to spend on one, and what that comes to; nothing without a model of spend.
  std::optional<double> spend;
  std::optional<double> value;
};

// `models.purchases` is there. Nothing of who has bought nothing by `as_of`.
std::optional<CustomerForecast> Forecast(const LifetimeModels& models,
                                         absl::Span<const Purchase> by_day, absl::CivilDay as_of,
                                         money::Int unit, const ValueTerms& terms);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_LIFETIME_VALUE_H_
