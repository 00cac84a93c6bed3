#include "customer-svc/surveys/survey_rules.h"

#include "absl/strings/str_cat.h"
#include "common/rules/values.h"

namespace guanxi::customer {

using v1::Survey;
using v1::SurveyResponse;

void NormalizeSurvey(Survey* survey, Violations* violations) {
  rules::NormalizeLine("display_name", survey->mutable_display_name(), violations);
  rules::NormalizeLine("campaign", survey->mutable_campaign(), violations);
  rules::NormalizeSentence("question", survey->mutable_question(), violations);
  rules::NormalizeNote(survey->mutable_thanks());
}

void NormalizeSurveyResponse(SurveyResponse* response) {
  rules::NormalizeNote(response->mutable_comment());
}

ScoreRange ScoresOf(Survey::Kind kind) {
  switch (kind) {
    case Survey::NPS:
      return {0, 10};
    case Survey::CSAT:
      return {1, 5};
    case Survey::CES:
      return {1, 7};
    default:
      return {};
  }
}

absl::Status CheckScore(Survey::Kind kind, int32_t score) {
  const ScoreRange range = ScoresOf(kind);
  if (score >= range.least && score <= range.most) return absl::OkStatus();
  return InvalidField("score", absl::StrCat("want ", range.least, " to ", range.most));
}

}  // namespace guanxi::customer
