// What surveys and their answers may state. Pure: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_SURVEYS_SURVEY_RULES_H_
#define GUANXI_CUSTOMER_SVC_SURVEYS_SURVEY_RULES_H_

#include <cstdint>

#include "absl/status/status.h"
#include "common/errors/errors.h"
#include "guanxi/customer/v1/survey.pb.h"

namespace guanxi::customer {

void NormalizeSurvey(v1::Survey* survey, Violations* violations);

void NormalizeSurveyResponse(v1::SurveyResponse* response);

// The scores that there are.
struct ScoreRange {
  int32_t least = 0;
  int32_t most = 0;
};
ScoreRange ScoresOf(v1::Survey::Kind kind);
// INVALID_ARGUMENT, INVALID_FIELD of `score`.
absl::Status CheckScore(v1::Survey::Kind kind, int32_t score);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_SURVEYS_SURVEY_RULES_H_
