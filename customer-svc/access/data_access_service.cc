#include "customer-svc/access/data_access_service.h"

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "customer-svc/access/data_access_rules.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {

using google::protobuf::util::TimeUtil;
using v1::DataAccessRequest;

absl::StatusOr<DataAccessRequest> DataAccessRequestServiceImpl::SubmitDataAccessRequest(
    const rpc::Call& call, const v1::SubmitDataAccessRequestRequest& request) {
  v1::GetDataAccessRequestRequest get;
  get.set_name(request.name());
  GUANXI_ASSIGN_OR_RETURN(const DataAccessRequest seen,
                          methods_->Get<DataAccessRequest>(call, get));
  // It would be used as his, and nobody else's.
  if (seen.owner() != call.principal.subject) {
    return Error(absl::StatusCode::kPermissionDenied, "NOT_REQUEST_OWNER",
                 "the request is somebody else's");
  }
  const absl::Time now = engine_->environment().business_clock()->Now();
  const absl::Time end =
      absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(seen.expire_time()));
  if (end <= now) {
    return FailedPrecondition("DATA_ACCESS_REQUEST_OVER", seen.name(),
                              "its `expire_time` has passed");
  }
  DataAccessRequest submitted;
  GUANXI_RETURN_IF_ERROR(desk_->Submit(call, ApprovedDataAccess(*requests_), request, &submitted));
  return submitted;
}

}  // namespace guanxi::customer
