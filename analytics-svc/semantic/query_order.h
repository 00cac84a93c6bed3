// In what order rows of an answer come. Private to the semantic layer.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_ORDER_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_ORDER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/compiled_query.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// What statements call a column.
inline std::string ColumnName(size_t number) { return absl::StrCat("c", number); }

// What comes behind ORDER BY, of the columns of "q": as the question says, else as query.proto
// says; then by all others, so that pages do not overlap. Of `columns` the first `groups` are
// dimensions and periods. INVALID_ARGUMENT, INVALID_FIELD about `order`.
absl::StatusOr<std::string> OrderSql(const v1::Query& query,
                                     const std::vector<ResultColumn>& columns, size_t groups);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_ORDER_H_
