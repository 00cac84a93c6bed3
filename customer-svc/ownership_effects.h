// What a customer's coming into other hands writes besides, and since when it is in them.
#ifndef GUANXI_CUSTOMER_SVC_OWNERSHIP_EFFECTS_H_
#define GUANXI_CUSTOMER_SVC_OWNERSHIP_EFFECTS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/timestamp.pb.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// The resources that take part.
struct OwnershipKin {
  const resource::Resource& customers;
  const resource::Resource& ownership_records;
};

// After an update: its record in the history, if owner or department are others now; and of a
// customer that nobody has followed up yet, that it is silent since now.
absl::Status RecordOwnership(resource::UnitOfWork& work, const OwnershipKin& kin,
                             const v1::Customer& old, const v1::Customer& next);

// Since when its owner and department have a customer: its last change of hands, or its creation.
absl::StatusOr<google::protobuf::Timestamp> HeldSince(resource::UnitOfWork& work,
                                                      const resource::Resource& ownership_records,
                                                      const Uuid& id, const v1::Customer& customer);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_OWNERSHIP_EFFECTS_H_
