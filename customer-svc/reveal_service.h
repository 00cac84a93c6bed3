// guanxi.customer.v1.RevealService.
#ifndef GUANXI_CUSTOMER_SVC_REVEAL_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_REVEAL_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/reveal_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class RevealServiceImpl : public v1::RevealServiceMethods {
 public:
  RevealServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::RevealFieldResponse> RevealField(
      const rpc::Call& call, const v1::RevealFieldRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_REVEAL_SERVICE_H_
