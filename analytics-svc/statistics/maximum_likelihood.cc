#include "analytics-svc/statistics/maximum_likelihood.h"

#include <nlopt.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

constexpr int kMostEvaluations = 1000;
// Of the logarithm of a parameter.
constexpr double kTolerance = 1e-8;
constexpr double kNearBound = 1e-6;

struct Search {
  const LogLikelihoodFunction* function;
  std::vector<double> parameters;
  std::vector<double> gradient;
  absl::Time deadline;
  nlopt_opt optimizer = nullptr;  // that of the climb under way
  bool is_late = false;
};

// NLopt's form of the function: over logarithms, so that a derivative is that by the parameter
// times the parameter.
double Evaluate(unsigned count, const double* logarithms, double* gradient, void* data) {
  auto& search = *static_cast<Search*>(data);
  // One evaluation looks at all customers, of whom there may be millions.
  if (absl::Now() >= search.deadline) {
    search.is_late = true;
    if (search.optimizer != nullptr) nlopt_force_stop(search.optimizer);
    return -std::numeric_limits<double>::max();
  }
  for (unsigned i = 0; i < count; ++i) search.parameters[i] = std::exp(logarithms[i]);
  const double value = (*search.function)(search.parameters, &search.gradient);
  if (gradient != nullptr) {
    for (unsigned i = 0; i < count; ++i) gradient[i] = search.gradient[i] * search.parameters[i];
  }
  return std::isfinite(value) ? value : -std::numeric_limits<double>::max();
}

using Optimizer = std::unique_ptr<nlopt_opt_s, decltype(&nlopt_destroy)>;

std::vector<double> Logarithms(const std::vector<double>& values) {
  std::vector<double> all;
  all.reserve(values.size());
  for (const double value : values) all.push_back(std::log(value));
  return all;
}

Optimizer MakeOptimizer(nlopt_algorithm algorithm, Search* search, const ParameterBounds& bounds) {
  Optimizer made(nlopt_create(algorithm, static_cast<unsigned>(bounds.lowest.size())),
                 &nlopt_destroy);
  nlopt_set_max_objective(made.get(), &Evaluate, search);
  nlopt_set_lower_bounds(made.get(), Logarithms(bounds.lowest).data());
  nlopt_set_upper_bounds(made.get(), Logarithms(bounds.highest).data());
  nlopt_set_xtol_abs1(made.get(), kTolerance);
  nlopt_set_maxeval(made.get(), kMostEvaluations);
  return made;
}

// What the search itself says of its end does not matter: a round-off at the top is an end, too.
bool IsRefusal(nlopt_result result) {
  return result == NLOPT_INVALID_ARGS || result == NLOPT_OUT_OF_MEMORY;
}

absl::Status TooLate() {
  return DeadlineExceeded("QUERY_TIME_LIMIT", "the search took longer than it may");
}

// Moves `at` to the top that `algorithm` finds from there.
absl::Status Climb(nlopt_algorithm algorithm, const ParameterBounds& bounds, Search* search,
                   std::vector<double>* at) {
  const Optimizer optimizer = MakeOptimizer(algorithm, search, bounds);
  double value = 0;
  search->optimizer = optimizer.get();
  const nlopt_result result = nlopt_optimize(optimizer.get(), at->data(), &value);
  search->optimizer = nullptr;
  if (search->is_late) return TooLate();
  if (IsRefusal(result)) {
    return absl::InternalError(absl::StrCat("the search for a maximum ended with ", result));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Likeliest> Maximize(const LogLikelihoodFunction& log_likelihood,
                                   const std::vector<std::vector<double>>& starts,
                                   const ParameterBounds& bounds, absl::Time deadline) {
  const auto count = static_cast<unsigned>(bounds.lowest.size());
  Search search;
  search.function = &log_likelihood;
  search.parameters.resize(count);
  search.gradient.resize(count);
  search.deadline = deadline;
  Likeliest best;
  best.log_likelihood = -std::numeric_limits<double>::infinity();
  std::vector<double> top;
  for (const std::vector<double>& start : starts) {
    std::vector<double> at = Logarithms(start);
    GUANXI_RETURN_IF_ERROR(Climb(NLOPT_LD_SLSQP, bounds, &search, &at));
    const double value = Evaluate(count, at.data(), nullptr, &search);
    if (value <= best.log_likelihood) continue;
    best.log_likelihood = value;
    top = std::move(at);
  }
  // Without the gradient, which gets over what rounding makes of the gradient on a flat top.
  std::vector<double> higher = top;
  GUANXI_RETURN_IF_ERROR(Climb(NLOPT_LN_SBPLX, bounds, &search, &higher));
  if (Evaluate(count, higher.data(), nullptr, &search) > best.log_likelihood) top = higher;
  best.log_likelihood = Evaluate(count, top.data(), nullptr, &search);
  if (search.is_late) return TooLate();
  best.parameters = search.parameters;
  for (size_t i = 0; i < top.size(); ++i) {
    best.is_at_bound |= top[i] - std::log(bounds.lowest[i]) < kNearBound ||
                        std::log(bounds.highest[i]) - top[i] < kNearBound;
  }
  return best;
}

}  // namespace guanxi::analytics
