// The custom methods of guanxi.customer.v1.LifecycleService.
#ifndef GUANXI_CUSTOMER_SVC_LIFECYCLE_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_LIFECYCLE_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/lifecycle_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class LifecycleServiceImpl : public v1::LifecycleServiceMethods {
 public:
  LifecycleServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::MoveLifecycleStageResponse> MoveLifecycleStage(
      const rpc::Call& call, const v1::MoveLifecycleStageRequest& request) override;
  absl::StatusOr<v1::SummarizeLifecycleResponse> SummarizeLifecycle(
      const rpc::Call& call, const v1::SummarizeLifecycleRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_LIFECYCLE_SERVICE_H_
