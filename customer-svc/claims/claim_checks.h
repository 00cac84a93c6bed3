// What claims and trust orders must be. Pure.
#ifndef GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_CHECKS_H_
#define GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_CHECKS_H_

#include "common/errors/errors.h"
#include "guanxi/customer/v1/attribute_claim.pb.h"

namespace guanxi::customer {

// Add all that is wrong, by path.
void CheckClaim(const v1::AttributeClaim& next, Violations* violations);
void CheckTrustOrder(const v1::TrustOrder& next, Violations* violations);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_CHECKS_H_
