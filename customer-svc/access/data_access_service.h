// The custom method of guanxi.customer.v1.DataAccessRequestService.
#ifndef GUANXI_CUSTOMER_SVC_ACCESS_DATA_ACCESS_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_ACCESS_DATA_ACCESS_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/approvals/approval_desk.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "common/resource/resource.h"
#include "guanxi/customer/v1/data_access_request_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class DataAccessRequestServiceImpl : public v1::DataAccessRequestServiceMethods {
 public:
  DataAccessRequestServiceImpl(const resource::Engine* engine, const resource::Resource* requests,
                               const resource::Methods* methods,
                               const approvals::ApprovalDesk* desk)
      : engine_(engine), requests_(requests), methods_(methods), desk_(desk) {}

  absl::StatusOr<v1::DataAccessRequest> SubmitDataAccessRequest(
      const rpc::Call& call, const v1::SubmitDataAccessRequestRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const resource::Resource* const requests_;
  const resource::Methods* const methods_;
  const approvals::ApprovalDesk* const desk_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ACCESS_DATA_ACCESS_SERVICE_H_
