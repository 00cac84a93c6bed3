// What a merge changed on its survivor, as that one's history has it.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_MERGE_CHANGE_H_
#define GUANXI_CUSTOMER_SVC_MERGE_MERGE_CHANGE_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/merge/reference_map.h"
#include "common/resource/resource.h"
#include "common/resource/resource_type.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/descriptor.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/merge.pb.h"

namespace guanxi::customer {

struct MergeChange {
  // Those that the merge changed, but what the engine itself sets.
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  // With these fields alone.
  v1::Customer before, after;
};

// Nothing if the merge changed nothing on its survivor. Errors: those of the database, and INTERNAL
// if the history lacks it.
absl::StatusOr<MergeChange> ReadMergeChange(resource::UnitOfWork& work,
                                            const resource::ResourceType& customers,
                                            const Uuid& survivor, const v1::CustomerMerge& merge);

// Has `change` say what it would if it were made now: a name that the merge set, and that a later
// merge has led on to what `now` names, is that. Errors: those of the database.
absl::Status FollowLaterMerges(resource::UnitOfWork& work, const merge::ReferenceMap& map,
                               const v1::Customer& now, MergeChange* change);

// Has names that `restored` has in place of those of `now`, and that later merges lead on, be moved
// on in turns, as part of these merges: so that undoing them leads back. Those of `merges` that are
// being undone lead nowhere any more. Errors: those of the database.
absl::Status MoveOnRestored(resource::UnitOfWork& work, const resource::Resource& merges,
                            const merge::ReferenceMap& map, const v1::Customer& now,
                            const v1::Customer& restored);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_MERGE_CHANGE_H_
