// The rows of trees of companies (tree_nodes, tree_sums): who is below whom, and what that comes
// to.
//
// The sums of a company and of all above it are written by one at a time for each tree: whoever
// does writes its root first (HoldTrees). A row is there once a company has a parent or is one, and
// stays.
#ifndef GUANXI_CUSTOMER_SVC_TREE_TREE_ROWS_H_
#define GUANXI_CUSTOMER_SVC_TREE_TREE_ROWS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "customer-svc/tree/tree_figures.h"

namespace guanxi::customer {

// The parent of a company; nil: it has none, or no row. Errors: those of common/db.
absl::StatusOr<Uuid> ReadParent(db::Transaction& tx, const Uuid& tenant, const Uuid& id);

// The companies above one, from its parent to the root; none of one that has no row. Errors: those
// of common/db, and INTERNAL if they are a ring.
absl::StatusOr<std::vector<Uuid>> ReadAbove(db::Transaction& tx, const Uuid& tenant,
                                            const Uuid& id);

// Makes rows of those that have none, which come to nothing yet and are stale.
absl::Status MakeNodes(db::Transaction& tx, const Uuid& tenant, absl::Span<const Uuid> ids);

// Holds the trees that these companies, who have rows, are in to the end of the transaction, and
// returns who is above each. ABORTED (TRANSACTION_CONFLICT) if they are moved again and again
// meanwhile.
absl::StatusOr<std::vector<std::vector<Uuid>>> HoldTrees(db::Transaction& tx, const Uuid& tenant,
                                                         absl::Span<const Uuid> ids);

// Says that what a company comes to has changed. Of one without a row nothing.
absl::Status MarkTreeStale(db::Transaction& tx, const Uuid& tenant, const Uuid& id);

// Of one company whose tree is held. The sums of those `above` follow by `change`, and by what
// `own` is more.
absl::Status AddToTree(db::Transaction& tx, const Uuid& tenant, absl::Span<const Uuid> above,
                       const TreeSums& change);
absl::Status AddOwn(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                    const TreeSums& change);
// When one of a company and all below was last spoken to, from `lowest` upwards.
absl::Status FollowTimes(db::Transaction& tx, const Uuid& tenant, absl::Span<const Uuid> upwards);

// What a company comes to with all below, or by itself.
absl::StatusOr<TreeSums> ReadSubtree(db::Transaction& tx, const Uuid& tenant, const Uuid& id);
absl::StatusOr<TreeSums> ReadOwn(db::Transaction& tx, const Uuid& tenant, const Uuid& id);

// The statements, for the linter.
std::vector<db::Query> TreeRowQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TREE_TREE_ROWS_H_
