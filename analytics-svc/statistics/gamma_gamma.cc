#include "analytics-svc/statistics/gamma_gamma.h"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <map>
#include <vector>

#include "absl/status/status.h"
#include "analytics-svc/statistics/maximum_likelihood.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

using boost::math::digamma;
using boost::math::lgamma;

struct ByRepeats {
  double value = 0;
  double by_p = 0;
  double by_q = 0;
};

ByRepeats OfRepeats(const GammaGamma& m, double x) {
  return {lgamma(m.p * x + m.q) - lgamma(m.p * x) - lgamma(m.q) + m.q * std::log(m.v) +
              m.p * x * std::log(x),
          x * (digamma(m.p * x + m.q) - digamma(m.p * x) + std::log(x)),
          digamma(m.p * x + m.q) - digamma(m.q) + std::log(m.v)};
}

using ByCount = std::map<int64_t, std::vector<double>>;  // means, by repeats

ByCount Grouped(absl::Span<const RepeatSpend> customers) {
  ByCount groups;
  for (const RepeatSpend& one : customers) groups[one.repeats].push_back(one.mean);
  return groups;
}

double OfAll(const GammaGamma& m, const ByCount& groups, std::vector<double>* gradient) {
  double sum = 0;
  for (const auto& [repeats, means] : groups) {
    const auto x = static_cast<double>(repeats);
    const ByRepeats shared = OfRepeats(m, x);
    for (const double mean : means) {
      const double log_mean = std::log(mean);
      const double scale = x * mean + m.v;
      const double log_scale = std::log(scale);
      sum += shared.value + (m.p * x - 1) * log_mean - (m.p * x + m.q) * log_scale;
      if (gradient == nullptr) continue;
      (*gradient)[0] += shared.by_p + x * (log_mean - log_scale);
      (*gradient)[1] += shared.by_q - log_scale;
      (*gradient)[2] += m.q / m.v - (m.p * x + m.q) / scale;
    }
  }
  return sum;
}

}  // namespace

double Correlation(absl::Span<const RepeatSpend> customers) {
  const auto count = static_cast<double>(customers.size());
  double mean_x = 0;
  double mean_m = 0;
  for (const RepeatSpend& one : customers) {
    mean_x += static_cast<double>(one.repeats) / count;
    mean_m += one.mean / count;
  }
  double xx = 0;
  double mm = 0;
  double xm = 0;
  for (const RepeatSpend& one : customers) {
    const double dx = static_cast<double>(one.repeats) - mean_x;
    const double dm = one.mean - mean_m;
    xx += dx * dx;
    mm += dm * dm;
    xm += dx * dm;
  }
  // The product of both may be below what a double tells from zero.
  if (xx <= 0 || mm <= 0) return 0;
  return std::clamp(xm / std::sqrt(xx) / std::sqrt(mm), -1.0, 1.0);
}

double LogLikelihood(const GammaGamma& model, absl::Span<const RepeatSpend> customers) {
  return OfAll(model, Grouped(customers), nullptr);
}

absl::StatusOr<GammaGammaFit> FitGammaGamma(absl::Span<const RepeatSpend> customers,
                                            absl::Time deadline) {
  if (customers.empty()) return absl::FailedPreconditionError("nobody has bought again");
  // In units of the mean the bounds of v fit whatever the currency is.
  double unit = 0;
  for (const RepeatSpend& one : customers) {
    unit += one.mean / static_cast<double>(customers.size());
  }
  ByCount groups = Grouped(customers);
  for (auto& [repeats, means] : groups) {
    for (double& mean : means) mean /= unit;
  }
  const auto log_likelihood = [&](const std::vector<double>& at, std::vector<double>* gradient) {
    gradient->assign(at.size(), 0);
    return OfAll({at[0], at[1], at[2]}, groups, gradient);
  };
  GUANXI_ASSIGN_OR_RETURN(
      const Likeliest found,
      Maximize(log_likelihood, {{6, 4, 0.5}, {1, 2, 1}, {20, 10, 0.5}, {2, 30, 15}},
               {{1e-3, 1e-3, 1e-5}, {1e5, 1e5, 1e6}}, deadline));
  GammaGammaFit fit;
  fit.model = {found.parameters[0], found.parameters[1], found.parameters[2] * unit};
  fit.log_likelihood = LogLikelihood(fit.model, customers);
  fit.is_at_bound = found.is_at_bound;
  return fit;
}

double ExpectedSpend(const GammaGamma& model, const RepeatSpend& customer) {
  const double shapes = model.p * static_cast<double>(customer.repeats);
  return model.p * (model.v + static_cast<double>(customer.repeats) * customer.mean) /
         (shapes + model.q - 1);
}

}  // namespace guanxi::analytics
