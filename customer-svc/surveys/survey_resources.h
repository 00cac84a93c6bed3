// Surveys and their answers, wired to the engine.
#ifndef GUANXI_CUSTOMER_SVC_SURVEYS_SURVEY_RESOURCES_H_
#define GUANXI_CUSTOMER_SVC_SURVEYS_SURVEY_RESOURCES_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/resource/resource.h"

namespace guanxi::customer {

// Immutable, thus thread-safe; one for the process.
struct SurveyResources {
  // They are linked with the others by who has them. Whom and what answers are about is not owned.
  static absl::StatusOr<std::unique_ptr<const SurveyResources>> Create(
      const resource::Resource* customers, const resource::Resource* tickets);

  std::unique_ptr<const resource::Resource> surveys;
  std::unique_ptr<const resource::Resource> responses;
  const resource::Resource* customers = nullptr;
  const resource::Resource* tickets = nullptr;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_SURVEYS_SURVEY_RESOURCES_H_
