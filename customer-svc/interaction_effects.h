// What the recording and the deletion of an interaction change in its customer.
#ifndef GUANXI_CUSTOMER_SVC_INTERACTION_EFFECTS_H_
#define GUANXI_CUSTOMER_SVC_INTERACTION_EFFECTS_H_

#include "absl/status/status.h"
#include "common/base/uuid.h"
#include "common/resource/change_kind.h"
#include "common/resource/resource.h"
#include "guanxi/customer/v1/interaction.pb.h"

namespace guanxi::customer {

// The resources that take part.
struct InteractionKin {
  const resource::Resource& customers;
  const resource::Resource& interactions;
  const resource::Resource& ownership_records;
};

// Projects into the customer what it says of its interactions. The customer is held exclusively
// (Behavior::derives_into_parent). A recording costs no read beside the customer's row; a deletion
// reads on where the customer's values rest on what is deleted, and stops at the first interactions
// that settle them.
absl::Status ProjectInteraction(resource::UnitOfWork& work, const InteractionKin& kin,
                                resource::ChangeKind kind, const v1::Interaction& interaction);

// For Behavior<Interaction>::gather.
absl::Status GatherInteractions(resource::UnitOfWork& work, const InteractionKin& kin,
                                const Uuid& from, const Uuid& into);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_INTERACTION_EFFECTS_H_
