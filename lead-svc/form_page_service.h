// The methods of guanxi.lead.v1.FormPageService: forms on pages that strangers see.
#ifndef GUANXI_LEAD_SVC_FORM_PAGE_SERVICE_H_
#define GUANXI_LEAD_SVC_FORM_PAGE_SERVICE_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "guanxi/lead/v1/capture_form.pb.h"
#include "guanxi/lead/v1/form_page_service.adapter.h"
#include "lead-svc/capture.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class FormPageServiceImpl : public v1::FormPageServiceMethods {
 public:
  // The call as the service's own in `tenant` (service::OwnCalls::In).
  using AsService = std::function<absl::StatusOr<rpc::Call>(
      const Uuid& tenant, absl::string_view permission, const rpc::Call& call)>;

  FormPageServiceImpl(const resource::Engine* engine, const Resources* resources,
                      const Capture* capture, AsService as_service)
      : engine_(engine),
        resources_(resources),
        capture_(capture),
        as_service_(std::move(as_service)) {}

  absl::StatusOr<v1::LocateCaptureFormResponse> LocateCaptureForm(
      const rpc::Call& call, const v1::LocateCaptureFormRequest& request) override;
  absl::StatusOr<v1::OpenCaptureFormResponse> OpenCaptureForm(
      const rpc::Call& call, const v1::OpenCaptureFormRequest& request) override;
  absl::StatusOr<google::api::HttpBody> SubmitCaptureForm(
      const rpc::Call& call, const v1::SubmitCaptureFormRequest& request) override;

 private:
  // A published form, and the call by which the service works on it.
  struct Page {
    v1::CaptureForm form;
    rpc::Call call;
  };
  absl::StatusOr<Page> Find(const rpc::Call& call, const std::string& key,
                            absl::string_view permission) const;
  absl::string_view secret() const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
  const Capture* const capture_;
  const AsService as_service_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_FORM_PAGE_SERVICE_H_
