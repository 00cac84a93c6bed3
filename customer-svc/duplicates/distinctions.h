// "Not the same": what is said of two customers.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_DISTINCTIONS_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_DISTINCTIONS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/customer/v1/duplicate_distinction.pb.h"

namespace guanxi::customer {

// So many can be told apart in one transaction: each two of them is a record of its own.
inline constexpr int kMostDistinguished = 15;

// The id of what is said of two customers, whichever comes first. One that was said of a customer
// who was merged since is said of the survivor, and keeps its id.
Uuid DistinctionId(const Uuid& tenant, const Uuid& a, const Uuid& b);

// Says of each two of `customers`, each of which stands there once, that they are not the same;
// what was said before stays. In the order of names. Errors: those of UnitOfWork.
absl::StatusOr<std::vector<v1::CustomerDistinction>> Distinguish(
    resource::UnitOfWork& work, const resource::Resource& distinctions, std::vector<Uuid> customers,
    const std::string& reason);

// Those of which was said that they are not the same as `customer`, each with the id of what says
// so. Errors: those of common/db.
absl::StatusOr<std::map<Uuid, Uuid>> DistinguishedFrom(db::Transaction& tx, const Uuid& tenant,
                                                       const Uuid& customer);

// For merges.
//   FAILED_PRECONDITION  CUSTOMERS_DISTINGUISHED  two of them were said not to be the same; the
//                                                 metadata `distinction` names what says so
absl::Status CheckNoneDistinguished(db::Transaction& tx, const Uuid& tenant,
                                    const std::vector<Uuid>& customers);

// The statements, for the linter.
std::vector<db::Query> DistinctionQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_DISTINCTIONS_H_
