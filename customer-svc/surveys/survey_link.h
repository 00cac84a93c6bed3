// The keys by which customers answer surveys.
#ifndef GUANXI_CUSTOMER_SVC_SURVEYS_SURVEY_LINK_H_
#define GUANXI_CUSTOMER_SVC_SURVEYS_SURVEY_LINK_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"

namespace guanxi::customer {

// What a link is for.
struct SurveyLink {
  Uuid tenant;
  Uuid survey;
  bool about_ticket = false;  // else about a customer
  Uuid subject;               // the ticket's or customer's id
  absl::Time expire_time;     // in whole seconds, after 1970

  // The answer to it, and to all others about the same.
  Uuid response() const;
};

// 87 characters of base64url. Without `secret` none can be made, so that nobody is asked about
// tenants, surveys and customers that there are not.
std::string MakeSurveyKey(absl::string_view secret, const SurveyLink& link);
// Nothing if the key was not made so; it may be over.
std::optional<SurveyLink> ReadSurveyKey(absl::string_view secret, absl::string_view key);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_SURVEYS_SURVEY_LINK_H_
