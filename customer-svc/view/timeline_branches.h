// Which branches of a customer's time line somebody sees.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_BRANCHES_H_
#define GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_BRANCHES_H_

#include <set>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "customer-svc/resources.h"
#include "customer-svc/view/timeline.h"

namespace guanxi::customer {

// All of `kinds` (none: of all kinds) whose permissions the principal has, and by whose order
// nothing is told that he does not see, of a customer whom he sees. Shares are those of `now`,
// orders are told by the days of `zone`. What it points to outlives them. Errors: those of
// RowScope::Of.
absl::StatusOr<TimelineBranches> BranchesFor(const Resources& resources, const Principal& principal,
                                             const Uuid& customer, const std::set<int>& kinds,
                                             absl::Time now, absl::TimeZone zone);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_BRANCHES_H_
