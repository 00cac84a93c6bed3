// Values of conditions as SQL. Private to the semantic layer.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_COMPARISON_VALUES_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_COMPARISON_VALUES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "analytics-svc/semantic/fragment.h"
#include "analytics-svc/semantic/query_source.h"
#include "common/base/uuid.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// Errors of all: INVALID_ARGUMENT, INVALID_FIELD about `path`.

// Whether the filter has an operator, and as many values as that takes.
absl::Status CheckValueCount(const v1::QueryFilter& filter, const std::string& path);

// A text, number, bool or record as a value of the member's type. Not of times.
absl::StatusOr<Fragment> ValueSql(const DimensionSql& member, const std::string& value,
                                  const std::string& path);

// The id of `{collection}/{uuid}`, or of a bare UUID.
absl::StatusOr<Uuid> ParseRecord(absl::string_view collection, absl::string_view value,
                                 const std::string& path);

// The first moment that a member of the type kTime (the instant) or kDate (the day that begins then
// or next) may have at `wall` on the clock of `zone`, or behind it.
Fragment MomentSql(DimensionType type, const absl::CivilSecond& wall, absl::TimeZone zone);

// The text as a part of a LIKE pattern with ESCAPE '!'.
std::string EscapedPattern(absl::string_view text);

// " > " of GT, and so on.
absl::string_view SignOf(v1::QueryFilter::Operator op);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_COMPARISON_VALUES_H_
