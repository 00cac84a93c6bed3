// How a customer's field comes to be what a claim says.
#ifndef GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_FOLLOWING_H_
#define GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_FOLLOWING_H_

#include "absl/status/status.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/claims/claim_reads.h"
#include "guanxi/customer/v1/attribute_claim.pb.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// The customer's field becomes what the claim says; nothing happens to one that is gone. Errors:
// those of the database, and of what a customer may be.
absl::Status SetClaimed(resource::UnitOfWork& work, const ClaimKin& kin,
                        const resource::ResourceName& customer, const v1::AttributeClaim& claim);

// Whether `status`, of a call that began when there were `writes`, says that the customer may not
// have the value, because rules are others by now, or because somebody else has it: the unit of
// work may go on, and the customer keeps what it has.
bool IsRefused(const resource::UnitOfWork& work, int writes, const absl::Status& status);

// Whether the customer's field is what the claim says, in the form that rules bring values into.
bool IsSaidBy(const resource::Resource& customers, const v1::AttributeClaim& claim,
              const v1::Customer& customer);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_FOLLOWING_H_
