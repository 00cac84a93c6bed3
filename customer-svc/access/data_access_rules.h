// What limits of reading out, and requests to go beyond them, may state; how requests are approved.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_ACCESS_DATA_ACCESS_RULES_H_
#define GUANXI_CUSTOMER_SVC_ACCESS_DATA_ACCESS_RULES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/approvals/approval_outcome.h"
#include "common/approvals/approval_rules.h"
#include "common/errors/errors.h"
#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "guanxi/customer/v1/data_access_limit.pb.h"
#include "guanxi/customer/v1/data_access_request.pb.h"

namespace guanxi::customer {

// So many can be counted (resource::CountInPeriod).
inline constexpr int kMostRecordsADay = 999'999;
inline constexpr int kMostRecordsOfARequest = 1'000'000;

void CheckDataAccessLimit(const v1::DataAccessLimit& next, Violations* violations);
void CheckDataAccessRequest(const v1::DataAccessRequest& next, Violations* violations);

resource::Behavior<v1::DataAccessLimit> DataAccessLimitBehavior();
resource::Behavior<v1::DataAccessRequest> DataAccessRequestBehavior();

approvals::ApprovedType ApprovedDataAccess(const resource::Resource& requests);

// Whether `user` may go by the request at this time, for so many records more.
//   PERMISSION_DENIED    NOT_REQUEST_OWNER         it is somebody else's
//   FAILED_PRECONDITION  DATA_ACCESS_NOT_APPROVED  its approval is not APPROVED
//   FAILED_PRECONDITION  DATA_ACCESS_REQUEST_OVER  its time is over
//   FAILED_PRECONDITION  DATA_ACCESS_USED_UP       it has not so many left
absl::Status CheckUse(const v1::DataAccessRequest& request, const std::string& user, absl::Time now,
                      int64_t records);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ACCESS_DATA_ACCESS_RULES_H_
