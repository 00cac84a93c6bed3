// The work of bulks of merges, and of undoing them, one merge after the other.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_BULK_MERGE_H_
#define GUANXI_CUSTOMER_SVC_MERGE_BULK_MERGE_H_

#include "common/jobs/job.h"
#include "customer-svc/merge/bulk_run.h"

namespace guanxi::customer {

inline constexpr char kBulkMergeKind[] = "customers.bulk_merge";
inline constexpr char kUndoBulkKind[] = "customers.undo_bulk_merge";

jobs::Handler BulkMergeHandler(const BulkTools& tools);

// The last merge first. Those that a caller undid himself are passed over.
jobs::Handler UndoBulkHandler(const BulkTools& tools);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_BULK_MERGE_H_
