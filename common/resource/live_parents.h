// Children of a deleted record cannot be reached: which parents are live.
#ifndef GUANXI_COMMON_RESOURCE_LIVE_PARENTS_H_
#define GUANXI_COMMON_RESOURCE_LIVE_PARENTS_H_

#include <map>

#include "absl/status/status.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {

// Refuses a record that is deleted, absent or not under the parent that its name says, and one
// under such a record. Nil ids of `name` stand for any; `resource` may be null: then nothing is
// refused. Errors: those of common/db, and
//   NOT_FOUND  <TYPE>_NOT_FOUND  of the highest record that is not there
absl::Status CheckLive(db::Transaction& tx, const Resource* resource, const Uuid& tenant,
                       const ResourceName& name);

// Takes out of `rows`, by id, those whose parent, or the parent's parent, is not live. `parent` may
// be null: all stay. Reads indexes alone. Errors: those of common/db.
absl::Status DropOrphans(db::Transaction& tx, const Resource* parent, const Uuid& tenant,
                         std::map<Uuid, Stored>* rows);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_LIVE_PARENTS_H_
