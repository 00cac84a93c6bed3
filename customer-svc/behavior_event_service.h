// The methods of guanxi.customer.v1.BehaviorEventService that are its own.
#ifndef GUANXI_CUSTOMER_SVC_BEHAVIOR_EVENT_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_BEHAVIOR_EVENT_SERVICE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "customer-svc/behavior_stream.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/behavior_event_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class BehaviorEventServiceImpl : public v1::BehaviorEventServiceMethods {
 public:
  BehaviorEventServiceImpl(const resource::Engine* engine, const Resources* resources,
                           const resource::Catalog* catalog)
      : engine_(engine), resources_(resources), catalog_(catalog) {}

  absl::StatusOr<v1::BehaviorEvent> GetBehaviorEvent(
      const rpc::Call& call, const v1::GetBehaviorEventRequest& request) override;
  absl::StatusOr<v1::CountBehaviorResponse> CountBehavior(
      const rpc::Call& call, const v1::CountBehaviorRequest& request) override;
  std::unique_ptr<rpc::Receiver<v1::StreamBehaviorEventsRequest, v1::StreamBehaviorEventsResponse>>
  StreamBehaviorEvents(const rpc::Call& call) override {
    return std::make_unique<BehaviorStream>(call, catalog_->Of<v1::BehaviorEvent>());
  }

 private:
  // The customer whom a visitor is known to be; "" if there is none, or the caller does not see who
  // visitors are.
  absl::StatusOr<std::string> KnownCustomer(const rpc::Call& call, const std::string& key) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
  const resource::Catalog* const catalog_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_BEHAVIOR_EVENT_SERVICE_H_
