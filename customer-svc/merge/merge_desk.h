// Merges of customers and their undoing, as parts of units of work.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_MERGE_DESK_H_
#define GUANXI_CUSTOMER_SVC_MERGE_MERGE_DESK_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/merge/mover.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/merge.pb.h"
#include "guanxi/customer/v1/merge_service.pb.h"

namespace guanxi::customer {

// What a merge is part of.
struct MergeOrigin {
  std::string bulk;     // operations/{uuid}; empty: a call of its own
  std::string cluster;  // duplicateClusters/{uuid}, which it decides; empty: none
};

// Its units of work have WriteContext.is_merge. Thread-safe. Owns nothing.
class MergeDesk {
 public:
  MergeDesk(const Resources* resources, const merge::Mover* mover)
      : resources_(resources), mover_(mover) {}

  // Merges as the request says, under the name customerMerges/{merge}. What cluster it decides is
  // noted, and not said of the cluster. Errors: those of MergeService.MergeCustomers.
  absl::Status Merge(resource::UnitOfWork& work, const v1::MergeCustomersRequest& request,
                     const Uuid& merge, const MergeOrigin& origin,
                     v1::MergeCustomersResponse* response) const;

  // Begins to undo; the last of the merge's turns ends it (End). Errors: those of
  // MergeService.UndoMerge.
  absl::Status Undo(resource::UnitOfWork& work, const v1::UndoMergeRequest& request,
                    v1::UndoMergeResponse* response) const;

  // For merge::Mover::Options.ended: the records say what they have come to, and what was undone is
  // as it was. Errors: those of the database and of what a customer may be.
  absl::Status End(resource::UnitOfWork& work, const merge::Turn& last) const;

 private:
  // All records of a merge, folded ones too, held exclusively.
  absl::StatusOr<std::map<Uuid, resource::Stored>> HoldRecords(
      resource::UnitOfWork& work, const v1::CustomerMerge& merge) const;
  absl::Status Fold(resource::UnitOfWork& work, const v1::CustomerMerge& merge,
                    std::vector<resource::Stored>* rows) const;
  // Of the merge's records the others come back, and the survivor is what it was.
  absl::Status EndUndo(resource::UnitOfWork& work, const v1::CustomerMerge& merge) const;
  // The cluster that the merge decided is to be decided again.
  absl::Status OpenCluster(resource::UnitOfWork& work, const v1::CustomerMerge& merge) const;
  absl::Status CheckCanUndo(resource::UnitOfWork& work, const resource::Stored& row) const;
  // Lets children say anew what they say on the records that they went from and to.
  absl::Status Gather(resource::UnitOfWork& work, const v1::CustomerMerge& merge,
                      bool undoes) const;

  const Resources* const resources_;
  const merge::Mover* const mover_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_MERGE_DESK_H_
