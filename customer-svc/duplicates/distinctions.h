// "Not the same": what is said of two customers.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_DISTINCTIONS_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_DISTINCTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/customer/v1/duplicate_distinction.pb.h"

namespace guanxi::customer {

// So many can be told apart in one transaction: each two of them is a record of its own.
inline constexpr int kMostDistinguished = 15;

// The id of what is said of two customers, whichever comes first.
Uuid DistinctionId(const Uuid& tenant, const Uuid& a, const Uuid& b);

// Says of each two of `customers`, each of which stands there once, that they are not the same;
// what was said before stays. In the order of names. Errors: those of UnitOfWork.
absl::StatusOr<std::vector<v1::CustomerDistinction>> Distinguish(
    resource::UnitOfWork& work, const resource::Resource& distinctions, std::vector<Uuid> customers,
    const std::string& reason);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_DISTINCTIONS_H_
