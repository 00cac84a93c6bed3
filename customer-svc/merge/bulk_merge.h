// The work of bulks of merges, and of undoing them, one merge after the other.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_BULK_MERGE_H_
#define GUANXI_CUSTOMER_SVC_MERGE_BULK_MERGE_H_

#include "common/db/database.h"
#include "common/jobs/job.h"
#include "common/merge/mover.h"
#include "common/resource/engine.h"
#include "customer-svc/merge/merge_desk.h"

namespace guanxi::customer {

inline constexpr char kBulkMergeKind[] = "customers.bulk_merge";
inline constexpr char kUndoBulkKind[] = "customers.undo_bulk_merge";

// Nothing is owned.
struct BulkTools {
  db::Database* database;
  const resource::Engine* engine;
  const MergeDesk* desk;
  const merge::Mover* mover;
};

// Each merge happens in the transaction of its checkpoint, and has moved everything before the next
// one is made: a crash neither loses nor doubles one.
jobs::Handler BulkMergeHandler(const BulkTools& tools);

// The last merge first. Those that a caller undid himself are passed over.
jobs::Handler UndoBulkHandler(const BulkTools& tools);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_BULK_MERGE_H_
