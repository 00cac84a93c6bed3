// What claims and trust orders must be, and what follows when claims come, go and lapse.
#ifndef GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_BEHAVIOR_H_
#define GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_BEHAVIOR_H_

#include <functional>

#include "common/resource/behavior.h"
#include "common/timers/runner.h"
#include "customer-svc/claims/claim_reads.h"
#include "guanxi/customer/v1/attribute_claim.pb.h"

namespace guanxi::customer {

// Asked when it is needed, once all resources are there.
using FindKin = std::function<ClaimKin()>;

resource::Behavior<v1::AttributeClaim> AttributeClaimBehavior(FindKin kin);
resource::Behavior<v1::TrustOrder> TrustOrderBehavior(FindKin kin);

// Has fields follow when the claim that they have lapses, and when other sources are trusted.
timers::Kinds ClaimTimerKinds(FindKin kin);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_BEHAVIOR_H_
