// Values of feeds as claims: whom is trusted before whom, trust orders say.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_CLAIM_DESK_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_CLAIM_DESK_H_

#include "absl/status/status.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/feeds/value_desk.h"

namespace guanxi::customer {

// Claims each value that the source did not state the last time; what becomes of the customer
// follows from its claims. What somebody wrote without claiming it gives way to the best claim that
// comes later. Thread-safe. Owns nothing.
class ClaimDesk : public ValueDesk {
 public:
  ClaimDesk(const resource::Resource* customers, const resource::Resource* claims)
      : customers_(customers), claims_(claims) {}

  absl::Status Apply(resource::UnitOfWork& work, const resource::ResourceName& customer,
                     const FeedValues& values) const override;

 private:
  const resource::Resource* const customers_;
  const resource::Resource* const claims_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_CLAIM_DESK_H_
