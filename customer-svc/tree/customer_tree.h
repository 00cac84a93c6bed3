// Keeps trees of companies, and what they come to, as customers say.
//
// The tree follows in the transaction that moves a company (FollowParent). What a company comes to
// by itself follows shortly after: who changes it marks it stale (MarkTreeStale), and RefreshNode
// adds what differs to it and to all above. So a busy group is not held by those who work with its
// parts, and a mark that is handled twice changes nothing the second time.
#ifndef GUANXI_CUSTOMER_SVC_TREE_CUSTOMER_TREE_H_
#define GUANXI_CUSTOMER_SVC_TREE_CUSTOMER_TREE_H_

#include <vector>

#include "absl/status/status.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/change_kind.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// Makes movers of companies that are there already go one after the other, within the tenant. To be
// called before anything else is held.
absl::Status HoldMoves(resource::UnitOfWork& work);

// Of Derive of customers: puts the company where it says that it belongs. `old` is null on create.
// Where nobody states it now (a merge, an undelete) and it would lie below itself, the company
// stays where it is, and follows by RefreshNode once it can.
//   INVALID_ARGUMENT  INVALID_FIELD  `parent_organization`: it lies below the company, maybe by
//                                    deleted ones
absl::Status FollowParent(resource::UnitOfWork& work, const resource::Resource& customers,
                          resource::ChangeKind kind, const v1::Customer* old,
                          const v1::Customer& next);

// Makes what a company comes to what its row and the facts say, there and above, if it is stale;
// and puts it where it belongs if it could not go there before. Errors: those of common/db.
absl::Status RefreshNode(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                         const resource::Resource& customers);

// The statements, for the linter.
std::vector<db::Query> CustomerTreeQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TREE_CUSTOMER_TREE_H_
