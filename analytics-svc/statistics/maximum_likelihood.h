// The parameters under which what was observed is likeliest.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_MAXIMUM_LIKELIHOOD_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_MAXIMUM_LIKELIHOOD_H_

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace guanxi::analytics {

// The logarithm of the likelihood at `parameters`; `gradient`, of the same length, is set to its
// derivatives by each of them. Smooth and finite for positive parameters.
using LogLikelihoodFunction =
    std::function<double(const std::vector<double>& parameters, std::vector<double>* gradient)>;

struct ParameterBounds {
  // Of each parameter, above zero.
  std::vector<double> lowest;
  std::vector<double> highest;
};

struct Likeliest {
  std::vector<double> parameters;
  double log_likelihood = 0;
  // Whether a parameter stopped at a bound: the data want it at zero or without an end, and say no
  // more of it than that.
  bool is_at_bound = false;
};

// Searches from each of `starts`, which lie within the bounds, over the logarithms of the
// parameters, and takes the best end. Deterministic, unless the deadline (the machine's time) ends
// it.
//   INTERNAL           (no reason)       the library refuses to search, which correct arguments do
//                                        not bring about
//   DEADLINE_EXCEEDED  QUERY_TIME_LIMIT  the deadline passed
absl::StatusOr<Likeliest> Maximize(const LogLikelihoodFunction& log_likelihood,
                                   const std::vector<std::vector<double>>& starts,
                                   const ParameterBounds& bounds,
                                   absl::Time deadline = absl::InfiniteFuture());

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_MAXIMUM_LIKELIHOOD_H_
