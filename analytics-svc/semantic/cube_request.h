// Questions in the form of Cube's REST API.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_CUBE_REQUEST_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_CUBE_REQUEST_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// Both: INVALID_ARGUMENT, INVALID_FIELD about paths of Cube's form, for what is no JSON, has a
// member that is not known here (an answer to half a question would be a wrong one) or of another
// kind. What only CompileQuery can say is left to it.

// The body of `POST /v1/load`: `{"query": {...}, "queryType": "multi"}`.
absl::StatusOr<v1::Query> ReadCubeBody(absl::string_view json);
// The query alone.
absl::StatusOr<v1::Query> ReadCubeQuery(absl::string_view json);

// A path of query.proto in Cube's form, below `query`: "time_dimensions[0].date_range" is
// "query.timeDimensions[0].dateRange". The status as it is otherwise.
absl::Status UnderCubePath(const absl::Status& status);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_CUBE_REQUEST_H_
