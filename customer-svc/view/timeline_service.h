// The methods of guanxi.customer.v1.TimelineService.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/timeline_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class TimelineServiceImpl : public v1::TimelineServiceMethods {
 public:
  TimelineServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::ListTimelineResponse> ListTimeline(
      const rpc::Call& call, const v1::ListTimelineRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_SERVICE_H_
