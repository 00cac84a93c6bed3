// The methods of guanxi.customer.v1.CustomerViewService.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_CUSTOMER_VIEW_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_VIEW_CUSTOMER_VIEW_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/customer_view_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class CustomerViewServiceImpl : public v1::CustomerViewServiceMethods {
 public:
  CustomerViewServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::CustomerView> GetCustomerView(
      const rpc::Call& call, const v1::GetCustomerViewRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_CUSTOMER_VIEW_SERVICE_H_
