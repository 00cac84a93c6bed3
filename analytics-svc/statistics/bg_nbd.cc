#include "analytics-svc/statistics/bg_nbd.h"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "analytics-svc/statistics/bg_nbd_expectation.h"
#include "analytics-svc/statistics/maximum_likelihood.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

using boost::math::digamma;
using boost::math::lgamma;

// Equal histories, of which companies have many, are looked at once.
struct Group {
  PurchaseHistory history;
  double customers = 0;
};

// What depends on the number of repeats alone, of which there are few.
struct ByRepeats {
  double value = 0;
  double by_r = 0;
  double by_a = 0;
  double by_b = 0;
};

std::vector<Group> Grouped(absl::Span<const PurchaseHistory> customers) {
  std::map<std::tuple<int64_t, double, double>, double> counts;
  for (const PurchaseHistory& one : customers) ++counts[{one.repeats, one.last, one.age}];
  std::vector<Group> groups;
  groups.reserve(counts.size());
  for (const auto& [key, count] : counts) {
    groups.push_back({{std::get<0>(key), std::get<1>(key), std::get<2>(key)}, count});
  }
  return groups;
}

ByRepeats OfRepeats(const BgNbd& m, int64_t repeats) {
  const auto x = static_cast<double>(repeats);
  return {lgamma(m.r + x) - lgamma(m.r) + m.r * std::log(m.alpha) + lgamma(m.a + m.b) +
              lgamma(m.b + x) - lgamma(m.b) - lgamma(m.a + m.b + x),
          digamma(m.r + x) - digamma(m.r) + std::log(m.alpha),
          digamma(m.a + m.b) - digamma(m.a + m.b + x),
          digamma(m.a + m.b) + digamma(m.b + x) - digamma(m.b) - digamma(m.a + m.b + x)};
}

// The logarithm of the likelihood of one history; its derivatives, `times` of them, are added.
double OfOne(const BgNbd& m, const PurchaseHistory& one, const ByRepeats& shared, double times,
             std::vector<double>* gradient) {
  const auto x = static_cast<double>(one.repeats);
  const double log_age = std::log(m.alpha + one.age);
  const double there = -(m.r + x) * log_age;
  double sum = there;
  double share_there = 1;  // of the likelihood: that he is still there
  double log_last = 0;
  if (one.repeats > 0) {
    log_last = std::log(m.alpha + one.last);
    const double left = std::log(m.a) - std::log(m.b + x - 1) - (m.r + x) * log_last;
    // By the larger of both: neither overflows.
    const double larger = std::max(there, left);
    sum = larger + std::log1p(std::exp(std::min(there, left) - larger));
    share_there = std::exp(there - sum);
  }
  if (gradient != nullptr) {
    const double share_left = 1 - share_there;
    (*gradient)[0] += times * (shared.by_r - share_there * log_age - share_left * log_last);
    (*gradient)[1] += times * (m.r / m.alpha - (m.r + x) * (share_there / (m.alpha + one.age) +
                                                            share_left / (m.alpha + one.last)));
    (*gradient)[2] += times * (shared.by_a + share_left / m.a);
    (*gradient)[3] += times * shared.by_b;
    if (one.repeats > 0) (*gradient)[3] -= times * share_left / (m.b + x - 1);
  }
  return shared.value + sum;
}

// `groups` are in the order of repeats.
double OfAll(const BgNbd& model, const std::vector<Group>& groups, std::vector<double>* gradient) {
  double sum = 0;
  int64_t repeats = -1;
  ByRepeats shared;
  for (const Group& group : groups) {
    if (group.history.repeats != repeats) {
      repeats = group.history.repeats;
      shared = OfRepeats(model, repeats);
    }
    sum += group.customers * OfOne(model, group.history, shared, group.customers, gradient);
  }
  return sum;
}

}  // namespace

double LogLikelihood(const BgNbd& model, absl::Span<const PurchaseHistory> customers) {
  return OfAll(model, Grouped(customers), nullptr);
}

absl::StatusOr<BgNbdFit> FitBgNbd(absl::Span<const PurchaseHistory> customers,
                                  absl::Time deadline) {
  std::vector<Group> groups = Grouped(customers);
  // Alpha is a time: in units of the longest age its bounds fit whatever the caller's unit is.
  double longest = 0;
  double repeats = 0;
  double watched = 0;
  for (const Group& group : groups) {
    longest = std::max(longest, group.history.age);
    repeats += group.customers * static_cast<double>(group.history.repeats);
    watched += group.customers * group.history.age;
  }
  if (repeats == 0 || longest == 0) {
    return absl::FailedPreconditionError("nobody has bought again");
  }
  for (Group& group : groups) {
    group.history.last /= longest;
    group.history.age /= longest;
  }
  const auto log_likelihood = [&](const std::vector<double>& at, std::vector<double>* gradient) {
    gradient->assign(at.size(), 0);
    return OfAll({at[0], at[1], at[2], at[3]}, groups, gradient);
  };
  // Rates that differ much between customers, and little; leaving seldom, and often.
  const double rate = repeats * longest / watched;
  const auto alpha_of = [&](double r) { return std::clamp(r / rate, 2e-6, 5e5); };
  GUANXI_ASSIGN_OR_RETURN(
      const Likeliest found,
      Maximize(log_likelihood,
               {{0.3, alpha_of(0.3), 0.8, 2.5}, {2, alpha_of(2), 0.1, 3}, {1, alpha_of(1), 2, 2}},
               {{1e-4, 1e-6, 1e-5, 1e-4}, {1e4, 1e6, 1e4, 1e5}}, deadline));
  BgNbdFit fit;
  fit.model = {found.parameters[0], found.parameters[1] * longest, found.parameters[2],
               found.parameters[3]};
  fit.log_likelihood = LogLikelihood(fit.model, customers);
  fit.is_at_bound = found.is_at_bound;
  return fit;
}

std::optional<double> ProbabilityAlive(const BgNbd& m, const PurchaseHistory& one) {
  if (one.repeats == 0) return std::nullopt;
  const auto x = static_cast<double>(one.repeats);
  const double log_odds_left = std::log(m.a) - std::log(m.b + x - 1) +
                               (m.r + x) * std::log((m.alpha + one.age) / (m.alpha + one.last));
  return 1 / (1 + std::exp(log_odds_left));
}

double ExpectedPurchases(const BgNbd& model, const PurchaseHistory& customer, double horizon) {
  if (horizon <= 0) return 0;
  return ExpectedIfThere(model, customer, horizon) * ProbabilityAlive(model, customer).value_or(1);
}

}  // namespace guanxi::analytics
