// How far a figure has come on its way to a target. Pure: no I/O, no clock.
#ifndef GUANXI_ANALYTICS_SVC_BOARDS_ATTAINMENT_H_
#define GUANXI_ANALYTICS_SVC_BOARDS_ATTAINMENT_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "guanxi/analytics/v1/query.pb.h"
#include "guanxi/analytics/v1/target.pb.h"
#include "guanxi/analytics/v1/target_service.pb.h"

namespace guanxi::analytics {

// The question that a target's figure answers.
//   FAILED_PRECONDITION  TARGET_OF_NOBODY  its facts are those of somebody that it does not name
absl::StatusOr<v1::Query> QuestionOf(const v1::Target& target);

// All but the watermark, on a day; `actual` is a decimal, or nothing where there is no figure.
v1::TargetAttainment Attain(const v1::Target& target, const std::optional<std::string>& actual,
                            absl::CivilDay today);

// A number as the shortest decimal of up to nine places, rounded half away from zero; nothing for
// what is none, or is too large for a target.
std::optional<std::string> DecimalOf(absl::string_view number);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_BOARDS_ATTAINMENT_H_
