// Which of several claims is the best.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_CLAIMS_GOLDEN_H_
#define GUANXI_CUSTOMER_SVC_CLAIMS_GOLDEN_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "guanxi/customer/v1/attribute_claim.pb.h"

namespace guanxi::customer {

// The sources of one field, the most trusted first; others come behind them, all alike.
using Trust = std::vector<std::string>;

// Whether the claim holds at that time.
bool IsInForce(const v1::AttributeClaim& claim, absl::Time at);

// When it ends to hold; InfiniteFuture if never.
absl::Time EndOf(const v1::AttributeClaim& claim);

// Of claims of one field in force at `at` the best one; nullptr if there is none. The same whatever
// the order of `claims`.
const v1::AttributeClaim* BestClaim(absl::Span<const v1::AttributeClaim> claims, const Trust& trust,
                                    absl::Time at);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CLAIMS_GOLDEN_H_
