// The Gamma-Gamma model of Fader and Hardie (2013): what a customer spends on a purchase.
//
// Purchases of a customer scatter around a mean of his own (gamma, shape p); the means scatter over
// customers (q, v). It holds only where how much is spent says nothing of how often is bought,
// which the caller checks by `Correlation`.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_GAMMA_GAMMA_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_GAMMA_GAMMA_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace guanxi::analytics {

// What a customer who bought again spent: `mean` over `repeats` purchases (the first one, with
// which he came, is not among them), both above zero.
struct RepeatSpend {
  int64_t repeats = 0;
  double mean = 0;
};

struct GammaGamma {
  double p = 0;
  double q = 0;
  // In the unit of the spend.
  double v = 0;
};

struct GammaGammaFit {
  GammaGamma model;
  double log_likelihood = 0;
  // As Likeliest says.
  bool is_at_bound = false;
};

// Pearson's coefficient between number and mean, from -1 to 1; 0 where either is the same for all.
double Correlation(absl::Span<const RepeatSpend> customers);

double LogLikelihood(const GammaGamma& model, absl::Span<const RepeatSpend> customers);

// The model under which this spend is likeliest.
// Until the deadline, the machine's time. Errors are those of Maximize, and
//   FAILED_PRECONDITION  there are no customers
absl::StatusOr<GammaGammaFit> FitGammaGamma(absl::Span<const RepeatSpend> customers,
                                            absl::Time deadline = absl::InfiniteFuture());

// Whether the mean over customers exists: else nothing is to be expected of anybody.
inline bool HasMean(const GammaGamma& model) { return model.q > 1; }

// What the customer is expected to spend on a purchase: between his own mean and that of all. Of
// nobody in particular: `repeats` and `mean` zero. HasMean(model).
double ExpectedSpend(const GammaGamma& model, const RepeatSpend& customer);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_GAMMA_GAMMA_H_
