// What merges look up of each other.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_MERGE_QUERIES_H_
#define GUANXI_CUSTOMER_SVC_MERGE_MERGE_QUERIES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
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

// Whether the bulk ever made a merge, undone ones included.
absl::StatusOr<bool> HasMerges(db::Transaction& tx, const Uuid& tenant, const std::string& bulk);

// A page of clusters.
struct NextCluster {
  std::optional<resource::ResourceName> name;  // the first that is meant, if any
  std::string place;                           // an id's bytes: up to it all was looked at
  bool is_last = false;                        // nothing is behind it
};
// Of the OPEN clusters of the kind SAME behind `place`, by id, the first that `scan` found last, as
// certain as `least` or more, in thousandths.
absl::StatusOr<NextCluster> FindNextCluster(db::Transaction& tx, const resource::Resource& clusters,
                                            const Uuid& tenant, const std::string& scan, int least,
                                            const std::string& place);

std::vector<db::Query> MergeQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_MERGE_QUERIES_H_
