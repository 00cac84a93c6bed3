#include "analytics-svc/reports/lifetime_forecasts.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "analytics-svc/engine/engine_errors.h"
#include "analytics-svc/reports/purchase_reader.h"
#include "common/base/status_macros.h"
#include "common/money/amount.h"

namespace guanxi::analytics {
namespace {

// Between looks at the clock.
constexpr size_t kCustomersAtOnce = 1000;

struct Forecasted {
  size_t customer = 0;
  CustomerForecast forecast;

  // What customers are ordered by.
  double Worth() const { return forecast.value.value_or(forecast.purchases); }
};

// To the smallest unit of the currency: an estimate is not more exact than money. One that no
// amount can be is SUM_TOO_LARGE, as ReportCall::MoneyOf has it.
absl::StatusOr<google::type::Money> MoneyOf(const ReportCall& call, double units) {
  const int places = money::PlacesOf(call.currency());
  const auto per_unit = static_cast<double>(money::PowerOfTen(places));
  const double most = 1e24;
  const auto smallest = money::Int(std::round(std::clamp(units, -most, most) * per_unit));
  return call.MoneyOf(smallest * money::PowerOfTen(money::kMaxPlaces - places));
}

absl::Status Show(const ReportCall& call, const Uuid& id, int64_t repeats,
                  const CustomerForecast& forecast, v1::LifetimeCustomer* shown) {
  shown->set_customer(absl::StrCat("customers/", id.ToString()));
  shown->set_repeats(repeats);
  if (forecast.probability_alive.has_value()) {
    shown->set_probability_alive(*forecast.probability_alive);
  }
  shown->set_expected_purchases(forecast.purchases);
  if (forecast.spend.has_value()) {
    GUANXI_ASSIGN_OR_RETURN(*shown->mutable_expected_spend(), MoneyOf(call, *forecast.spend));
    GUANXI_ASSIGN_OR_RETURN(*shown->mutable_expected_value(), MoneyOf(call, *forecast.value));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddForecasts(const ReportCall& call, const LifetimeModels& models,
                          const std::vector<Uuid>& ids,
                          const std::vector<std::vector<Purchase>>& purchases,
                          const ForecastTerms& terms, v1::LifetimeValueReport* report) {
  std::vector<Forecasted> all;
  all.reserve(ids.size());
  double purchases_sum = 0;
  double value_sum = 0;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (i % kCustomersAtOnce == 0 && absl::Now() >= call.call().deadline) return QueryTimeLimit();
    const auto forecast = Forecast(models, purchases[i], terms.as_of, UnitOfAmounts(), terms.value);
    if (!forecast.has_value()) continue;
    purchases_sum += forecast->purchases;
    value_sum += forecast->value.value_or(0);
    all.push_back({i, *forecast});
  }
  report->set_expected_purchases(purchases_sum);
  if (models.spend.has_value()) {
    GUANXI_ASSIGN_OR_RETURN(*report->mutable_expected_value(), MoneyOf(call, value_sum));
  }
  const size_t count = std::min(terms.limit, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(),
                    [&](const Forecasted& a, const Forecasted& b) {
                      return a.Worth() != b.Worth() ? a.Worth() > b.Worth()
                                                    : ids[a.customer] < ids[b.customer];
                    });
  for (size_t i = 0; i < count; ++i) {
    const size_t at = all[i].customer;
    GUANXI_RETURN_IF_ERROR(Show(call, ids[at], static_cast<int64_t>(purchases[at].size()) - 1,
                                all[i].forecast, report->add_top_customers()));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::analytics
