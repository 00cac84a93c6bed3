// The methods of guanxi.lead.v1.CaptureService.
#ifndef GUANXI_LEAD_SVC_CAPTURE_SERVICE_H_
#define GUANXI_LEAD_SVC_CAPTURE_SERVICE_H_

#include "absl/status/statusor.h"
#include "guanxi/lead/v1/capture_service.adapter.h"
#include "lead-svc/capture.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class CaptureServiceImpl : public v1::CaptureServiceMethods {
 public:
  explicit CaptureServiceImpl(const Capture* capture) : capture_(capture) {}

  absl::StatusOr<v1::CaptureLeadResponse> CaptureLead(
      const rpc::Call& call, const v1::CaptureLeadRequest& request) override {
    return capture_->Take(call, request);
  }
  absl::StatusOr<v1::BatchCaptureLeadsResponse> BatchCaptureLeads(
      const rpc::Call& call, const v1::BatchCaptureLeadsRequest& request) override;

 private:
  const Capture* const capture_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CAPTURE_SERVICE_H_
