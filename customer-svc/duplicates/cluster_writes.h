// How duplicate clusters come to be, and to be found again.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_CLUSTER_WRITES_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_CLUSTER_WRITES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/customer/v1/duplicate_cluster.pb.h"

namespace guanxi::customer {

// Customers of one cluster have at most so many: more are never looked at together.
inline constexpr size_t kMaxClustered = 200;

struct FoundCluster {
  v1::DuplicateCluster::Kind kind = v1::DuplicateCluster::SAME;
  std::vector<Uuid> customers;  // sorted, but for the company of BRANCHES, which is first
  int32_t certainty = 0;
  std::string scan;     // operations/{uuid}; empty: a rule warned
  std::string steward;  // of a new one
};

// The id of the cluster: that of its kind and first customer.
Uuid ClusterId(v1::DuplicateCluster::Kind kind, const Uuid& tenant, const Uuid& first);

// What becomes of a cluster that is found again. Another set of customers, a time that is over, or
// a merge that was undone makes it OPEN anew. Pure.
v1::DuplicateCluster FoundAgain(const v1::DuplicateCluster& old, const FoundCluster& found,
                                absl::Time now);

// Makes the cluster, or brings it up to date. A rule that warns adds to an OPEN one. Errors: those
// of UnitOfWork.
absl::Status WriteCluster(resource::UnitOfWork& work, const resource::Resource& clusters,
                          FoundCluster found);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_CLUSTER_WRITES_H_
