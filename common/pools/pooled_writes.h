// What holds of pools whoever writes a record: that nothing lies in one that somebody has, and that
// of one who gets records nobody else counts what he has at the same moment.
#ifndef GUANXI_COMMON_POOLS_POOLED_WRITES_H_
#define GUANXI_COMMON_POOLS_POOLED_WRITES_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/pools/pooled_record.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/message.h"

namespace guanxi::pools {

// For Behavior.assign: a record that lies in a pool and is given to somebody, by whatever method,
// is out of it from then on.
void LeavePoolIfOwned(const PooledRecord& fields, absl::Time now, google::protobuf::Message* next);

// For Behavior.derive, of a record that comes back: it lies in no pool that was deleted meanwhile.
// Errors: those of common/db.
absl::Status LeaveLostPool(resource::UnitOfWork& work, const resource::Resource& records,
                           const resource::Resource& pools, const google::protobuf::Message& next);

// The scope of the guard of HoldHand, for who writes it together with something else; its key is
// the user's id as text.
inline constexpr char kHandGuard[] = "pool_hand";

// Of those who are about to give the user a record within a limit one goes on at a time, whatever
// the record is: what he has is counted behind it. Errors: those of common/db.
absl::Status HoldHand(resource::UnitOfWork& work, const Uuid& user);

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_POOLED_WRITES_H_
