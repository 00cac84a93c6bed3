// Stretches of time as questions state them.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_TIME_RANGE_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_TIME_RANGE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// In the question's zone, in whole seconds: from `from` until before `until`.
struct TimeRange {
  absl::CivilSecond from;
  absl::CivilSecond until;

  // "2026-01-01T00:00:00.000" to "2026-01-31T23:59:59.999".
  v1::QueryDateRange ToProto() const;
};

// A day "2026-01-31" or a moment "2026-01-31T08:30:00" (also with a blank, and fractions of the
// second, which are left out). Years are 1900 to 9999. `is_day` says which; it may be null.
// INVALID_ARGUMENT without a path.
absl::StatusOr<absl::CivilSecond> ParseMoment(absl::string_view text, bool* is_day);

// What a day or moment covers: the day, or the second.
absl::StatusOr<TimeRange> ParseOneMoment(absl::string_view text);

// From the first of `from` to the last of `to`; `to` may be "". INVALID_ARGUMENT, INVALID_FIELD
// about `path`, also if it ends before it begins.
absl::StatusOr<TimeRange> ParseTimeRange(absl::string_view from, absl::string_view to,
                                         absl::string_view path);

// "last month" and the like (query.proto has the list), by today. The same error.
absl::StatusOr<TimeRange> RelativeRange(absl::string_view text, const absl::CivilDay& today,
                                        absl::string_view path);

// Either of them.
absl::StatusOr<TimeRange> ResolveRange(const v1::QueryDateRange& range, const absl::CivilDay& today,
                                       absl::string_view path);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_TIME_RANGE_H_
