// What the tree of companies says of customers that may be the same.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_TREE_FACTS_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_TREE_FACTS_H_

#include "absl/status/status.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
#include "customer-svc/dedupe/customer_facts.h"

namespace guanxi::customer {

// Adds who is above the parent (Facts.above_parent): a statement for each level, none for a company
// without a parent. Errors: those of common/db, and INTERNAL if the tree is a ring.
absl::Status ReadAboveParent(db::Transaction& tx, const Uuid& tenant, dedupe::Facts* facts);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_TREE_FACTS_H_
