// What a customer's coming into another stage writes besides, and since when it is in the one that
// it has.
#ifndef GUANXI_CUSTOMER_SVC_LIFECYCLE_EFFECTS_H_
#define GUANXI_CUSTOMER_SVC_LIFECYCLE_EFFECTS_H_

#include "absl/status/status.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// The resources that take part.
struct LifecycleKin {
  const resource::Resource& customers;
  const resource::Resource& lifecycle_records;
};

// Of a new customer: it is in its stage since it was made.
void BeginLifecycle(v1::Customer* customer);

// After an update: its record in the history, if it is in another stage now, with the reason of the
// unit of work; and that it is in it since now.
absl::Status RecordLifecycle(resource::UnitOfWork& work, const LifecycleKin& kin,
                             const v1::Customer& old, const v1::Customer& next);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_LIFECYCLE_EFFECTS_H_
