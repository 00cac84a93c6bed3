// The methods of guanxi.customer.v1.SurveyPageService: surveys on pages that customers see.
#ifndef GUANXI_CUSTOMER_SVC_SURVEYS_SURVEY_PAGE_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_SURVEYS_SURVEY_PAGE_SERVICE_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "customer-svc/surveys/survey_link.h"
#include "customer-svc/surveys/survey_resources.h"
#include "guanxi/customer/v1/survey.pb.h"
#include "guanxi/customer/v1/survey_page_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class SurveyPageServiceImpl : public v1::SurveyPageServiceMethods {
 public:
  // The call as the service's own in `tenant` (service::OwnCalls::In).
  using AsService = std::function<absl::StatusOr<rpc::Call>(
      const Uuid& tenant, absl::string_view permission, const rpc::Call& call)>;

  SurveyPageServiceImpl(const resource::Engine* engine, const SurveyResources* resources,
                        AsService as_service)
      : engine_(engine), resources_(resources), as_service_(std::move(as_service)) {}

  absl::StatusOr<v1::CreateSurveyLinkResponse> CreateSurveyLink(
      const rpc::Call& call, const v1::CreateSurveyLinkRequest& request) override;
  absl::StatusOr<v1::OpenSurveyResponse> OpenSurvey(const rpc::Call& call,
                                                    const v1::OpenSurveyRequest& request) override;
  absl::StatusOr<v1::SubmitSurveyResponse> SubmitSurvey(
      const rpc::Call& call, const v1::SubmitSurveyRequest& request) override;

 private:
  // A link that holds, and the call by which the service works on it.
  struct Page {
    SurveyLink link;
    rpc::Call call;
  };
  absl::StatusOr<Page> Find(const rpc::Call& call, const std::string& key,
                            absl::string_view permission) const;
  // The published survey of a link whose subject is there, else SURVEY_NOT_FOUND.
  absl::StatusOr<v1::Survey> Read(resource::UnitOfWork& work, const SurveyLink& link) const;
  // What a link is to be about, which the caller may read.
  absl::Status FindSubject(resource::UnitOfWork& work, const v1::CreateSurveyLinkRequest& request,
                           SurveyLink* link) const;
  absl::StatusOr<absl::Time> EndOf(const v1::CreateSurveyLinkRequest& request) const;
  absl::string_view secret() const;

  const resource::Engine* const engine_;
  const SurveyResources* const resources_;
  const AsService as_service_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_SURVEYS_SURVEY_PAGE_SERVICE_H_
