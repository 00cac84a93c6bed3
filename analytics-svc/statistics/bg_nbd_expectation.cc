#include "analytics-svc/statistics/bg_nbd_expectation.h"

#include <algorithm>
#include <boost/math/policies/policy.hpp>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

namespace guanxi::analytics {
namespace {

using boost::math::lgamma;

// Within these the series neither overflows nor cancels, and has a few hundred terms at the most.
constexpr double kMostA = 50;
constexpr double kLeastShape = -50;
constexpr double kLeastC = 0.01;
constexpr double kMostShare = 0.95;
constexpr double kTolerance = 1e-8;
// What is nearer to an end of the integral matters to nothing but overflows.
constexpr double kLeastP = 1e-250;

// Boost throws by default.
using Quiet = boost::math::policies::policy<
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>>;

double ShareOfHorizon(const BgNbd& m, const PurchaseHistory& one, double horizon) {
  return horizon / (m.alpha + one.age + horizon);
}

bool FitsSeries(const BgNbd& m, const PurchaseHistory& one, double horizon) {
  return m.a <= kMostA && m.a + m.b - 1 - m.r >= kLeastShape &&
         m.a + m.b + static_cast<double>(one.repeats) - 1 >= kLeastC &&
         ShareOfHorizon(m, one, horizon) <= kMostShare;
}

// The closed form, (c / (a - 1)) * (1 - (1 - z)^(r + x) * F(r + x, b + x; c; z)) with c = a + b + x
// - 1, after Euler's transformation of F and a division by a - 1, which leaves no pole at a = 1 and
// no power that overflows for many repeats:
//   c * ((1 - (1 - z)^(a - 1)) / (a - 1) - (1 - z)^(a - 1) * S), S = the sum over n >= 1 of
//   (a + b - 1 - r)_n * (a)_(n-1) / ((c)_n * n!) * z^n
double BySeries(const BgNbd& m, const PurchaseHistory& one, double horizon) {
  const double c = m.a + m.b + static_cast<double>(one.repeats) - 1;
  const double shape = m.a + m.b - 1 - m.r;
  const double z = ShareOfHorizon(m, one, horizon);
  double term = shape / c * z;
  double sum = term;
  for (int n = 1; std::abs(term) > std::numeric_limits<double>::epsilon() * std::abs(sum); ++n) {
    term *= (shape + n) * (m.a + n - 1) / ((c + n) * (n + 1)) * z;
    sum += term;
  }
  const double logarithm = (m.a - 1) * std::log1p(-z);
  const double first = m.a == 1 ? -std::log1p(-z) : -std::expm1(logarithm) / (m.a - 1);
  return c * (first - std::exp(logarithm) * sum);
}

// The same as an integral over the probability of leaving, wherever the parameters are.
double ByIntegral(const BgNbd& m, const PurchaseHistory& one, double horizon) {
  const auto x = static_cast<double>(one.repeats);
  const double scale = lgamma(m.a + m.b + x) - lgamma(m.a) - lgamma(m.b + x);
  const auto integrand = [&](double p, double rest) {
    p = std::max(p, kLeastP);
    rest = std::max(rest, kLeastP);
    const double log_density = (m.a - 1) * std::log(p) + (m.b + x - 1) * std::log(rest) + scale;
    const double bought = -std::expm1(-(m.r + x) * std::log1p(p * horizon / (m.alpha + one.age)));
    return std::exp(log_density) * (bought / p);
  };
  // The integrator looks closest at the ends of an interval, so that the mean is made one: the
  // probabilities may lie close around it. Its tables grow under a lock of its own. `to_end` is the
  // way to the nearer end, without what a subtraction would lose: -p near 0, 1 - p near 1.
  static boost::math::quadrature::tanh_sinh<double, Quiet> integrator;
  const double mean = m.a / (m.a + m.b + x);
  const auto below = [&](double at, double to_end) {
    const double p = to_end < 0 ? -to_end : at;
    return integrand(p, 1 - p);
  };
  const auto above = [&](double p, double to_end) {
    return integrand(p, to_end > 0 ? to_end : 1 - p);
  };
  return integrator.integrate(below, 0.0, mean, kTolerance) +
         integrator.integrate(above, mean, 1.0, kTolerance);
}

}  // namespace

double ExpectedIfThere(const BgNbd& model, const PurchaseHistory& customer, double horizon) {
  return FitsSeries(model, customer, horizon) ? BySeries(model, customer, horizon)
                                              : ByIntegral(model, customer, horizon);
}

}  // namespace guanxi::analytics
