// One condition of a question as SQL.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_COMPARISON_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_COMPARISON_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "analytics-svc/semantic/department_tree.h"
#include "analytics-svc/semantic/fragment.h"
#include "analytics-svc/semantic/query_source.h"
#include "analytics-svc/semantic/time_range.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// What values are read by.
struct ComparisonPlace {
  absl::TimeZone zone;
  const DepartmentTree* departments = nullptr;
  std::string path;  // of the filter, for errors
};

// `left` against the filter's values. INVALID_ARGUMENT, INVALID_FIELD about `path` or its parts if
// the operator is not for the type, there are too few or too many values, or one is none of the
// type's.
absl::StatusOr<Fragment> CompareDimension(const DimensionSql& left, const v1::QueryFilter& filter,
                                          const ComparisonPlace& place);
// The same of a measure's column, a number.
absl::StatusOr<Fragment> CompareMeasure(const std::string& left, const v1::QueryFilter& filter,
                                        const std::string& path);

// Whether a moment or date lies in the range. `type` is kTime or kDate.
Fragment WithinSql(const Fragment& left, DimensionType type, const TimeRange& range,
                   absl::TimeZone zone);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_COMPARISON_H_
