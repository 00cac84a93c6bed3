// The custom methods of guanxi.customer.v1.SegmentService.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_SEGMENT_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_STANDING_SEGMENT_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "customer-svc/standing/standing_book.h"
#include "guanxi/customer/v1/segment_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class SegmentServiceImpl : public v1::SegmentServiceMethods {
 public:
  SegmentServiceImpl(const resource::Engine* engine, const StandingKin& kin)
      : engine_(engine), kin_(kin) {}

  absl::StatusOr<v1::AddSegmentMembersResponse> AddSegmentMembers(
      const rpc::Call& call, const v1::AddSegmentMembersRequest& request) override;
  absl::StatusOr<v1::RemoveSegmentMembersResponse> RemoveSegmentMembers(
      const rpc::Call& call, const v1::RemoveSegmentMembersRequest& request) override;

 private:
  template <typename Response, typename Request>
  absl::StatusOr<Response> ChangeAll(const rpc::Call& call, const Request& request,
                                     bool is_in) const;

  const resource::Engine* const engine_;
  const StandingKin kin_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_SEGMENT_SERVICE_H_
