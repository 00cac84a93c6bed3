// The sections of a customer's view, each by one or two reads of this service's own schema.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_CUSTOMER_VIEW_H_
#define GUANXI_CUSTOMER_SVC_VIEW_CUSTOMER_VIEW_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/policy/rights.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/customer_view_service.pb.h"

namespace guanxi::customer {

// Records of a section at most.
inline constexpr int kSectionRecords = 10;

// Adds contacts, interactions, orders and tickets of a customer, as of `now`, but for those by
// whose order something is told that the principal does not see, and of tickets but for those that
// are not shown to him. Errors: those of the database.
absl::Status AddOwnSections(db::Transaction& tx, const Resources& resources,
                            const Principal& principal, const Uuid& customer, absl::Time now,
                            v1::CustomerView* view);

// Adds those of other services' records whose permissions the rights have. Errors: those of the
// database.
absl::Status AddRelatedSections(db::Transaction& tx, const policy::Rights& rights,
                                const Uuid& tenant, const Uuid& customer, v1::CustomerView* view);

// The statements, for the linter.
std::vector<db::Query> CustomerViewQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_CUSTOMER_VIEW_H_
