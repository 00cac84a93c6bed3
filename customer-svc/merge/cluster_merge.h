// The work of MergeDuplicateClusters: clusters that are merged, one after the other.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_CLUSTER_MERGE_H_
#define GUANXI_CUSTOMER_SVC_MERGE_CLUSTER_MERGE_H_

#include "common/jobs/job.h"
#include "customer-svc/merge/bulk_run.h"

namespace guanxi::customer {

inline constexpr char kMergeClustersKind[] = "customers.merge_clusters";

// Each merge happens in the transaction of its checkpoint, the last one of a cluster in that in
// which it is decided, too.
jobs::Handler MergeClustersHandler(const BulkTools& tools);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_CLUSTER_MERGE_H_
