// The BG/NBD model of Fader, Hardie and Lee (2005): how often customers without a contract will buy
// again, and who of them is still there.
//
// While a customer is there he buys at a rate of his own, and after each purchase he leaves with a
// probability of his own. Over customers the rates are gamma-distributed (shape r, rate alpha), the
// probabilities beta-distributed (a, b). Times are in any one unit; alpha is in it, too.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_BG_NBD_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_BG_NBD_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace guanxi::analytics {

// All that the model wants to know of a customer. The first purchase is where time begins.
struct PurchaseHistory {
  // How many purchases followed the first (x).
  int64_t repeats = 0;
  // When the last was (t_x): 0 if none followed, never above `age`.
  double last = 0;
  // For how long he was watched (T).
  double age = 0;
};

struct BgNbd {
  double r = 0;
  double alpha = 0;
  double a = 0;
  double b = 0;
};

struct BgNbdFit {
  BgNbd model;
  double log_likelihood = 0;
  // As Likeliest says: the parameters are no estimates then, though what follows from them holds.
  bool is_at_bound = false;
};

double LogLikelihood(const BgNbd& model, absl::Span<const PurchaseHistory> customers);

// The model under which these histories are likeliest.
// Until the deadline, the machine's time. Errors are those of Maximize, and
//   FAILED_PRECONDITION  nobody has bought again
absl::StatusOr<BgNbdFit> FitBgNbd(absl::Span<const PurchaseHistory> customers,
                                  absl::Time deadline = absl::InfiniteFuture());

// The probability that the customer is still there at the end of his `age`. Nothing for who has
// bought once: the model lets nobody leave before the second purchase and would say 1.
std::optional<double> ProbabilityAlive(const BgNbd& model, const PurchaseHistory& customer);

// How many purchases the customer is expected to make within `horizon` after his `age`.
double ExpectedPurchases(const BgNbd& model, const PurchaseHistory& customer, double horizon);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_BG_NBD_H_
