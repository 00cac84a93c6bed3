// What merges look up of each other.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_MERGE_QUERIES_H_
#define GUANXI_CUSTOMER_SVC_MERGE_MERGE_QUERIES_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/customer/v1/merge.pb.h"

namespace guanxi::customer {

// FAILED_PRECONDITION (MERGE_UNDER_WAY) if something is still being moved to one of the customers,
// or back from it.
absl::Status CheckNoneMoves(resource::UnitOfWork& work,
                            const std::vector<resource::ResourceName>& customers);

// A merge that was made after the one with this id and time, stands, and has the same survivor.
absl::StatusOr<std::optional<Uuid>> FindLaterMerge(resource::UnitOfWork& work, const Uuid& survivor,
                                                   const Uuid& merge, absl::Time create_time);

// The merges of a bulk that stand, the last first; up to `limit`.
absl::StatusOr<std::vector<Uuid>> StandingMergesOf(db::Transaction& tx, const Uuid& tenant,
                                                   const std::string& bulk, const Uuid& before,
                                                   int64_t limit);

std::vector<db::Query> MergeQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_MERGE_QUERIES_H_
