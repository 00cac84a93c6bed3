// Children of a deleted record cannot be reached: which parents are live.
#ifndef GUANXI_COMMON_RESOURCE_LIVE_PARENTS_H_
#define GUANXI_COMMON_RESOURCE_LIVE_PARENTS_H_

#include <map>
#include <set>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {

// Those of `ids` that are live rows of `parent`. Reads the index alone. Errors: those of common/db.
absl::StatusOr<std::set<Uuid>> LiveIds(db::Transaction& tx, const Resource& parent,
                                       const Uuid& tenant, const std::set<Uuid>& ids);

// Takes out of `rows`, by id, those whose parent is not live. `parent` may be null: all stay.
absl::Status DropOrphans(db::Transaction& tx, const Resource* parent, const Uuid& tenant,
                         std::map<Uuid, Stored>* rows);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_LIVE_PARENTS_H_
