// What a question must hold before its members are looked at.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_CHECKS_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_CHECKS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "analytics-svc/semantic/model.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

inline constexpr int kDefaultRows = 10'000;
inline constexpr int kMostRows = 50'000;

// The limits that query.proto states, and that nothing is asked twice: all violations at once.
// INVALID_ARGUMENT, INVALID_FIELD; paths begin in the question. `most_rows` bounds `limit`.
absl::Status CheckQuery(const v1::Query& query, int most_rows = kMostRows);

// The zone of the question, or `otherwise`. The same error.
absl::StatusOr<absl::TimeZone> ZoneOf(const v1::Query& query, absl::TimeZone otherwise);

// The cube whose rows the question is about: that of its measures, else of its first dimension. The
// same error.
absl::StatusOr<const Cube*> CubeOf(const v1::Query& query);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_CHECKS_H_
